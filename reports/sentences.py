"""The sentences for what decisions and scoring runs refuse."""

from collections.abc import Mapping

from evaluator.wording.texts import N_

REFUSALS: Mapping[str, str] = {
    "not_the_purchaser": N_("Only the purchaser of this programme can decide."),
    "already_decided": N_("%(found)s has already decided on this case."),
    "choice_not_permitted": N_(
        "The evidence does not permit this decision. Open are: %(allowed)s."
    ),
    "reasons_too_short": N_(
        "Please give your reasons in at least %(allowed)s characters; there are %(found)s."
    ),
    "no_bundle": N_("There are no frozen data to be scored yet."),
    "withheld_few_answers": N_("not shown: too few answers, or their difference would tell them"),
    "decisions_rest_on_run": N_(
        "Decisions already rest on these scores; they are not computed anew."
    ),
    "case_replaced": N_(
        "This evaluation was scored again since; please decide on the newer result."
    ),
    "not_scored_yet": N_("This evaluation has not been scored yet."),
}
