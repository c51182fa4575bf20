"""Totals, means, shares and ratios of a sample, with their covariances."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtrit

from scoring.errors import MethodError
from scoring.survey.designs import Sampled

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Estimates (p,), their covariance (p, p) and the degrees of freedom of the design.

    Raises ``not_finite`` where numbers too large or too small left no figure.
    """

    values: Array
    covariance: Array
    degrees_of_freedom: int

    def __post_init__(self) -> None:
        if not (np.isfinite(self.values).all() and np.isfinite(self.covariance).all()):
            raise MethodError(
                "not_finite", where="estimate", found="no number", allowed="a finite estimate"
            )

    @property
    def standard_errors(self) -> Array:
        """Standard errors (p,); raises ``variance_negative`` where the method gave none."""
        variances = np.diag(self.covariance)
        # Rounding may leave a variance of nothing a hair below 0.
        if (variances < -1e-9 * np.abs(variances).max(initial=0.0)).any():
            low = float(variances.min())
            raise MethodError("variance_negative", where="estimate", found=low, allowed="0 or more")
        return np.asarray(np.sqrt(np.maximum(variances, 0.0)))

    def interval(self, level: float = 0.95) -> Array:
        """Return the bounds (p, 2) of a t interval; raises ``level_out_of_range``."""
        if not 0 < level < 1:
            raise MethodError("level_out_of_range", where="level", found=level, allowed="0..1")
        if self.degrees_of_freedom < 1:
            raise MethodError(
                "degrees_of_freedom_too_few",
                where="interval",
                found=self.degrees_of_freedom,
                allowed="1 or more",
            )
        width = stdtrit(self.degrees_of_freedom, (1 + level) / 2) * self.standard_errors
        return np.column_stack([self.values - width, self.values + width])

    def contrast(self, coefficients: Sequence[float] | Array) -> "Estimate":
        """Return the sum of the estimates times ``coefficients`` (p,), with its variance."""
        row = np.atleast_2d(np.asarray(coefficients, np.float64))
        if row.shape[1] != len(self.values):
            raise MethodError(
                "wrong_shape", where="contrast", found=row.shape[1], allowed=len(self.values)
            )
        return Estimate(row @ self.values, row @ self.covariance @ row.T, self.degrees_of_freedom)


def weighted_total(design: Sampled, values: Array, within: Array | None = None) -> Estimate:
    """Return the totals of the columns of ``values`` over the population or a domain.

    Parameters
    ----------
    design : Sampled
        The sample.
    values : (n,) or (n, p) float
        In any unit; must be finite where ``within``.
    within : (n,) bool, optional
        The domain: rows outside count as drawn and contribute 0, so a missing item is left out by
        naming the rows that have it.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``empty_domain``.

    Examples
    --------
    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(4), population=np.full(4, 10.0))])
    >>> weighted_total(design, np.array([1.0, 2.0, 3.0, 4.0])).values.tolist()
    [25.0]
    """
    columns, inside = domain_of(design, values, within)
    contributions = columns * (design.weights * inside)[:, None]
    return _estimate(design, contributions.sum(axis=0), contributions)


def weighted_mean(design: Sampled, values: Array, within: Array | None = None) -> Estimate:
    """Return the means of the columns of ``values``; arguments and errors of the totals.

    The variance is linearised (Särndal, Swensson and Wretman 1992, 5.6).

    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(4), population=np.full(4, 10.0))])
    >>> mean = weighted_mean(design, np.array([1.0, 2.0, 3.0, 4.0]))
    >>> mean.values.tolist(), mean.standard_errors.round(4).tolist()
    ([2.5], [0.5])
    """
    columns, inside = domain_of(design, values, within)
    means, contributions = mean_contributions(design, columns, inside)
    return _estimate(design, means, contributions)


