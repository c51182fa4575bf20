"""Change of each contract from one wave to the next, with the people who answered both."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray, finite, not_negative
from scoring.profiling.multiplicity import benjamini_hochberg, holm


@dataclass(frozen=True, slots=True)
class WaveChange:
    """Means of one contract in two waves and their difference, in points.

    ``covariance`` comes from persons in both waves; ``error_if_independent`` is what the standard
    error would be without it. All but the means are None, with a ``reason``, where a wave has no
    answers or only one person answered; a mean without answers is None too.
    """

    first: float | None
    second: float | None
    difference: float | None = None
    standard_error: float | None = None
    covariance: float | None = None
    error_if_independent: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeTests:
    """Two-sided p-values of changes, shape (J,): ``plain``, by Holm and by Benjamini-Hochberg.

    Holm's for sanctions, Benjamini and Hochberg's for publication.
    """

    plain: FloatArray
    holm: FloatArray
    benjamini_hochberg: FloatArray


def wave_changes(
    contracts: npt.ArrayLike,
    persons: npt.ArrayLike,
    is_second: npt.ArrayLike,
    points: npt.ArrayLike,
    weights: npt.ArrayLike | None = None,
) -> tuple[WaveChange, ...]:
    """Return the change of each contract between two partly overlapping waves.

    Parameters
    ----------
    contracts : array_like of int, shape (N,)
        Number of the contract of each answer, from 0.
    persons : array_like, shape (N,)
        Keyed hash or number of the person, who is the sampling unit.
    is_second : array_like of bool, shape (N,)
        Whether the answer belongs to the second wave.
    points : array_like, shape (N,)
        Scores; missing ones must be left out.
    weights : array_like, shape (N,), optional
        Weights of record, 1 by default.

    Returns
    -------
    tuple of WaveChange, length J
        Blank with the reason ``no_answers`` or ``too_few_psus`` where there is no comparison.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``negative_value``.

    Notes
    -----
    Linearised variance of the difference of two domain means, with replacement: persons outside
    a wave count with 0 in it, and the contract's persons are its sampling units (statistics.md
    2.13; as R ``survey``). Ignoring the overlap overstates the error nearly twice on panels.

    Examples
    --------
    >>> change, = wave_changes([0] * 4, [1, 2, 1, 2], [0, 0, 1, 1], [60.0, 80.0, 64.0, 86.0])
    >>> change.difference, change.standard_error, round(change.error_if_independent, 4)
    (5.0, 1.0, 14.8661)
    """
    contract = _numbers(contracts)
    y = finite(points, "points", contract.size)
    w = np.ones(y.size) if weights is None else not_negative(weights, "weights", y.size)
    wave = finite(np.asarray(is_second), "is_second", y.size) != 0
    names = np.asarray(persons)
    if names.shape != y.shape:
        raise MethodError("wrong_shape", where="persons", found=names.shape, allowed=y.shape)
    _, person = np.unique(names, return_inverse=True)
    order = np.argsort(contract, kind="stable")
    count = int(contract.max()) + 1 if contract.size else 0
    edges = np.searchsorted(contract[order], np.arange(count + 1))
    return tuple(
        _change(person[rows], wave[rows], y[rows], w[rows])
        for rows in (order[edges[j] : edges[j + 1]] for j in range(count))
    )


def change_tests(differences: npt.ArrayLike, standard_errors: npt.ArrayLike) -> ChangeTests:
    """Return how surprising each change would be if nothing had changed, shape (J,).

    Parameters
    ----------
    differences, standard_errors : array_like, shape (J,)
        Points; errors above 0. Leave blank changes out before.

    Examples
    --------
    >>> tests = change_tests([2.0, 0.0], [1.0, 1.0])
    >>> tests.plain.round(4).tolist(), tests.holm.round(4).tolist()
    ([0.0455, 1.0], [0.091, 1.0])
    """
    change = finite(differences, "differences")
    errors = not_negative(standard_errors, "standard_errors", change.size)
    if (errors <= 0).any():
        raise MethodError("negative_value", where="standard_errors", found=0.0, allowed="> 0")
    plain: FloatArray = 2 * ndtr(-np.abs(change / errors))
    return ChangeTests(plain, holm(plain), benjamini_hochberg(plain))


def _change(
    person: IntArray, wave: npt.NDArray[np.bool_], y: FloatArray, w: FloatArray
) -> WaveChange:
    """Return the change of one contract from its rows."""
    masks = np.stack([~wave, wave]) * w
    totals = masks.sum(axis=1)
    means = [float(m @ y / t) if t > 0 else None for m, t in zip(masks, totals, strict=True)]
    first, second = means
    if first is None or second is None:
        return WaveChange(first, second, reason="no_answers")
    units, unit = np.unique(person, return_inverse=True)
    if units.size < 2:
        return WaveChange(first, second, reason="too_few_psus")
    residuals = masks * (y - np.array([[first], [second]])) / totals[:, None]
    influence = np.stack([np.bincount(unit, weights=row) for row in residuals])
    matrix = influence @ influence.T * units.size / (units.size - 1)
    variance = float(matrix.trace() - 2 * matrix[0, 1])
    return WaveChange(
        first=first,
        second=second,
        difference=second - first,
        standard_error=float(np.sqrt(max(0.0, variance))),
        covariance=float(matrix[0, 1]),
        error_if_independent=float(np.sqrt(matrix.trace())),
    )


def _numbers(contracts: npt.ArrayLike) -> IntArray:
    """Return contract numbers as whole numbers from 0."""
    numbers = finite(contracts, "contracts").astype(np.int64)
    if numbers.size and numbers.min() < 0:
        found = int(numbers.min())
        raise MethodError("negative_value", where="contracts", found=found, allowed=">= 0")
    return numbers
