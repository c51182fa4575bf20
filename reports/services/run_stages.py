"""The stages of a scoring run in words, and how far along the whole run each of them is."""

from collections.abc import Callable

from evaluator.wording.texts import N_

# What the engine and the report call their stages, in their order, and what a reader is told.
STAGES = {
    "read": N_("Reading the frozen data"),
    "responses": N_("Counting the answers"),
    "contracts": N_("Scoring the contracts"),
    "ranking": N_("Comparing the contracts"),
    "choices": N_("Scoring again under other choices"),
    "exclusions": N_("Leaving out one interviewer at a time"),
    "write": N_("Writing the results"),
    "report": N_("Writing the report"),
    "report-en": N_("Writing the report in English"),
    "record": N_("Recording the run"),
}
_WHOLE = 100  # the length of one stage on the bar
_PLACES = {stage: place for place, stage in enumerate(STAGES)}

Report = Callable[[str, int, int], None]


def along_the_run(report: Report) -> Report:
    """Return what turns the progress of one stage into words and the progress of the whole run.

    A stage without words, such as the engine's last, only says that it is over: it is left out.
    """

    def tell(stage: str, done: int, total: int) -> None:
        if stage in STAGES:
            within = _WHOLE * done // total if total else 0
            report(STAGES[stage], _PLACES[stage] * _WHOLE + within, len(STAGES) * _WHOLE)

    return tell