def weighted_ratio(
    design: Sampled, numerators: Array, denominators: Array, within: Array | None = None
) -> Estimate:
    """Return the ratios of the totals of two variables (n,) or column by column (n, p).

    Raises ``zero_denominator`` where the total below is 0, and what the totals raise.

    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(3))], np.ones(3))
    >>> weighted_ratio(design, np.array([1.0, 2, 3]), np.array([2.0, 4, 6])).values.tolist()
    [0.5]
    """
    above, inside = domain_of(design, numerators, within)
    below, _ = domain_of(design, denominators, within)
    weights = (design.weights * inside)[:, None]
    totals = (below * weights).sum(axis=0)
    if (totals == 0).any():
        raise MethodError("zero_denominator", where="ratio", found=0, allowed="another total")
    ratios = (above * weights).sum(axis=0) / totals
    return _estimate(design, ratios, weights * (above - ratios * below) / totals)


def weighted_shares(
    design: Sampled, categories: Array, within: Array | None = None
) -> tuple[list[Any], Estimate]:
    """Return the sorted categories and the share of each (fractions that sum to 1).

    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(4))], np.ones(4))
    >>> labels, shares = weighted_shares(design, np.array(["b", "a", "a", "a"]))
    >>> labels, shares.values.tolist()
    (['a', 'b'], [0.75, 0.25])
    """
    names = np.asarray(categories)
    labels = np.unique(names if within is None else names[within])
    return labels.tolist(), weighted_mean(design, (names[:, None] == labels) * 1.0, within)


def design_effects(design: Sampled, values: Array, within: Array | None = None) -> Array:
    """Return how many times larger (p,) the variance of the mean is than under a simple sample.

    The simple sample has the same number of rows, drawn without replacement from as many as the
    weights sum to. Raises ``no_variation`` where that variance is 0.

    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(4), population=np.full(4, 10.0))])
    >>> design_effects(design, np.array([1.0, 2.0, 3.0, 4.0])).round(9).tolist()
    [1.0]
    """
    columns, inside = domain_of(design, values, within)
    weights = design.weights * inside
    means, contributions = mean_contributions(design, columns, inside)
    total, count = weights.sum(), int(np.count_nonzero(weights))
    spread = (weights[:, None] * (columns - means) ** 2).sum(axis=0) / total
    simple = spread * count / max(count - 1, 1) * (total - count) / (total * count)
    if (simple <= 0).any():
        low = float(simple.min())
        raise MethodError("no_variation", where="design effect", found=low, allowed="above 0")
    return np.asarray(np.diag(design.covariance(contributions)) / simple)


def domain_of(design: Sampled, values: Array, within: Array | None) -> tuple[Array, Array]:
    """Return the values (n, p), 0 outside the domain, and the domain (n,).

    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(2))], np.ones(2))
    >>> domain_of(design, np.array([1.0, np.nan]), np.array([True, False]))[0].tolist()
    [[1.0], [0.0]]
    """
    rows = len(design.weights)
    columns = np.asarray(values, np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    inside = np.ones(rows, np.bool_) if within is None else np.asarray(within, np.bool_)
    if len(columns) != rows or inside.shape != (rows,):
        raise MethodError("wrong_shape", where="values", found=len(columns), allowed=rows)
    columns = np.where(inside[:, None], columns, 0.0)
    if not np.isfinite(columns).all():
        raise MethodError("not_finite", where="values", found="nan", allowed="finite values")
    if not design.weights[inside].sum() > 0:
        raise MethodError("empty_domain", where="domain", found=0, allowed="at least one row")
    return columns, inside


def mean_contributions(design: Sampled, columns: Array, inside: Array) -> tuple[Array, Array]:
    """Return the means (p,) and what each row contributes to their error (n, p).

    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(2))], np.ones(2))
    >>> mean_contributions(design, np.array([[1.0], [3.0]]), np.array([True, True]))[1].tolist()
    [[-0.5], [0.5]]
    """
    weights = (design.weights * inside)[:, None]
    total = weights.sum()
    means = (columns * weights).sum(axis=0) / total
    return means, weights * (columns - means) / total


def _estimate(design: Sampled, values: Array, contributions: Array) -> Estimate:
    return Estimate(values, design.covariance(contributions), design.degrees_of_freedom)
