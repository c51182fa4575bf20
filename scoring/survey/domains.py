"""Means of several domains of one sample, with the covariances between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.errors import MethodError
from scoring.survey.designs import Sampled
from scoring.survey.totals import Estimate, domain_of, mean_contributions

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class DomainMeans:
    """Means by domain.

    ``labels`` (G,) are the categories of each domain. ``estimate`` holds G x p means, all domains
    of the first variable first, and the covariance between all of them.
    """

    labels: tuple[tuple[Any, ...], ...]
    estimate: Estimate

    @property
    def values(self) -> Array:
        """The means (G, p)."""
        return self.estimate.values.reshape(-1, len(self.labels)).T

    @property
    def standard_errors(self) -> Array:
        """Their standard errors (G, p)."""
        return self.estimate.standard_errors.reshape(-1, len(self.labels)).T

    def difference(self, one: int, other: int, variable: int = 0) -> Estimate:
        """Return domain ``one`` less domain ``other`` (places in ``labels``) of a variable."""
        coefficients = np.zeros(len(self.estimate.values))
        coefficients[variable * len(self.labels) + one] += 1
        coefficients[variable * len(self.labels) + other] -= 1
        return self.estimate.contrast(coefficients)


def domain_means(
    design: Sampled, values: Array, by: Sequence[Array], within: Array | None = None
) -> DomainMeans:
    """Return the means in each combination of categories that occurs.

    Parameters
    ----------
    design : Sampled
        The sample.
    values : (n,) or (n, p) float
        In any unit; finite where ``within``.
    by : sequence of (n,) arrays
        The classifications; domains are sorted by the last, then by those before it.
    within : (n,) bool, optional
        Rows that count; the others were drawn all the same and contribute 0.

    Returns
    -------
    DomainMeans
        A domain of a single row has variance 0 of its own: its base, not its error, says so.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``empty_domain``.

    Notes
    -----
    Domains are no strata: the number that falls into each is random, so every row of the sample
    enters each variance (Särndal, Swensson and Wretman 1992, 5.8).

    Examples
    --------
    >>> from scoring.survey.designs import Stage, sample_design
    >>> design = sample_design([Stage(np.arange(4))], np.ones(4))
    >>> means = domain_means(design, np.array([1.0, 3, 5, 9]), [np.array(["a", "a", "b", "b"])])
    >>> means.labels, means.values.tolist()
    ((('a',), ('b',)), [[2.0], [7.0]])
    >>> means.difference(1, 0).values.tolist()
    [5.0]
    """
    columns, inside = domain_of(design, values, within)
    inside = inside & (design.weights != 0)  # regression weights may be negative
    if not by or any(np.shape(names) != inside.shape for names in by):
        raise MethodError("wrong_shape", where="by", found=len(by), allowed=len(inside))
    codes, labels = _combinations(by, inside)
    parts = [mean_contributions(design, columns, inside & (codes == g)) for g in range(len(labels))]
    means = np.array([part[0] for part in parts]).T.ravel()
    # (G, n, p) to (n, p * G), all domains of a variable side by side.
    stacked = np.array([part[1] for part in parts]).transpose(1, 2, 0)
    covariance = design.covariance(stacked.reshape(len(inside), -1))
    return DomainMeans(labels, Estimate(means, covariance, design.degrees_of_freedom))


def _combinations(by: Sequence[Array], inside: Array) -> tuple[Array, tuple[tuple[Any, ...], ...]]:
    """Return the domain (n,) of each row and the names of each domain that has a row."""
    names = [np.unique(np.asarray(column)[inside]) for column in by]
    code = np.zeros(len(inside), np.int64)
    for column, found in zip(reversed(by), reversed(names), strict=True):
        place = np.searchsorted(found, column)
        code = code * len(found) + np.minimum(place, len(found) - 1)
    seen, codes = np.unique(np.where(inside, code, -1), return_inverse=True)
    shift = int(seen[0] == -1)
    labels = []
    for number in seen[shift:].tolist():
        label = []
        for found in names:
            number, place = divmod(number, len(found))
            label.append(found[place].item())
        labels.append(tuple(label))
    return codes - shift, tuple(labels)
