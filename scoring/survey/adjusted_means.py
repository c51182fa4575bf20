"""Contract means on the average client by plain regression: the second way beside the one pass."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.errors import MethodError
from scoring.survey.designs import checked_weights, sums_by

Array = np.ndarray[Any, Any]
# Directions of the adjusters with less variance within contracts than this share do not count.
NEGLIGIBLE = 1e-10


@dataclass(frozen=True, slots=True)
class AdjustedMeans:
    """A weighted regression on contracts and centred adjusters.

    ``contracts`` (J,) are sorted labels, ``raw`` and ``means`` (J,) points, ``slopes`` (Q,) points
    a unit of each adjuster, ``average`` (Q,) the mean client. Covariances (J + Q, J + Q), contracts
    first: ``classical`` if all answers scatter alike, ``robust`` whatever their scatter (HC0).
    ``known`` (J,) are the variances with slopes taken as known, with n / (n - 1). ``residual`` is
    the root of the residual variance on ``degrees`` of freedom.
    """

    contracts: Array
    raw: Array
    means: Array
    slopes: Array
    average: Array
    classical: Array
    robust: Array
    known: Array
    residual: float
    degrees: int

    def against_all(self, covariance: Array) -> Array:
        """Return z (J,) of each mean against the plain mean of all, with a covariance (J, J)."""
        count = self.means.size
        contrasts = np.eye(count) - 1 / count
        errors = np.sqrt(np.einsum("ij,jk,ik->i", contrasts, covariance, contrasts))
        result: Array = (self.means - self.means.mean()) / errors
        return result


def adjusted_means(
    values: Array, contracts: Array, adjusters: Array, weights: Array | None = None
) -> AdjustedMeans:
    """Return the means of contracts as if all had served the average client.

    Parameters
    ----------
    values : (n,) float
        Points, finite.
    contracts : (n,)
        The contract of each answer; at least two answers each.
    adjusters : (n, Q) float
        NaN where missing: the mean of the contract takes its place.
    weights : (n,) float, optional
        All 1 if absent.

    Returns
    -------
    AdjustedMeans
        Answers are taken as independent. Scores use the sampling design instead (villages, strata);
        this is for data without one, and the check that both ways give the same means.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite``, ``negative_value``; ``too_few_answers`` for a contract
        with one answer or none for an adjuster, and where no degree of freedom is left;
        ``wrong_parameter`` where adjusters hold no variation of their own within contracts.

    Notes
    -----
    CAHPS case mix (Zaslavsky et al. 2001): contract effects and common slopes. The inverse of the
    cross-products is put together from blocks, so that no matrix of answers by contracts is made.
    HC0 after White (1980).

    Examples
    --------
    >>> x = np.array([[0.0], [1.0], [0.0], [2.0]])
    >>> found = adjusted_means(np.array([50.0, 60.0, 70.0, 90.0]), np.array([*"aabb"]), x)
    >>> found.slopes.tolist(), found.means.tolist()
    ([10.0], [57.5, 77.5])
    """
    y, x, w = _inputs(values, contracts, adjusters, weights)
    labels, codes = np.unique(contracts, return_inverse=True)
    sizes = np.bincount(codes, w > 0)
    if (sizes < 2).any() or sizes.sum() <= sizes.size + x.shape[1]:
        found = sizes.astype(int).tolist()
        raise MethodError("too_few_answers", where="contracts", found=found, allowed=">= 2")
    x = _filled(x, codes, w)
    totals = np.bincount(codes, w)
    centres = sums_by(codes, w[:, None] * x, len(labels)) / totals[:, None]
    raw = np.bincount(codes, w * y) / totals
    inside, rest = x - centres[codes], y - raw[codes]
    inverse = _inverse(inside, w)
    slopes = inverse @ (inside.T @ (w * rest))
    average = (w @ x) / w.sum()
    off = centres - average
    errors = rest - inside @ slopes
    degrees = int(sizes.sum()) - len(labels) - slopes.size
    variance = float(w @ errors**2) / degrees
    squares = np.bincount(codes, (w * errors) ** 2) / totals**2
    return AdjustedMeans(
        labels,
        raw,
        raw - off @ slopes,
        slopes,
        average,
        variance * _blocks(np.diag(1 / totals), off, np.zeros_like(off), inverse),
        _robust(inside, w * errors, codes, totals, off, inverse),
        squares * sizes / (sizes - 1),
        variance**0.5,
        degrees,
    )


def _inputs(
    values: Array, contracts: Array, adjusters: Array, weights: Array | None
) -> tuple[Array, Array, Array]:
    y, x = np.asarray(values, dtype=float), np.asarray(adjusters, dtype=float)
    w = np.ones(y.size) if weights is None else checked_weights(weights, y.size)
    if y.ndim != 1 or x.ndim != 2 or len({y.size, len(x), np.size(contracts), w.size}) > 1:
        found = (y.shape, np.shape(contracts), x.shape, w.shape)
        raise MethodError("wrong_shape", where="answers", found=found, allowed="n, n, (n, Q), n")
    if not np.isfinite(y).all() or np.isinf(x).any():
        raise MethodError("not_finite", where="answers", found="NaN", allowed="numbers")
    return y, x, w


def _filled(x: Array, codes: Array, w: Array) -> Array:
    """Put the contract's mean where an adjuster is missing."""
    known = np.isfinite(x)
    present = sums_by(codes, w[:, None] * known, int(codes.max()) + 1)
    if (present <= 0).any():
        raise MethodError("too_few_answers", where="adjusters", found=0, allowed=">= 1")
    sums = sums_by(codes, w[:, None] * np.where(known, x, 0.0), len(present))
    result: Array = np.where(known, x, (sums / present)[codes])
    return result


def _inverse(inside: Array, w: Array) -> Array:
    """Return the inverse of the adjusters' products within contracts."""
    products = inside.T @ (w[:, None] * inside)
    scale = np.sqrt(np.diag(products))
    if (
        not (scale > 0).all()
        or np.linalg.eigvalsh(products / np.outer(scale, scale)).min() < NEGLIGIBLE
    ):
        raise MethodError(
            "wrong_parameter",
            where="adjusters",
            found="none",
            allowed="variation of their own within contracts",
        )
    result: Array = np.linalg.inv(products)
    return result


def _blocks(own: Array, off: Array, mixed: Array, middle: Array) -> Array:
    """Put a covariance together from that of raw means, slopes and both (J, Q)."""
    ties = mixed - off @ middle
    corner = own - mixed @ off.T - off @ mixed.T + off @ middle @ off.T
    result: Array = np.block([[corner, ties], [ties.T, middle]])
    return result


def _robust(
    inside: Array, scores: Array, codes: Array, totals: Array, off: Array, inverse: Array
) -> Array:
    """Return HC0: the products of what each answer contributes to means and slopes."""
    moved = inside @ inverse
    squares = scores**2
    own = np.diag(np.bincount(codes, squares) / totals**2)
    mixed = sums_by(codes, squares[:, None] * moved, len(totals)) / totals[:, None]
    return _blocks(own, off, mixed, moved.T @ (squares[:, None] * moved))
