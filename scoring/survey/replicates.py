"""Variance from replicate weights: jackknife, balanced halves, Fay and bootstrap."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import hadamard

from scoring.errors import MethodError
from scoring.survey.designs import Design, Level
from scoring.survey.totals import Estimate

Array = np.ndarray[Any, Any]
Statistic = Callable[[Array], Array]


@dataclass(frozen=True, slots=True)
class Replicates:
    """Weights of the full sample (n,), of each replicate (n, R), and how they are scaled.

    The variance is ``scale`` times the sum over replicates of ``each`` (R,) times the squared
    deviation, from the mean of the replicates or, with ``about_full``, from the full sample.
    Raises ``wrong_shape``, ``not_finite`` or ``negative_value`` for what does not fit together.
    """

    weights: Array
    replicates: Array
    scale: float
    each: Array
    degrees_of_freedom: int
    about_full: bool = False

    def __post_init__(self) -> None:
        rows, count = len(self.weights), len(self.each)
        if self.replicates.shape != (rows, count) or count < 2:
            found = self.replicates.shape
            raise MethodError("wrong_shape", where="replicates", found=found, allowed=(rows, count))
        scales = self.scale * self.each
        if not (np.isfinite(self.replicates).all() and np.isfinite(scales).all()):
            raise MethodError(
                "not_finite", where="replicates", found="nan", allowed="finite weights"
            )
        if (scales < 0).any():
            low = float(scales.min())
            raise MethodError("negative_value", where="scales", found=low, allowed="0 or more")

    def estimate(self, statistic: Statistic) -> Estimate:
        """Return a statistic and its replicate variance.

        Parameters
        ----------
        statistic : callable
            Takes weights (n,) and returns estimates (p,), all finite.

        Raises
        ------
        MethodError
            ``not_finite`` where a replicate gives no number (an empty domain in a replicate): a
            variance over those that are left would be too small.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            full = np.atleast_1d(statistic(self.weights))
            each = [np.atleast_1d(statistic(column)) for column in self.replicates.T]
        found = np.asarray(each, np.float64)
        if not (np.isfinite(found).all() and np.isfinite(full).all()):
            broken = int((~np.isfinite(found).all(axis=1)).sum())
            raise MethodError(
                "not_finite", where="replicates", found=broken, allowed="a number in each"
            )
        centre = full if self.about_full else found[self.each > 0].mean(axis=0)
        deviations = found - centre
        covariance = deviations.T @ (deviations * (self.scale * self.each)[:, None])
        return Estimate(full, covariance, self.degrees_of_freedom)


def totals_of(values: Array) -> Statistic:
    """Return the statistic of totals of values (n,) or (n, p), finite.

    >>> totals_of(np.array([1.0, 2.0]))(np.array([2.0, 1.0])).tolist()
    4.0
    """
    return lambda weights: np.asarray(weights @ values)


def means_of(values: Array) -> Statistic:
    """Return the statistic of means of values (n,) or (n, p), finite.

    >>> means_of(np.array([1.0, 4.0]))(np.array([2.0, 1.0])).tolist()
    2.0
    """
    return lambda weights: np.asarray(weights @ values / weights.sum())


def ratios_of(numerators: Array, denominators: Array) -> Statistic:
    """Return the statistic of the ratio of two totals, finite.

    >>> ratios_of(np.array([1.0, 2.0]), np.array([2.0, 4.0]))(np.ones(2)).tolist()
    0.5
    """
    return lambda weights: np.asarray((weights @ numerators) / (weights @ denominators))


def jackknife(design: Design) -> Replicates:
    """Return replicates that leave out one unit of the first stage each (JK1; with strata JKn).

    The other units of its stratum are weighted up by n/(n-1); the correction 1 - n/N of the first
    stage enters the scale. Later stages ride with their first unit.

    Raises ``lonely_unit`` where a stratum has one unit, and ``unknown_method`` for a calibrated
    design, whose replicates would each have to be calibrated anew.

    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(4), population=np.full(4, 10.0))])
    >>> values = np.array([1.0, 2.0, 3.0, 4.0])
    >>> jackknife(design).estimate(means_of(values)).standard_errors.round(4).tolist()
    [0.5]
    """
    level = _first(design)
    _enough(level, 2)
    drawn = level.drawn[level.stratum]
    same = level.stratum[:, None] == level.stratum
    factors = np.where(same, (drawn / (drawn - 1))[:, None], 1.0)
    np.fill_diagonal(factors, 0.0)
    each = (drawn - 1) / drawn * level.correction
    return _replicates(design, factors, 1.0, each)


