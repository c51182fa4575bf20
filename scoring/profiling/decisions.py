"""What the evidence permits to decide about each contract, what blocks it and what would help."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.figures import Figure
from scoring.plan import DecisionPolicy, Thresholds
from scoring.profiling.checks import FloatArray, finite, not_negative
from scoring.profiling.comparisons import probability_below
from scoring.profiling.evidence import (
    EXIT,
    INSUFFICIENT,
    RECTIFY,
    RENEW,
    Lines,
    LineTests,
    aims,
    evidence_classes,
    line_tests,
)
from scoring.profiling.gates import Basis, blocking, gates
from scoring.profiling.grades import half_widths
from scoring.profiling.proposals import Case, propose
from scoring.profiling.shortfalls import extra_for_gate, extra_interviews, larger_shortfall
from scoring.profiling.shrinkage import Posterior
from scoring.scorebook import DecisionResult, Gate, GradeResult

_NOT_PROVEN = {
    EXIT: "exit_not_proven",
    RENEW: "renewal_not_proven",
    RECTIFY: "acceptable_not_proven",
}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What beside the figures bears on a proposal."""

    weak_items: tuple[str, ...] = ()
    is_vetoed: bool = False
    has_failed_rectification: bool = False


@dataclass(frozen=True, slots=True)
class _Contract:
    """One contract's share of the arrays."""

    total: float
    half_90: float
    variance: float
    believed: float
    aim: str
    tested: str  # the class that the tests alone permit
    is_acceptable: bool
    level: float  # error rate that the test of its aim had to meet
    p_values: tuple[float, float, float]
    below_exit: float


def decide(
    policy: DecisionPolicy,
    thresholds: Thresholds,
    totals: npt.ArrayLike,
    standard_errors: npt.ArrayLike,
    degrees_of_freedom: npt.ArrayLike,
    posterior: Posterior,
    bases: Sequence[Basis],
    grades: Sequence[GradeResult],
    circumstances: Sequence[Circumstances],
    look: int = 1,
) -> tuple[DecisionResult, ...]:
    """Return the decision of every contract that has a score.

    Parameters
    ----------
    policy, thresholds : DecisionPolicy, Thresholds
        From the plan.
    totals, standard_errors, degrees_of_freedom : array_like, shape (J,)
        Unrounded direct totals: the tests never use shrunken ones.
    posterior : Posterior
        Of the same J contracts.
    bases, grades, circumstances : sequence, length J
        The grade that stands after vetoes is read from ``grades[j].standing``.
    look : int
        Which of the plan's looks this is, from 1.

    Returns
    -------
    tuple of DecisionResult, length J
        Adjustments run over all J. A renewal that a gate refuses falls back to rectification
        where the total is proven above the exit line; an exit that a gate refuses leaves the
        evidence insufficient.

    Raises
    ------
    MethodError
        ``wrong_shape`` or the checks of lines and arrays.

    Examples
    --------
    >>> from scoring.profiling.shrinkage import shrink
    >>> y, grade = [88.0], GradeResult("good", "good", {"good": 0.9}, 0.9, False)
    >>> decision, = decide(DecisionPolicy(), Thresholds(), y, [2.0], [59], shrink(y, [4.0], None),
    ...                    [Basis(60, 55.0, 12)], [grade], [Circumstances()])
    >>> decision.decision_class, decision.proposal
    ('renew', 'D1')
    """
    y = finite(totals, "totals")
    for name, given in (("bases", bases), ("grades", grades), ("circumstances", circumstances)):
        if len(given) != y.size:
            raise MethodError("wrong_shape", where=name, found=len(given), allowed=(y.size,))
    errors = not_negative(standard_errors, "standard_errors", y.size)
    lines = lines_of(policy, look)
    tests = line_tests(y, errors, degrees_of_freedom, lines)
    halves = half_widths(errors, degrees_of_freedom, 0.90)
    contracts = _contracts(y, errors, halves, posterior, tests, lines)
    return tuple(
        _decision(policy, thresholds, contract, basis, grade, situation)
        for contract, basis, grade, situation in zip(
            contracts, bases, grades, circumstances, strict=True
        )
    )


def undecided(
    thresholds: Thresholds, basis: Basis, reason: str, is_vetoed: bool = False
) -> DecisionResult:
    """Return the decision of a contract without a score: evidence insufficient, for a reason.

    Examples
    --------
    >>> undecided(Thresholds(), Basis(12, 11.0, 5), "too_few_answers").proposal
    'D0'
    """
    missing = max(0, thresholds.minimum_answers - basis.answers)
    found = gates(basis, thresholds, 0.0, 0.0, False)
    proposal = propose(Case(INSUFFICIENT, None, is_vetoed=is_vetoed))
    return DecisionResult(
        decision_class=INSUFFICIENT,
        proposal=proposal.proposal,
        needs_explanation=proposal.needs_explanation,
        p_exit=None,
        p_acceptable=None,
        p_renew=None,
        probability_below_exit=None,
        gates=tuple(gate for gate in found if gate.code in ("answers", "psus")),
        extra_interviews=Figure(float(missing)) if missing else Figure(reason=reason),
        reasons=(reason, *proposal.reasons),
        weak_items=(),
    )


