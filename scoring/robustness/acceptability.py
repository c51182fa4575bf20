"""How often each unit takes each place over all weights, free or with satisfaction heaviest."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray
from scoring.robustness.designs import SEED
from scoring.robustness.places import checked_numbers, falling_places

DRAWS = 2**17
_BLOCK = 2**13


@dataclass(frozen=True, slots=True)
class Acceptability:
    """Shares of the weight space, each row summing to 1.

    ``shares`` (J, J): unit by place. ``wins`` (J, J): share in which the row's unit stands above
    the column's. ``central_weights`` (J, D): mean of the weights under which a unit is first; a
    unit that never is has None. ``draws``: weight vectors looked at.
    """

    shares: FloatArray
    wins: FloatArray
    central_weights: tuple[tuple[float, ...] | None, ...]
    draws: int


def simplex_weights(
    dimensions: int,
    heaviest: npt.ArrayLike | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> FloatArray:
    """Return weight vectors spread evenly over all weights, or over the cone of the heaviest.

    Parameters
    ----------
    dimensions : int
        D, at least 2.
    heaviest : array_like of bool, shape (D,), optional
        Marks the satisfaction dimensions, one of which must be the largest weight; free where it
        is absent.
    draws, seed : int
        A power of two, and the seed of the scrambling.

    Returns
    -------
    ndarray, shape (draws, D)
        Rows sum to 1. Gaps between sorted points of a scrambled Sobol sequence are uniform on the
        simplex. In the cone the largest weight changes places with that of a marked dimension:
        the simplex is symmetric, so this keeps the spread even and throws nothing away.

    Raises
    ------
    MethodError
        ``threshold_too_low``, ``wrong_parameter``, ``wrong_shape``, or ``no_satisfaction`` where
        nothing is marked.

    Notes
    -----
    Lahdelma and Salminen (2001), SMAA-2, Operations Research 49, 444-454; Rubin (1981) for the
    gaps.

    Examples
    --------
    >>> drawn = simplex_weights(3, [False, True, False], draws=64)
    >>> drawn.shape, bool((drawn.argmax(axis=1) == 1).all())
    ((64, 3), True)
    """
    if dimensions < 2:
        raise MethodError("threshold_too_low", where="dimensions", found=dimensions, allowed=2)
    if draws < 16 or draws & (draws - 1):
        raise MethodError("wrong_parameter", where="draws", found=draws, allowed="16, 32, 64, ...")
    generator = np.random.Generator(np.random.PCG64(seed))
    # One column more chooses among several marked dimensions.
    drawn = qmc.Sobol(dimensions, scramble=True, rng=generator).random(draws)
    cuts = np.sort(drawn[:, :-1], axis=1)
    weights = np.diff(cuts, axis=1, prepend=0.0, append=1.0)
    if heaviest is None:
        return np.asarray(weights)
    return _in_cone(weights, np.asarray(heaviest, dtype=np.bool_), drawn[:, -1])


def _in_cone(weights: FloatArray, marked: BoolArray, chance: FloatArray) -> FloatArray:
    """Let the largest weight change places with that of a marked dimension, chosen by chance."""
    if marked.shape != weights.shape[1:]:
        raise MethodError(
            "wrong_shape", where="heaviest", found=marked.shape, allowed=weights.shape[1:]
        )
    if not marked.any():
        raise MethodError("no_satisfaction", where="heaviest", found=0, allowed=">= 1")
    choices = np.flatnonzero(marked)
    target = choices[np.minimum((chance * choices.size).astype(np.int64), choices.size - 1)]
    rows, largest = np.arange(len(weights)), weights.argmax(axis=1)
    swapped = weights.copy()
    swapped[rows, largest] = weights[rows, target]
    swapped[rows, target] = weights[rows, largest]
    return swapped


def rank_acceptability(scores: npt.ArrayLike, weights: npt.ArrayLike) -> Acceptability:
    """Return over a set of weight vectors how often each unit takes each place.

    Parameters
    ----------
    scores : array_like, shape (J, D)
        Points of the units in each dimension; no gaps.
    weights : array_like, shape (P, D)
        As :func:`simplex_weights` gives them, or stakeholders' own.

    Returns
    -------
    Acceptability
        Units equal to nine decimals share the best place.

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``not_finite``.

    Examples
    --------
    >>> found = rank_acceptability([[90, 50], [50, 90], [40, 40]], simplex_weights(2, draws=1024))
    >>> found.shares.round(2).tolist()
    [[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]
    >>> found.central_weights[2] is None
    True
    """
    points = checked_numbers(scores, "scores", 2)
    vectors = checked_numbers(weights, "weights", 2)
    if points.shape[1] != vectors.shape[1]:
        raise MethodError("wrong_shape", where="weights", found=vectors.shape, allowed=points.shape)
    units = len(points)
    counts = np.zeros((units, units), dtype=np.int64)
    wins = np.zeros((units, units), dtype=np.int64)
    firsts = np.zeros((units, points.shape[1]))
    for block in _blocks(vectors):
        places = falling_places(block @ points.T) - 1
        for unit in range(units):
            counts[unit] += np.bincount(places[:, unit], minlength=units)
            wins[unit] += (places[:, [unit]] < places).sum(axis=0)
        firsts += (places == 0).T.astype(np.float64) @ block
    central = tuple(
        tuple((total / count).tolist()) if count else None
        for total, count in zip(firsts, counts[:, 0], strict=True)
    )
    draws = len(vectors)
    return Acceptability(counts / draws, wins / draws, central, draws)


def _blocks(vectors: FloatArray) -> Iterator[FloatArray]:
    for begin in range(0, len(vectors), _BLOCK):
        yield vectors[begin : begin + _BLOCK]
