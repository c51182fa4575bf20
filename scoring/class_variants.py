"""Whether a class hangs on a choice: other weights, no adjusters, one interviewer less."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.moments.estimates import SurveyEstimates
from scoring.moments.interviewing import Interviewing
from scoring.plan import Plan
from scoring.profiling.checks import BoolArray, FloatArray, IntArray
from scoring.profiling.decisions import lines_of
from scoring.profiling.evidence import Lines
from scoring.profiling.weight_variants import classes_of_totals, share_keeping_class
from scoring.scored_contracts import ScoredContract

WEIGHTS, ADJUSTERS, INTERVIEWERS = "weights", "adjusters", "interviewers"
# So many interviewers of one contract are left out in turn; beyond, none of them weighs much.
MOST_INTERVIEWERS = 200


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals (J,), their variances and degrees of freedom, and which of them a variant changed."""

    totals: FloatArray
    variances: FloatArray
    degrees: FloatArray
    touched: BoolArray

    def classes(self, lines: Lines) -> npt.NDArray[np.str_]:
        """Return the class that the tests permit for each contract."""
        return classes_of_totals(self.totals, self.variances, self.degrees, lines)


@dataclass(frozen=True, slots=True)
class ClassShares:
    """Shares of the variants, by kind, that keep each contract's class; each (J,), 0 to 1.

    1 where the kind has no variant: a plan of one dimension, without adjusters, or without a
    named interviewer.
    """

    weights: FloatArray
    adjusters: FloatArray
    interviewers: FloatArray

    @property
    def smallest(self) -> FloatArray:
        """The smallest share of the three kinds: what a class has to show before it counts."""
        return np.minimum(np.minimum(self.weights, self.adjusters), self.interviewers)


def class_shares(
    plan: Plan,
    ranked: Sequence[ScoredContract],
    survey: SurveyEstimates | None = None,
    look: int = 1,
) -> ClassShares:
    """Return how many of the plausible other choices keep the class of each ranked contract.

    Parameters
    ----------
    plan : Plan
    ranked : sequence of ScoredContract, length J
    survey : SurveyEstimates, optional
        Of all contracts; without it only the weights are varied.
    look : int
        Which of the plan's looks this is, from 1.

    Returns
    -------
    ClassShares
        ``weights``: a thousand draws around the stated weights with satisfaction heaviest.
        ``adjusters``: the plain means instead of the adjusted ones, taken through the rules by
        their slopes. ``interviewers``: in round r every contract does without its r-th
        interviewer; their answers are taken from its mean over the survey inputs, weighted by the
        points that these carry, and the variance grows with the answers lost.

    Notes
    -----
    Each kind is held to the share of nine in ten by itself (statistics.md 2.12): pooled, a
    thousand weights would drown the few interviewers.

    Examples
    --------
    >>> from scoring.plan import Band
    >>> class_shares(Plan("E", {}, (), (), (), ()), []).smallest.tolist()
    []
    """
    lines = lines_of(plan.decision, look)
    ones = np.ones(len(ranked))
    if not ranked:
        return ClassShares(ones, ones, ones)
    official = _official(ranked)
    weights = _of_weights(plan, ranked, lines)
    if survey is None:
        return ClassShares(weights, ones, ones)
    places = {row.contract: place for place, row in enumerate(survey.contracts)}
    rows = np.array([places[contract.code] for contract in ranked])
    without = _without_interviewers(ranked, survey.interviewing, rows, official)
    plain = [_unadjusted(ranked, official)] if plan.adjusters else []
    return ClassShares(
        weights,
        share_of_variants(official, plain, lines),
        share_of_variants(official, without, lines),
    )


def share_of_variants(
    official: Totals, variants: Sequence[Totals] | Iterator[Totals], lines: Lines
) -> FloatArray:
    """Return for each contract the share of the variants touching it that keep its class, (J,)."""
    classes = official.classes(lines)
    kept, seen = np.zeros((2, classes.size))
    for variant in variants:
        seen += variant.touched
        kept += variant.touched & (variant.classes(lines) == classes)
    return np.divide(kept, seen, out=np.ones(classes.size), where=seen > 0)


def _official(ranked: Sequence[ScoredContract]) -> Totals:
    return Totals(
        np.array([contract.composite.total or 0.0 for contract in ranked]),
        np.array([contract.composite.variance for contract in ranked]),
        np.array([contract.degrees_of_freedom for contract in ranked]),
        np.ones(len(ranked), np.bool_),
    )


def _of_weights(plan: Plan, ranked: Sequence[ScoredContract], lines: Lines) -> FloatArray:
    """Return the shares of plausible weights; a plan of one dimension has no other weights."""
    if len(plan.dimensions) == 1:
        return np.ones(len(ranked))
    dimensions = [contract.composite.dimensions for contract in ranked]
    to_hundred = np.array([[100 / row.effective_weight for row in rows] for rows in dimensions])
    points = np.array([[row.points or 0.0 for row in rows] for rows in dimensions])
    covariances = np.array([contract.composite.dimension_covariance for contract in ranked])
    return share_keeping_class(
        points * to_hundred,
        covariances * to_hundred[:, :, None] * to_hundred[:, None, :],
        [contract.degrees_of_freedom for contract in ranked],
        [float(node.weight) for node in plan.dimensions],
        [node.is_satisfaction for node in plan.dimensions],
        lines,
    )


def _unadjusted(ranked: Sequence[ScoredContract], official: Totals) -> Totals:
    """Return the totals with plain means in place of adjusted ones."""
    totals, variances = official.totals.copy(), official.variances.copy()
    for place, contract in enumerate(ranked):
        slopes, found = contract.composite.gradient, contract.estimates
        totals[place] += slopes @ (found.raw - found.official)
        along = slopes @ found.covariance_raw @ slopes
        variances[place] = max(float(along), 0.0) + contract.composite.independent_variance
    return Totals(totals, variances, official.degrees, official.touched)


def _without_interviewers(
    ranked: Sequence[ScoredContract], who: Interviewing, rows: IntArray, official: Totals
) -> Iterator[Totals]:
    """Yield for each round the totals of all contracts without their r-th interviewer."""
    pulls = np.array([contract.composite.gradient.sum() for contract in ranked])
    first = np.searchsorted(who.contract, rows)
    counts = np.searchsorted(who.contract, rows, side="right") - first
    sums, answers = _summed(who, first, counts)
    for turn in range(min(int(counts.max(initial=0)), MOST_INTERVIEWERS)):
        # Who did all the interviews cannot be left out; that is a gate of its own.
        place = np.minimum(first + turn, max(len(who.scored) - 1, 0))
        left = answers - who.scored[place]
        touched = (turn < counts) & (who.scored[place] > 0) & (left > 0)
        safe = np.where(touched, left, 1)
        mean = (sums - who.points[place]) / safe
        shift = np.where(touched, mean - sums / np.maximum(answers, 1), 0.0)
        grown = np.where(touched, answers / safe, 1.0)
        independent = np.array([contract.composite.independent_variance for contract in ranked])
        survey = np.maximum(official.variances - independent, 0.0)
        yield Totals(
            official.totals + pulls * shift, survey * grown + independent, official.degrees, touched
        )


def _summed(who: Interviewing, first: IntArray, counts: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return the sums of points and the scored interviews of each ranked contract, (J,) each."""
    points = np.concatenate([[0.0], np.cumsum(who.points)])
    scored = np.concatenate([[0], np.cumsum(who.scored)])
    ends = first + counts
    return points[ends] - points[first], scored[ends] - scored[first]
