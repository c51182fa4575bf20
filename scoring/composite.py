"""This room is for the composite: rows, subtotals and total of a contract, with their variance."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from scoring.bent_totals import BentTotal, bent_total
from scoring.errors import MethodError
from scoring.indicators.inputs import is_survey
from scoring.indicators.outcomes import ContractOutcome, IndicatorOutcome, PartOutcome
from scoring.indicators.rounding import footed
from scoring.plan import Dimension, Plan
from scoring.scorebook import DimensionScore, IndicatorScore, PartScore

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SurveyCovariance:
    """The covariance of survey inputs of one contract: shape (G, G), in squared input points."""

    variables: tuple[str, ...]
    matrix: FloatArray

    def gradient(self, parts: Iterable[PartOutcome]) -> FloatArray:
        """Return the slopes of the parts' summed points by each survey input, shape (G,)."""
        positions = {code: index for index, code in enumerate(self.variables)}
        gradient = np.zeros(len(self.variables))
        for part in parts:
            if part.points is not None and is_survey(part.part):
                if part.part.input not in positions:
                    raise MethodError(
                        "unknown_variable",
                        where="covariance",
                        found=part.part.input,
                        allowed=list(self.variables),
                    )
                gradient[positions[part.part.input]] += part.spread.slope
        return gradient


@dataclass(frozen=True, slots=True)
class Composite:
    """A contract's rows, subtotals and total; ``total`` is unrounded, ``printed`` foots.

    ``gradient`` holds the slopes of the total by the survey inputs, ``independent_variance`` what
    measures and the bends of rules add; together they make ``variance``. ``dimension_covariance``
    (D, D) is that of the subtotals, in points squared. ``bent`` is there where a rule bends near
    the estimate, so that an interval reaches further to one side.
    """

    indicators: tuple[IndicatorScore, ...]
    dimensions: tuple[DimensionScore, ...]
    total: float | None
    printed: Decimal | None
    gradient: FloatArray
    independent_variance: float
    variance: float
    dimension_covariance: FloatArray
    reasons: tuple[str, ...]
    bent: BentTotal | None = None

    @property
    def standard_error(self) -> float:
        """Standard error of the total, in points."""
        return math.sqrt(self.variance)

    def interval(self, half_width: float) -> tuple[float, float]:
        """Return the ends of an interval around the total, in points.

        Parameters
        ----------
        half_width : float
            So many standard errors as the level asks for, in points.

        Returns
        -------
        tuple of float
            The total less and plus the half-width; near the bend of a rule what the limits of the
            inputs come to, which may reach further to one side.
        """
        total = self.total or 0.0
        if self.bent is None or self.standard_error == 0:
            return total - half_width, total + half_width
        below, above = self.bent.reach(half_width / self.standard_error)
        return total - below, total + above


def compose(plan: Plan, outcome: ContractOutcome, covariance: SurveyCovariance) -> Composite:
    """Put the scored indicators of one contract together.

    Parameters
    ----------
    plan : Plan
        Its tree gives the dimensions.
    outcome : ContractOutcome
        Scored indicators; where it has reasons there is no total.
    covariance : SurveyCovariance
        Of the official estimates of this contract.

    Returns
    -------
    Composite
        The total is the exact sum of unrounded points, the printed total that of printed rows.
        The variance is g'Vg over the survey inputs, whose covariance is never left out, plus the
        variance of each independent measure through the summed slopes of the parts that share it,
        plus what the bends of rules leave over.
    """
    parts = [part for row in outcome.indicators for part in row.parts]
    rows = tuple(_indicator(row, covariance) for row in outcome.indicators)
    points = [row.points for row in outcome.indicators if row.points is not None]
    printed = [row.printed for row in rows if row.printed is not None]
    has_total = not outcome.reasons
    independent = independent_variance(parts)
    gradient = covariance.gradient(parts)
    return Composite(
        indicators=rows,
        dimensions=tuple(_dimension(node, outcome, covariance, rows) for node in plan.dimensions),
        total=float(sum(points, Fraction(0))) if has_total else None,
        printed=footed(printed) if has_total else None,
        gradient=gradient,
        independent_variance=independent,
        variance=_through(gradient, covariance.matrix) + independent,
        dimension_covariance=_dimension_covariance(plan, outcome, covariance),
        reasons=outcome.reasons,
        bent=bent_total(parts, covariance.variables, covariance.matrix),
    )


