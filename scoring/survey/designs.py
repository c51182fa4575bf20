"""How a sample was drawn: strata, clusters and stages, and the variance that follows from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from scoring.errors import MethodError

Array = np.ndarray[Any, Any]
LONELY = ("refuse", "centre")


class Sampled(Protocol):
    """What estimates ask of a design: its weights, and the covariance of weighted sums."""

    @property
    def weights(self) -> Array:
        """The weight (n,) of each row."""
        ...

    @property
    def degrees_of_freedom(self) -> int:
        """Units less strata of the first stage."""
        ...

    def covariance(self, contributions: Array) -> Array:
        """Return the covariance (p, p) of the column sums of ``contributions`` (n, p)."""
        ...


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of drawing, told for each row.

    ``units`` (n,) names the unit drawn at this stage, ``strata`` (n,) the stratum it was drawn in
    (None for one stratum), ``population`` (n,) how many units the stratum had. Without a
    population the stage counts as drawn with replacement. A population that differs between the
    units of a stratum stands for unequal probabilities n / N (Brewer's approximation).
    Units are nested: the same name in two strata, or two units of the stage before, is two units.
    """

    units: Array
    strata: Array | None = None
    population: Array | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A stage made ready for sums.

    ``unit`` (n,) is the unit of each row, ``stratum`` (m,) the stratum of each unit, ``drawn`` (H,)
    the number of units of each stratum, ``correction`` (m,) is 1 - n/N (1 with replacement) and
    ``factor`` (m,) the product of the sampling fractions of the stages before.
    """

    unit: Array
    stratum: Array
    drawn: Array
    correction: Array
    factor: Array

    @property
    def is_lonely(self) -> Array:
        """Whether a unit (m,) stands alone in its stratum though others could have been drawn."""
        alone = self.drawn[self.stratum] == 1
        return np.asarray(alone & (self.factor * self.correction > 0))

    def covariance(self, contributions: Array) -> Array:
        """Return the part (p, p) of the variance that this stage adds."""
        totals = sums_by(self.unit, contributions, len(self.stratum))
        centres = sums_by(self.stratum, totals, len(self.drawn)) / self.drawn[:, None]
        deviations = totals - centres[self.stratum]
        deviations[self.is_lonely] = totals[self.is_lonely] - totals.mean(axis=0)
        counts = self.drawn[self.stratum]
        scale = np.where(counts > 1, counts / np.maximum(counts - 1, 1), 1.0)
        scale = scale * self.correction * self.factor
        return np.asarray(deviations.T @ (deviations * scale[:, None]))


@dataclass(frozen=True, slots=True)
class Projection:
    """What calibration explains: residuals of auxiliaries under the weights before calibration.

    ``basis`` (n, r) is orthonormal and spans the auxiliaries times ``root`` (n,), the square root
    of the weights before.
    """

    basis: Array
    root: Array

    def residuals(self, values: Array) -> Array:
        """Return ``values`` (n, p) less what the auxiliaries explain of them."""
        fitted = self.basis @ (self.basis.T @ (values * self.root[:, None]))
        safe = np.where(self.root > 0, self.root, 1.0)[:, None]
        return np.asarray(values - np.where(self.root[:, None] > 0, fitted / safe, 0.0))


@dataclass(frozen=True, slots=True)
class Design:
    """A sample of strata, clusters and stages, with the weights (n,) in use.

    Made by :func:`sample_design`; ``projections`` are added by calibration.
    """

    weights: Array
    levels: tuple[Level, ...]
    projections: tuple[Projection, ...] = ()

    @property
    def degrees_of_freedom(self) -> int:
        """Units less strata of the first stage."""
        return len(self.levels[0].stratum) - len(self.levels[0].drawn)

    @property
    def lonely_units(self) -> int:
        """How many units stand alone in their stratum and are measured from the mean of all."""
        return sum(int(level.is_lonely.sum()) for level in self.levels)

    def covariance(self, contributions: Array) -> Array:
        """Return the covariance (p, p) of the column sums of ``contributions`` (n, p).

        Contributions are weight times influence; a row outside the domain contributes 0 and still
        counts as drawn. Calibrated designs use the residuals of the calibration.
        """
        for projection in reversed(self.projections):
            used = self.weights[:, None]
            values = np.divide(
                contributions, used, out=np.zeros_like(contributions), where=used != 0
            )
            contributions = projection.residuals(values) * used
        parts = [level.covariance(contributions) for level in self.levels]
        return np.asarray(np.sum(parts, axis=0))


def sums_by(groups: Array, values: Array, count: int) -> Array:
    """Return the column sums (count, p) of ``values`` (n, p) by group (n,), groups from 0.

    >>> sums_by(np.array([0, 1, 1]), np.array([[1.0], [2.0], [3.0]]), 2).tolist()
    [[1.0], [5.0]]
    """
    columns = [np.bincount(groups, column, count) for column in values.T]
    return np.column_stack(columns) if columns else np.zeros((count, 0))


def sample_design(
    stages: Sequence[Stage], weights: Array | None = None, *, lonely: str = "refuse"
) -> Design:
    """Return the design of a sample.

    Parameters
    ----------
    stages : sequence of Stage
        From the first to the last; at least one.
    weights : (n,) float, optional
        Weights, 0 or above. Without them the product of N/n over all stages.
    lonely : {"refuse", "centre"}
        What a stratum with a single unit out of several does: an error, or its unit is measured
        from the mean over all units of the stage, which overstates rather than hides its variance
        (counted in ``Design.lonely_units``). Units taken with certainty add nothing.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``negative_value``, ``unknown_method``,
        ``population_missing``, ``population_too_small``, ``population_varies`` or ``lonely_unit``.

    Notes
    -----
    Variance after Särndal, Swensson and Wretman (1992), section 4.3, stage by stage: the ultimate
    clusters of a stage, weighted by the sampling fractions of the stages before.

    Examples
    --------
    Four of ten, drawn at random:

    >>> design = sample_design([Stage(np.arange(4), population=np.full(4, 10.0))])
    >>> design.weights.tolist(), design.degrees_of_freedom
    ([2.5, 2.5, 2.5, 2.5], 3)
    >>> design.covariance(2.5 * np.array([[1.0], [2.0], [3.0], [4.0]])).round(3).tolist()
    [[25.0]]
    """
    if lonely not in LONELY:
        raise MethodError("unknown_method", where="lonely", found=lonely, allowed=list(LONELY))
    if not stages:
        raise MethodError("wrong_shape", where="stages", found=0, allowed="at least one stage")
    rows = len(stages[0].units)
    levels: list[Level] = []
    above, factor, inverse = np.zeros(rows, np.int64), np.ones(rows), np.ones(rows)
    for number, stage in enumerate(stages, 1):
        level, fraction = _level(stage, above, factor, f"stage {number}")
        if lonely == "refuse" and level.is_lonely.any():
            raise MethodError(
                "lonely_unit",
                where=f"stage {number}",
                found=int(level.is_lonely.sum()),
                allowed="two units in each stratum",
            )
        levels.append(level)
        above, factor = level.unit, factor * fraction
        inverse = inverse * fraction
    if weights is None:
        weights = _inverse(inverse)
    return Design(checked_weights(weights, rows), tuple(levels))


def _level(stage: Stage, above: Array, factor: Array, where: str) -> tuple[Level, Array]:
    """Return a stage made ready and its sampling fraction (n,); 0 where with replacement."""
    rows = len(above)
    strata = np.zeros(rows, np.int64) if stage.strata is None else np.asarray(stage.strata)
    population = None if stage.population is None else np.asarray(stage.population, np.float64)
    for found in (stage.units, strata, population):
        if found is not None and np.shape(found) != (rows,):
            raise MethodError("wrong_shape", where=where, found=np.shape(found), allowed=(rows,))
    stratum_of_row = _nested(above, strata)
    unit = _nested(stratum_of_row, np.asarray(stage.units))
    _, first = np.unique(unit, return_index=True)
    stratum = stratum_of_row[first]
    drawn = np.bincount(stratum).astype(np.float64)
    fraction = np.zeros(len(first))
    if population is not None:
        fraction = _fractions(population, unit, first, drawn[stratum], where)
    return Level(unit, stratum, drawn, 1 - fraction, factor[first]), fraction[unit]


def _fractions(population: Array, unit: Array, first: Array, drawn: Array, where: str) -> Array:
    """Return n/N (m,) of each unit; the population must hold the drawn and agree within a unit."""
    known = population[first]
    if not np.isfinite(known).all() or (known < drawn * (1 - 1e-12)).any():
        raise MethodError(
            "population_too_small", where=where, found=float(known.min()), allowed="the units drawn"
        )
    if (population != known[unit]).any():
        raise MethodError(
            "population_varies", where=where, found="several", allowed="one population for a unit"
        )
    return np.asarray(np.minimum(drawn / known, 1.0))


def _nested(outer: Array, inner: Array) -> Array:
    """Return a code (n,) from 0 for each pair of names that occurs."""
    _, codes = np.unique(inner, return_inverse=True)
    pairs = outer.astype(np.int64) * (int(codes.max(initial=0)) + 1) + codes
    return np.asarray(np.unique(pairs, return_inverse=True)[1])


def _inverse(fractions: Array) -> Array:
    if (fractions == 0).any():
        raise MethodError(
            "population_missing", where="weights", found="", allowed="a population at each stage"
        )
    return np.asarray(1 / fractions)


def checked_weights(weights: Array, rows: int) -> Array:
    """Return the weights (n,) as floats; raises :class:`MethodError` where they cannot be used.

    >>> checked_weights(np.array([1, 2]), 2).tolist()
    [1.0, 2.0]
    """
    weights = np.asarray(weights, np.float64)
    if weights.shape != (rows,) or not rows:
        raise MethodError("wrong_shape", where="weights", found=weights.shape, allowed=(rows or 1,))
    if not np.isfinite(weights).all():
        raise MethodError("not_finite", where="weights", found="nan", allowed="finite weights")
    if (weights < 0).any() or not weights.any():
        low = float(weights.min())
        raise MethodError("negative_value", where="weights", found=low, allowed="weights above 0")
    return weights
