"""The conditions beside the tests: enough answers, areas, interviewers, reliability, robustness."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.plan import Thresholds
from scoring.profiling.evidence import EXIT, INSUFFICIENT, RECTIFY, RENEW
from scoring.scorebook import Gate

RELIABILITY_NEEDED = 0.9
INTERVIEWERS_NEEDED = 4
LARGEST_SHARE = 0.25  # of a contract's interviews in one hand
LARGEST_LOAD = 30  # interviews of one contract in one hand
ROBUST_SHARE_NEEDED = 0.9
_ROUNDING = 1e-9

# What may refuse a class. Renewal and exit have consequences and need more than rectification;
# exit alone also needs interviewers who share the work and a class that no other choice changes.
_ALWAYS = ("answers", "psus")
_CONSEQUENCE = (*_ALWAYS, "effective_answers", "spread", "interval_clears_line", "reliability")
_INTERVIEWERS = (
    "interviewers",
    "interviewer_share",
    "interviewer_load",
    "interviewers_told_apart",
)
BLOCKING: Mapping[str, tuple[str, ...]] = {
    RECTIFY: _ALWAYS,
    RENEW: _CONSEQUENCE,
    EXIT: (*_CONSEQUENCE, *_INTERVIEWERS, "robustness", "robustness_not_computed"),
    INSUFFICIENT: (),
}


@dataclass(frozen=True, slots=True)
class Basis:
    """What one contract's figures rest on.

    ``interviewers`` is None where the bundle does not name them and 0 where all answered by
    themselves, ``reliability`` where the prior
    is flat, and ``robust_share`` (share of plausible weights that keep the class, 0-1) where it
    was not computed. ``largest_share`` (0-1) and ``largest_load`` are the part and the number of
    interviews in one hand; ``are_told_apart`` is False where the interviewers' effect cannot be
    told from the contract's. ``has_spread`` is False where a sample's answers are all alike: their
    error is then unknown, not zero.
    """

    answers: int
    effective_answers: float
    psus: int
    interviewers: int | None = None
    reliability: float | None = None
    robust_share: float | None = None
    has_spread: bool = True
    largest_share: float = 0.0
    largest_load: int = 0
    are_told_apart: bool = True


def gates(
    basis: Basis, thresholds: Thresholds, bound: float, line: float, is_clear: bool
) -> tuple[Gate, ...]:
    """Return every gate with what was found and what is needed.

    Parameters
    ----------
    basis : Basis
    thresholds : Thresholds
    bound : float
        The end of the 90 % interval that faces the line, in points.
    line : float
        The line at stake, in points.
    is_clear : bool
        Whether the interval leaves the line outside; it then stands in for the reliability.

    Returns
    -------
    tuple of Gate
        Interviewers that the bundle does not name leave their gate unmet: a single one may stand
        behind all answers. Without interviews there is no such gate, and none for the spread where
        there is one.

    Examples
    --------
    >>> basis = Basis(answers=60, effective_answers=25.5, psus=12)
    >>> [gate.code for gate in gates(basis, Thresholds(), 81.2, 80.0, True) if not gate.is_met]
    ['effective_answers', 'interviewers', 'robustness_not_computed']
    """
    least = float(thresholds.minimum_answers)
    reliability = basis.reliability
    is_reliable = is_clear or (reliability is not None and reliability >= RELIABILITY_NEEDED)
    found = [
        _at_least("answers", basis.answers, least),
        _at_least("psus", basis.psus, thresholds.minimum_psus),
        _at_least("effective_answers", basis.effective_answers, least),
        Gate("interval_clears_line", is_clear, bound, line),
        Gate("reliability", is_reliable, reliability, RELIABILITY_NEEDED),
    ]
    if not basis.has_spread:
        found.append(Gate("spread", False, 0.0, None))
    if basis.interviewers is None:
        found.append(Gate("interviewers", False, None, float(INTERVIEWERS_NEEDED)))
    elif basis.interviewers > 0:
        found += _of_interviewers(basis, basis.interviewers)
    if basis.robust_share is None:
        found.append(Gate("robustness_not_computed", False, None, ROBUST_SHARE_NEEDED))
    else:
        found.append(_at_least("robustness", basis.robust_share, ROBUST_SHARE_NEEDED))
    return tuple(found)


def _of_interviewers(basis: Basis, interviewers: int) -> list[Gate]:
    """Return the gates of a contract whose interviewers are named."""
    share, load = basis.largest_share, float(basis.largest_load)
    found = [
        _at_least("interviewers", interviewers, INTERVIEWERS_NEEDED),
        Gate("interviewer_share", share <= LARGEST_SHARE + _ROUNDING, share, LARGEST_SHARE),
        Gate("interviewer_load", load <= LARGEST_LOAD, load, float(LARGEST_LOAD)),
    ]
    if not basis.are_told_apart:
        found.append(Gate("interviewers_told_apart", False, None, None))
    return found


def blocking(decision_class: str, found: tuple[Gate, ...]) -> tuple[str, ...]:
    """Return the codes of the unmet gates that refuse a class.

    Examples
    --------
    >>> blocking("exit", (Gate("psus", True, 5, 3), Gate("robustness", False, 0.8, 0.9)))
    ('robustness',)
    """
    return tuple(
        gate.code for gate in found if not gate.is_met and gate.code in BLOCKING[decision_class]
    )


def _at_least(code: str, found: float, needed: float) -> Gate:
    return Gate(code, found >= needed, float(found), float(needed))
