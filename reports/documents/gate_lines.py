"""The conditions that a proposal was held to: what was found, what is needed, whether it is met."""

from collections.abc import Mapping
from dataclasses import dataclass

from evaluator.wording.texts import N_, translate
from reports.documents.formatting import BLANK, half_up, share
from scoring.scorebook import Gate

LABELS: Mapping[str, str] = {
    "answers": N_("Valid answers"),
    "psus": N_("Villages or households sampled"),
    "effective_answers": N_("Effective answers, after design and weights"),
    "interval_clears_line": N_("Near end of the 90-percent interval, and the line"),
    "reliability": N_("Reliability, or an interval clear of the line"),
    "interviewers": N_("Interviewers"),
    "interviewer_share": N_("Largest part of the interviews in one hand"),
    "interviewer_load": N_("Most interviews in one hand"),
    "interviewers_told_apart": N_("Interviewers who work for several contracts"),
    "robustness": N_("Share of plausible weights that keep the class"),
    "robustness_not_computed": N_("Share of plausible weights that keep the class"),
    "spread": N_("Spread of the answers"),
}
SHARES = ("robustness", "robustness_not_computed", "interviewer_share")
SCORES = ("interval_clears_line",)
FRACTIONS = ("reliability",)


@dataclass(frozen=True, slots=True)
class GateLine:
    """One condition in words."""

    label: str
    found: str
    needed: str
    is_met: bool


def gate_lines(gates: tuple[Gate, ...], locale: str) -> tuple[GateLine, ...]:
    """Return the conditions as a reader sees them, in the order they were tried."""
    return tuple(
        GateLine(
            translate(LABELS.get(gate.code, gate.code), locale),
            _number(gate.code, gate.found),
            _number(gate.code, gate.needed),
            gate.is_met,
        )
        for gate in gates
    )


def _number(code: str, value: float | None) -> str:
    if value is None:
        return BLANK
    if code in SHARES:
        return share(value)
    if code in FRACTIONS:
        return half_up(value, 2)
    return half_up(value, 1 if code in SCORES or not float(value).is_integer() else 0)