def balanced_halves(design: Design, fay: float = 0.0) -> Replicates:
    """Return balanced repeated replicates: one unit of each pair up, the other down.

    Parameters
    ----------
    design : Design
        Two first-stage units in each stratum; the correction for finite populations is not used.
    fay : float
        0 for halves; above 0 and below 1 for Fay's milder factors 2 - fay and fay, which no
        domain leaves empty.

    Raises
    ------
    MethodError
        ``unit_pairs_needed``, ``level_out_of_range`` or, for a calibrated design,
        ``unknown_method``.

    Notes
    -----
    McCarthy (1969); Fay's method after Judkins (1990). Fully balanced: R is a power of 2 above
    the number of strata.

    Examples
    --------
    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(4), np.array([0, 0, 1, 1]))], np.ones(4))
    >>> values = np.array([1.0, 2.0, 5.0, 3.0])
    >>> balanced_halves(design).estimate(totals_of(values)).covariance.tolist()
    [[5.0]]
    """
    if not 0 <= fay < 1:
        raise MethodError("level_out_of_range", where="fay", found=fay, allowed="0 to below 1")
    level = _first(design)
    if (level.drawn != 2).any():
        counts = sorted({int(count) for count in level.drawn})
        raise MethodError("unit_pairs_needed", where="balanced_halves", found=counts, allowed=2)
    strata = len(level.drawn)
    signs = hadamard(1 << strata.bit_length())[:, 1 : strata + 1]
    # The first unit of each pair takes the sign, the second its opposite.
    order = np.argsort(level.stratum, kind="stable")
    opposite = np.empty(len(order), np.int64)
    opposite[order] = np.tile([1, -1], strata)
    factors = 1 + (1 - fay) * signs.T[level.stratum] * opposite[:, None]
    count = factors.shape[1]
    return _replicates(design, factors, 1 / (count * (1 - fay) ** 2), np.ones(count))


def bootstrap(design: Design, count: int, seed: int) -> Replicates:
    """Return bootstrap replicates: n - 1 of n units drawn with replacement in each stratum.

    Parameters
    ----------
    design : Design
        At least two first-stage units in each stratum.
    count : int
        Number of replicates, 2 or more.
    seed : int
        Of the random numbers (PCG64); the same seed gives the same replicates.

    Raises
    ------
    MethodError
        ``lonely_unit``, ``wrong_shape`` or, for a calibrated design, ``unknown_method``.

    Notes
    -----
    Rao and Wu (1988), with the correction for finite populations taken in by shrinking the
    factors towards 1 (Rao, Wu and Yue 1992).

    Examples
    --------
    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(3))], np.ones(3))
    >>> drawn = bootstrap(design, 4, seed=1)
    >>> sorted(set(drawn.replicates.ravel().tolist())), drawn.replicates.sum(axis=0).tolist()
    ([0.0, 1.5, 3.0], [3.0, 3.0, 3.0, 3.0])
    """
    if count < 2:
        raise MethodError("wrong_shape", where="bootstrap", found=count, allowed="2 or more")
    level = _first(design)
    _enough(level, 2)
    generator = np.random.Generator(np.random.PCG64(seed))
    factors = np.empty((len(level.stratum), count))
    for stratum, drawn in enumerate(level.drawn.astype(int).tolist()):
        members = level.stratum == stratum
        hits = generator.multinomial(drawn - 1, np.full(drawn, 1 / drawn), count).T
        reach = np.sqrt(level.correction[members])[:, None]
        factors[members] = 1 + reach * (hits * drawn / (drawn - 1) - 1)
    return _replicates(design, factors, 1 / (count - 1), np.ones(count))


def _first(design: Design) -> Level:
    if design.projections:
        raise MethodError(
            "unknown_method", where="replicates", found="calibrated", allowed=["not calibrated"]
        )
    return design.levels[0]


def _enough(level: Level, needed: int) -> None:
    if (level.drawn < needed).any():
        lonely = int((level.drawn < needed).sum())
        raise MethodError(
            "lonely_unit", where="replicates", found=lonely, allowed="two units in each stratum"
        )


def _replicates(design: Design, factors: Array, scale: float, each: Array) -> Replicates:
    """Return replicates from the factor (m, R) of each first-stage unit."""
    weights = design.weights[:, None] * factors[design.levels[0].unit]
    return Replicates(design.weights, weights, scale, each, design.degrees_of_freedom)
