"""AHP for one judge: weights from pairwise judgments, and how far these contradict each other."""

from dataclasses import dataclass

import numpy as np

from scoring.errors import MethodError
from scoring.weighting.pairwise import FloatArray, Judgments

# Saaty's random indices for 3 to 10 items (1980, as reprinted 1990); others are in use.
RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45}
RANDOM_INDEX[10] = 1.49
# For 11 to 15 items the line that Alonso and Lamata (2006) fitted to the mean largest eigenvalue of
# 100,000 random matrices of each size: 2.7699 n - 4.3513. Older lists fall from 11 to 12 items.
SLOPE, INTERCEPT = 2.7699, -4.3513
RANDOM_INDEX |= {n: ((SLOPE - 1) * n + INTERCEPT) / (n - 1) for n in range(11, 16)}
LARGEST_RATIO = 0.10


@dataclass(frozen=True, slots=True)
class Priorities:
    """Weights (sum 1), the largest eigenvalue, consistency index and consistency ratio."""

    weights: FloatArray
    largest_eigenvalue: float
    consistency_index: float
    consistency_ratio: float

    @property
    def is_consistent(self) -> bool:
        """Whether the ratio is at most 0.10."""
        return self.consistency_ratio <= LARGEST_RATIO


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One judgment, its share of all inconsistency, and what the other judgments imply for it."""

    first: int
    second: int
    ratio: float
    share: float
    implied_ratio: float


def eigenvector(given: Judgments) -> Priorities:
    """Return Saaty's weights: the principal eigenvector, rescaled to sum 1.

    Parameters
    ----------
    given : Judgments
        Where pairs are missing Harker's matrix is used: 0 for the pair, and one more on the
        diagonal for each pair that a row misses.

    Returns
    -------
    Priorities
        The index is (eigenvalue - n) / (n - 1); the ratio divides it by Saaty's random index for
        n items (0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49 for 3 to 10; 1.51, 1.53, 1.55, 1.57,
        1.59 for 11 to 15, by Alonso and Lamata's line) and is 0 for two.
        The random index is that of complete matrices: with pairs missing the ratio is too kind.

    Raises
    ------
    MethodError
        ``random_index_unknown`` for more than 15 items.

    Notes
    -----
    Sources: Saaty 1980; Harker 1987; Alonso and Lamata 2006, Int. J. Uncertainty, Fuzziness and
    Knowledge-Based Systems 14, 445-459.

    Examples
    --------
    >>> from scoring.weighting.pairwise import judgments
    >>> found = eigenvector(judgments([[1, 3], [1 / 3, 1]]))
    >>> np.round(found.weights, 12).tolist(), found.consistency_ratio
    ([0.75, 0.25], 0.0)
    """
    if given.count not in RANDOM_INDEX:
        raise MethodError(
            "random_index_unknown", where="ahp", found=given.count, allowed=max(RANDOM_INDEX)
        )
    matrix = np.where(given.known, given.ratios, 0.0)
    np.fill_diagonal(matrix, 1.0 + (~given.known).sum(axis=1))
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    vector = np.abs(vectors[:, place].real)
    for _ in range(3):
        # A step of the power method makes small weights exact, and none of them 0.
        vector = matrix @ (vector / vector.sum())
    return _priorities(vector / vector.sum(), float(values[place].real))


def log_least_squares(given: Judgments) -> FloatArray:
    """Return the weights whose ratios come nearest to the judgments in logarithms, shape (n,).

    With all pairs judged these are the geometric means of the rows; a missing pair is left out.

    Examples
    --------
    >>> from scoring.weighting.pairwise import judgments
    >>> np.round(log_least_squares(judgments([[1, 2, None], [0.5, 1, 2], [None, 0.5, 1]])), 6)
    array([0.571429, 0.285714, 0.142857])
    """
    away = np.where(given.known, np.log(given.ratios), 0.0).sum(axis=1)
    between = given.known & ~np.eye(given.count, dtype=np.bool_)
    laplacian = np.diag(between.sum(axis=1)) - between.astype(np.float64)
    # The level of the logarithms is free; one for all keeps the matrix regular.
    logs = np.linalg.solve(laplacian + 1.0 / given.count, away)
    weights = np.exp(logs - logs.max())
    result: FloatArray = weights / weights.sum()
    return result


def column_means(given: Judgments) -> FloatArray:
    """Return the mean over columns, each rescaled to sum 1: the approximation of old textbooks.

    Raises
    ------
    MethodError
        ``missing_value`` where a pair was not judged.

    Examples
    --------
    >>> from scoring.weighting.pairwise import judgments
    >>> column_means(judgments([[1, 3], [1 / 3, 1]])).round(12).tolist()
    [0.75, 0.25]
    """
    if not given.is_complete:
        raise MethodError(
            "missing_value", where="judgments", found="an unjudged pair", allowed="no gap"
        )
    result: FloatArray = (given.ratios / given.ratios.sum(axis=0)).mean(axis=1)
    return result


def contradictions(given: Judgments, most: int = 2) -> tuple[Contradiction, ...]:
    """Return the judgments that cause most of the inconsistency, the worst first.

    Parameters
    ----------
    given : Judgments
    most : int
        How many to return at most.

    Returns
    -------
    tuple of Contradiction
        ``share`` is the judgment's part of the squared log residuals from the least-squares
        weights; all shares sum to 1. ``implied_ratio`` is what the other judgments say about the
        pair. Empty where nothing contradicts anything. A judgment without which the rest falls
        apart contradicts nothing and is never listed.

    Examples
    --------
    >>> from scoring.weighting.pairwise import judgments
    >>> matrix = [[1, 2, 8, 8], [1 / 2, 1, 2, 4], [1 / 8, 1 / 2, 1, 2], [1 / 8, 1 / 4, 1 / 2, 1]]
    >>> worst = contradictions(judgments(matrix), 1)[0]
    >>> worst.first, worst.second, worst.ratio, round(worst.implied_ratio, 6)
    (0, 2, 8.0, 4.0)
    """
    logs = np.log(log_least_squares(given))
    off = {(i, j): float(np.log(given.ratios[i, j]) - logs[i] + logs[j]) for i, j in given.pairs()}
    whole = sum(residual**2 for residual in off.values())
    if whole < 1e-18:
        return ()
    worst = sorted(off, key=lambda pair: (-round(off[pair] ** 2 / whole, 12), pair))[:most]
    return tuple(
        Contradiction(
            i, j, float(given.ratios[i, j]), off[i, j] ** 2 / whole, _implied(given, i, j)
        )
        for i, j in worst
        if abs(off[i, j]) > 1e-9
    )


def _implied(given: Judgments, first: int, second: int) -> float:
    weights = log_least_squares(given.without(first, second))
    return float(weights[first] / weights[second])


def _priorities(weights: FloatArray, eigenvalue: float) -> Priorities:
    count = weights.size
    index = (eigenvalue - count) / (count - 1) if count > 2 else 0.0
    scale = RANDOM_INDEX[count]
    return Priorities(weights, eigenvalue, index, index / scale if scale else 0.0)