def independent_variance(parts: Iterable[PartOutcome]) -> float:
    """Return the variance of summed points that does not come from the survey inputs' slopes.

    Measures are independent of each other and of the survey; parts that share one measure move
    together. What the bends of several rules leave over of one input is taken as moving together
    too: the most that it can be.
    """
    slopes: dict[str, float] = {}
    variances: dict[str, float] = {}
    left_over: dict[str, float] = {}
    for part in parts:
        if part.points is None:
            continue
        code = part.part.input
        left_over[code] = left_over.get(code, 0.0) + math.sqrt(part.spread.residual_variance)
        if not is_survey(part.part):
            slopes[code] = slopes.get(code, 0.0) + part.spread.slope
            variances[code] = part.variance
    along = sum(slope**2 * variances[code] for code, slope in slopes.items())
    return along + sum(error**2 for error in left_over.values())


def _dimension_covariance(
    plan: Plan, outcome: ContractOutcome, covariance: SurveyCovariance
) -> FloatArray:
    """Return the covariance of the subtotals; what is not the survey's stays in its dimension."""
    below = [
        [
            part
            for row in outcome.indicators
            if row.dimension.code == node.code
            for part in row.parts
        ]
        for node in plan.dimensions
    ]
    slopes = np.array([covariance.gradient(parts) for parts in below])
    alone = np.diag([independent_variance(parts) for parts in below])
    return np.asarray(slopes @ covariance.matrix @ slopes.T + alone)


def _through(gradient: FloatArray, matrix: FloatArray) -> float:
    return max(float(gradient @ matrix @ gradient), 0.0)


def _standard_error(parts: Iterable[PartOutcome], covariance: SurveyCovariance) -> float:
    scored = list(parts)
    survey = _through(covariance.gradient(scored), covariance.matrix)
    return math.sqrt(survey + independent_variance(scored))


def _indicator(row: IndicatorOutcome, covariance: SurveyCovariance) -> IndicatorScore:
    leaf = row.indicator
    is_scored = row.points is not None
    return IndicatorScore(
        code=leaf.code,
        name=leaf.name,
        dimension=row.dimension.code,
        group=row.group.code,
        source=leaf.source,
        weight=leaf.weight,
        effective_weight=float(row.effective_weight),
        printed=row.printed,
        points=None if row.points is None else float(row.points),
        standard_error=_standard_error(row.parts, covariance) if is_scored else None,
        parts=tuple(_part(part, covariance) for part in row.parts),
        reason=row.reason,
    )


def _part(part: PartOutcome, covariance: SurveyCovariance) -> PartScore:
    is_scored = part.points is not None
    return PartScore(
        kind=part.part.kind,
        input=part.part.input,
        source=part.part.source,
        maximum=float(part.maximum),
        points=None if part.points is None else float(part.points),
        standard_error=_standard_error([part], covariance) if is_scored else None,
        method=part.spread.method,
        reason=part.reason,
    )


def _dimension(
    node: Dimension,
    outcome: ContractOutcome,
    covariance: SurveyCovariance,
    rows: tuple[IndicatorScore, ...],
) -> DimensionScore:
    """Return a subtotal; it is blank where an indicator is blank though it applies."""
    below = [row for row in outcome.indicators if row.dimension.code == node.code]
    weight = outcome.weights.dimensions[node.code]
    reason = _reason_of(below, weight)
    points = [row.points for row in below if row.points is not None]
    inside = [row.printed for row in rows if row.dimension == node.code]
    printed = [row for row in inside if row is not None]
    parts = [part for row in below for part in row.parts]
    return DimensionScore(
        code=node.code,
        name=node.name,
        weight=node.weight,
        effective_weight=float(weight),
        printed=None if reason else footed(printed),
        points=None if reason else float(sum(points, Fraction(0))),
        standard_error=None if reason else _standard_error(parts, covariance),
        is_satisfaction=node.is_satisfaction,
        reason=reason,
    )


def _reason_of(below: list[IndicatorOutcome], weight: Fraction) -> str | None:
    if weight == 0:
        return "dimension_not_applicable"
    causes = [row.reason for row in below if row.reason and row.effective_weight > 0]
    return causes[0] if causes else None
