"""From the class that the evidence permits and the grade that stands to a proposal."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.errors import MethodError
from scoring.plan import DecisionPolicy
from scoring.profiling.evidence import EXIT, INSUFFICIENT, RECTIFY, RENEW

BRIDGE, RENEWAL, RENEWAL_WITH_CONDITIONS, RECTIFICATION, NO_RENEWAL = "D0", "D1", "D2", "D3", "D4"

# Grades with which a class agrees; any other grade makes the case a borderline one.
_AGREEING = {
    EXIT: ("poor",),
    RENEW: ("excellent", "good"),
    RECTIFY: ("excellent", "good", "fair"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """What a proposal is made from.

    ``grade`` is the grade that stands after vetoes, None where it is blank. ``is_vetoed`` says
    that a veto was substantiated; ``is_borderline`` that the printed and the unrounded total fall
    in different grades.
    """

    decision_class: str
    grade: str | None
    weak_items: tuple[str, ...] = ()
    is_borderline: bool = False
    is_vetoed: bool = False
    has_failed_rectification: bool = False
    is_renewal_allowed: bool = True


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal, whether a person must explain it before signing, and the codes that say why."""

    proposal: str
    needs_explanation: bool
    reasons: tuple[str, ...]


def propose(case: Case) -> Proposal:
    """Return the proposal: grade proposes, evidence permits, and the milder of two wins.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Proposal
        D0 bridge, D1 renew, D2 renew with conditions, D3 rectify, D4 do not renew.

    Raises
    ------
    MethodError
        ``unknown_decision_class``.

    Examples
    --------
    >>> propose(Case("renew", "good")).proposal
    'D1'
    >>> propose(Case("exit", "fair"))
    Proposal(proposal='D3', needs_explanation=True, reasons=('class_and_grade_disagree',))
    """
    if case.decision_class not in (EXIT, RENEW, RECTIFY, INSUFFICIENT):
        raise MethodError(
            "unknown_decision_class",
            where="decision_class",
            found=case.decision_class,
            allowed=(EXIT, RENEW, RECTIFY, INSUFFICIENT),
        )
    if case.decision_class == INSUFFICIENT:
        return Proposal(BRIDGE, case.is_vetoed, (*_closed_by_veto(case), *_borderline(case)))
    if case.grade is None:
        reasons = ["grade_blank", *_closed_by_veto(case), *_borderline(case)]
        return Proposal(BRIDGE, True, tuple(reasons))
    reasons = [*_disagreement(case), *_borderline(case)]
    proposal = _mild_proposal(case)
    if case.is_vetoed and proposal in (RENEWAL, RENEWAL_WITH_CONDITIONS):
        proposal = RECTIFICATION  # a substantiated veto makes renewal unavailable
        reasons += _closed_by_veto(case)
    if not case.is_renewal_allowed and proposal in (RENEWAL, RENEWAL_WITH_CONDITIONS):
        reasons.append("renewal_not_in_contract")
    needs_explanation = bool(reasons)
    if proposal == RENEWAL_WITH_CONDITIONS and case.weak_items:
        reasons.append("weak_items")
    return Proposal(proposal, needs_explanation, tuple(reasons))


def _mild_proposal(case: Case) -> str:
    """Return what the class leads to, softened where the grade is better than the class."""
    is_good = case.grade in ("excellent", "good")
    if case.decision_class == RENEW:
        return RENEWAL_WITH_CONDITIONS if case.weak_items else RENEWAL
    if case.decision_class == EXIT and (case.grade == "poor" or case.has_failed_rectification):
        return NO_RENEWAL
    return RENEWAL_WITH_CONDITIONS if is_good else RECTIFICATION


def _disagreement(case: Case) -> tuple[str, ...]:
    if case.decision_class == EXIT and case.has_failed_rectification:
        return ()
    is_agreed = case.grade in _AGREEING[case.decision_class]
    return () if is_agreed else ("class_and_grade_disagree",)


def _closed_by_veto(case: Case) -> tuple[str, ...]:
    """Say that renewal is closed, a bridging one too, however little else is known."""
    return ("renewal_closed_by_veto",) if case.is_vetoed else ()


def _borderline(case: Case) -> tuple[str, ...]:
    return ("grade_borderline",) if case.is_borderline else ()


def weak_items(
    codes: Sequence[str],
    shares: Sequence[float],
    is_satisfaction: Sequence[bool],
    policy: DecisionPolicy,
) -> tuple[str, ...]:
    """Return the level-1 dimensions whose reached share is weak.

    Parameters
    ----------
    codes : sequence of str, length D
    shares : sequence of float, length D
        Points reached of the points possible, 0-1.
    is_satisfaction : sequence of bool, length D
        Satisfaction is weak below its own line, given in points of 100.
    policy : DecisionPolicy

    Examples
    --------
    >>> weak_items(["A", "B"], [0.69, 0.61], [True, False], DecisionPolicy())
    ('A',)
    """
    dimension_line = float(policy.weak_dimension_share)
    satisfaction_line = max(float(policy.weak_satisfaction) / 100, dimension_line)
    return tuple(
        code
        for code, share, is_heaviest in zip(codes, shares, is_satisfaction, strict=True)
        if round(share, 9) < (satisfaction_line if is_heaviest else dimension_line)
    )
