"""Change of each contract from one wave to the next, on the same slopes and average client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from scoring.bundle import Bundle
from scoring.bundle_schema import ENGINE
from scoring.engine import estimate
from scoring.evaluate import score_contracts
from scoring.figures import Figure
from scoring.joined_waves import FIRST, MARK, SECOND, joined_waves, wave_code
from scoring.moments.estimates import SurveyEstimates
from scoring.profiling.checks import ERROR_FLOOR, BoolArray, FloatArray
from scoring.profiling.decisions import lines_of
from scoring.profiling.evidence import line_tests
from scoring.profiling.grades import half_widths, lower_tail
from scoring.profiling.multiplicity import benjamini_hochberg, holm
from scoring.profiling.shrinkage import FEWEST_FOR_SHRINKAGE, between_variance, shrink
from scoring.scored_contracts import ScoredContract

SCHEMA = "gongping-changes/1"


@dataclass(frozen=True, slots=True)
class ContractChange:
    """The change of one contract's total, in points; blank for a ``reason``.

    ``first`` and ``second`` are the totals of the waves on common ground, ``covariance`` comes from
    the ``panel`` persons who answered twice. ``p_holm`` is for sanctions, ``p_published`` (by
    Benjamini and Hochberg) for publication, both two-sided. ``expected`` is the change after
    regression to the mean. ``has_improved``: the total rose (Holm-adjusted one-sided test) and is
    proven above the exit line: what a rectification must show.
    """

    contract: str
    panel: int
    expected: Figure
    first: float | None = None
    second: float | None = None
    difference: float | None = None
    standard_error: float | None = None
    degrees_of_freedom: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None
    covariance: float | None = None
    p_plain: float | None = None
    p_holm: float | None = None
    p_published: float | None = None
    p_risen: float | None = None
    has_improved: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeBook:
    """The changes between two waves; both bundles, the plan and the engine determine its bytes."""

    evaluation: str
    engine: str
    previous_bundle_hash: str
    current_bundle_hash: str
    plan_hash: str
    is_demo: bool
    contracts: tuple[ContractChange, ...]
    notes: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)
    schema: str = SCHEMA


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Totals of the contracts that have one in both waves, and the law of their differences."""

    codes: tuple[str, ...]
    first: FloatArray
    second: FloatArray
    variance: FloatArray
    covariance: FloatArray
    degrees: FloatArray
    second_errors: FloatArray
    second_degrees: FloatArray


def changes(previous: Bundle, current: Bundle, *, workers: int | None = None) -> ChangeBook:
    """Return the change of every contract between two waves.

    Parameters
    ----------
    previous, current : Bundle
        Two evaluations under plans that ask and score the same. Contracts go by their codes,
        persons by their keys: a sampling unit of the second wave that holds people of one of the
        first is the same unit.
    workers : int, optional
        Threads for the pass; the result does not depend on it.

    Returns
    -------
    ChangeBook
        Contracts of either wave in the order of their codes; blank with ``not_in_both_waves``, or
        with the reason that a wave has no total.

    Raises
    ------
    MethodError
        ``waves_of_different_plans``.

    Notes
    -----
    Both waves go through one pass as contracts of their own, so that the slopes of the case mix and
    the average client are those of both together (statistics.md 2.13). The variance of a difference
    is v1 + v2 - 2 cov; the covariance comes from the residual totals of common sampling units and
    from the common slopes. Degrees of freedom are Satterthwaite's.
    """
    with joined_waves(previous, current) as waves:
        survey = estimate(waves.bundle, workers=workers)
        contracts = score_contracts(waves.bundle, survey)
        panel = waves.panel
    scored = {contract.code: contract for contract in contracts}
    codes = sorted({code.partition(MARK)[2] for code in scored})
    reasons = {code: _reason(code, scored) for code in codes}
    pairs = _pairs([code for code in codes if reasons[code] is None], contracts, survey)
    rows = _tested(pairs, current, panel)
    return ChangeBook(
        evaluation=current.plan.evaluation,
        engine=ENGINE,
        previous_bundle_hash=previous.digest,
        current_bundle_hash=current.digest,
        plan_hash=current.plan.digest,
        is_demo=current.plan.is_demo,
        contracts=tuple(
            rows.get(code) or _blank(code, scored, panel, reasons[code]) for code in codes
        ),
        notes=survey.notes,
    )


def _reason(code: str, scored: Mapping[str, ScoredContract]) -> str | None:
    """Return why a contract has no change, or None."""
    both = [scored.get(wave_code(wave, code)) for wave in (FIRST, SECOND)]
    for contract in both:
        if contract is None:
            return "not_in_both_waves"
        if not contract.is_ranked:
            return contract.composite.reasons[0]
    return None