def lines_of(policy: DecisionPolicy, look: int = 1) -> Lines:
    """Return the policy's lines, error rate and looks as floats; ``look`` is the present one.

    Examples
    --------
    >>> lines_of(DecisionPolicy())
    Lines(exit_line=60.0, renewal_line=80.0, alpha=0.05, looks=(), look=1)
    """
    looks = tuple(float(share) for share in policy.looks)
    return Lines(
        float(policy.exit_line), float(policy.renewal_line), float(policy.alpha), looks, look
    )


def _contracts(
    y: FloatArray,
    errors: FloatArray,
    halves: FloatArray,
    posterior: Posterior,
    tests: LineTests,
    lines: Lines,
) -> list[_Contract]:
    below = probability_below(posterior, lines.exit_line)
    tested = evidence_classes(tests, below, lines.alpha)
    aimed = aims(y, lines)
    levels = {EXIT: tests.level_exit, RENEW: tests.level_renew, RECTIFY: tests.level_acceptable}
    p_values = np.stack([tests.p_exit, tests.p_acceptable, tests.p_renew], axis=1).tolist()
    return [
        _Contract(
            total=float(y[j]),
            half_90=float(halves[j]),
            variance=float(errors[j] ** 2),
            believed=float(posterior.mean[j]),
            aim=aimed[j],
            tested=tested[j],
            is_acceptable=bool(tests.p_acceptable[j] <= lines.alpha),
            level=float(levels[aimed[j]][j]),
            p_values=tuple(p_values[j]),
            below_exit=float(below[j]),
        )
        for j in range(y.size)
    ]


def _decision(
    policy: DecisionPolicy,
    thresholds: Thresholds,
    contract: _Contract,
    basis: Basis,
    grade: GradeResult,
    situation: Circumstances,
) -> DecisionResult:
    sought = contract.aim if contract.tested == INSUFFICIENT else contract.tested
    line = float(policy.renewal_line if sought == RENEW else policy.exit_line)
    side = 1 if sought == EXIT else -1
    bound = contract.total + side * contract.half_90
    found = gates(basis, thresholds, bound, line, side * (line - bound) > 0)
    reached, blocked = _after_gates(contract, found)
    proposal = propose(
        Case(
            decision_class=reached,
            grade=grade.standing,
            weak_items=situation.weak_items,
            is_borderline=grade.is_borderline,
            is_vetoed=situation.is_vetoed,
            has_failed_rectification=situation.has_failed_rectification,
            is_renewal_allowed=policy.renewal_allowed,
        )
    )
    reasons = (*_why(contract, basis, sought), *(f"gate_{code}" for code in blocked))
    return DecisionResult(
        decision_class=reached,
        proposal=proposal.proposal,
        needs_explanation=proposal.needs_explanation,
        p_exit=contract.p_values[0],
        p_acceptable=contract.p_values[1],
        p_renew=contract.p_values[2],
        probability_below_exit=contract.below_exit,
        gates=found,
        extra_interviews=_shortfall(contract, basis, thresholds, reached, line),
        reasons=(*reasons, *proposal.reasons),
        weak_items=situation.weak_items,
    )


def _after_gates(contract: _Contract, found: tuple[Gate, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the class that the gates leave standing, and the gates that refused a better one."""
    blocked = blocking(contract.tested, found)
    if not blocked:
        return contract.tested, ()
    can_fall_back = contract.tested == RENEW and contract.is_acceptable
    if can_fall_back and not blocking(RECTIFY, found):
        return RECTIFY, blocked
    return INSUFFICIENT, blocked


def _why(contract: _Contract, basis: Basis, sought: str) -> tuple[str, ...]:
    """Return what the tests left unproven, and what could not be looked at."""
    reasons = []
    if contract.tested == INSUFFICIENT:
        reasons.append(_NOT_PROVEN[contract.aim])
    if sought == EXIT and basis.interviewers is None:
        reasons.append("interviewers_not_available")
    return tuple(reasons)


def _shortfall(
    contract: _Contract, basis: Basis, thresholds: Thresholds, reached: str, line: float
) -> Figure:
    if reached != INSUFFICIENT:
        return Figure(reason="evidence_sufficient")
    by_gate = extra_for_gate(basis, thresholds)
    if contract.tested != INSUFFICIENT:
        return by_gate
    by_test = extra_interviews(
        contract.variance, basis.answers, contract.believed, line, contract.level
    )
    return larger_shortfall(by_test, by_gate)