def _pairs(
    codes: Sequence[str], contracts: Sequence[ScoredContract], survey: SurveyEstimates
) -> _Pairs:
    places = {contract.code: place for place, contract in enumerate(contracts)}
    one = [places[wave_code(FIRST, code)] for code in codes]
    two = [places[wave_code(SECOND, code)] for code in codes]
    gradients = np.array([contract.composite.gradient for contract in contracts])
    gradients = gradients.reshape(len(contracts), len(survey.variables))
    shared, _ = survey.shared_covariance(gradients)
    covariance = np.asarray(shared[one, two], dtype=np.float64).ravel()
    slopes = survey.slope_covariance(gradients)
    if slopes is not None:
        covariance = covariance + np.einsum("jr,jr->j", slopes[one], slopes[two])
    totals = np.array([contract.composite.total or 0.0 for contract in contracts])
    variances = np.array([contract.composite.variance for contract in contracts])
    degrees = np.array([contract.degrees_of_freedom for contract in contracts])
    v1, v2 = variances[one], variances[two]
    shares = v1**2 / degrees[one] + v2**2 / degrees[two]
    pooled = np.divide((v1 + v2) ** 2, shares, out=np.full(len(codes), np.inf), where=shares > 0)
    return _Pairs(
        codes=tuple(codes),
        first=totals[one],
        second=totals[two],
        variance=np.maximum(v1 + v2 - 2 * covariance, 0.0),
        covariance=covariance,
        degrees=np.maximum(pooled, 1.0),
        second_errors=np.sqrt(v2),
        second_degrees=degrees[two],
    )


def _tested(pairs: _Pairs, current: Bundle, panel: Mapping[str, int]) -> dict[str, ContractChange]:
    """Return the rows of the contracts with a total in both waves."""
    apart = pairs.second - pairs.first
    errors = np.sqrt(pairs.variance)
    scores = apart / np.maximum(errors, ERROR_FLOOR)
    plain = np.minimum(2 * lower_tail(-np.abs(scores), pairs.degrees), 1.0)
    risen = holm(lower_tail(-scores, pairs.degrees))
    above = _is_above_exit(pairs, current)
    halves = half_widths(errors, pairs.degrees)
    alpha = float(current.plan.decision.alpha)
    expected = _expected(apart, pairs.variance)
    columns: list[FloatArray] = [pairs.first, pairs.second, apart, errors, pairs.covariance]
    columns += [plain, holm(plain), benjamini_hochberg(plain), risen, halves, pairs.degrees]
    rows = {}
    for j, (code, values) in enumerate(zip(pairs.codes, zip(*columns, strict=True), strict=True)):
        first, second, change, error, shared, p, adjusted, published, up, half, degrees = map(
            float, values
        )
        rows[code] = ContractChange(
            contract=code,
            first=first,
            second=second,
            difference=change,
            standard_error=error,
            degrees_of_freedom=degrees if np.isfinite(degrees) else None,
            interval_low=change - half,
            interval_high=change + half,
            covariance=shared,
            panel=panel.get(code, 0),
            p_plain=p,
            p_holm=adjusted,
            p_published=published,
            p_risen=up,
            expected=expected[j],
            has_improved=up <= alpha and bool(above[j]),
        )
    return rows


def _is_above_exit(pairs: _Pairs, current: Bundle) -> BoolArray:
    """Return whether the current total is proven above the exit line, over all contracts."""
    lines = lines_of(current.plan.decision)
    tests = line_tests(pairs.second, pairs.second_errors, pairs.second_degrees, lines)
    result: BoolArray = tests.p_acceptable <= lines.alpha
    return result


def _expected(apart: FloatArray, variance: FloatArray) -> list[Figure]:
    """Return each change drawn to the mean change; blank for fewer than ten contracts."""
    if apart.size < FEWEST_FOR_SHRINKAGE:
        return [Figure(reason="too_few_providers")] * apart.size
    posterior = shrink(apart, variance, between_variance(apart, variance))
    return [Figure(float(value)) for value in posterior.mean]


def _blank(
    code: str, scored: Mapping[str, ScoredContract], panel: Mapping[str, int], reason: str | None
) -> ContractChange:
    totals = [scored.get(wave_code(wave, code)) for wave in (FIRST, SECOND)]
    first, second = (None if row is None else row.composite.total for row in totals)
    figure = Figure(reason=reason)
    return ContractChange(code, panel.get(code, 0), figure, first, second, reason=reason)
