"""Pairwise judgments of one judge: the matrix they fill, checked, with gaps where unanswered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
RECIPROCITY = 1e-6
# Saaty's scale ends at 9; nothing that people compare is a thousand times as important.
LARGEST_RATIO = 1000.0


@dataclass(frozen=True, slots=True)
class Judgments:
    """How many times as important the row's item is as the column's; 1 where not ``known``."""

    ratios: FloatArray
    known: BoolArray

    @property
    def count(self) -> int:
        """Number of items compared."""
        return len(self.ratios)

    @property
    def is_complete(self) -> bool:
        """Whether every pair was judged."""
        return bool(self.known.all())

    def pairs(self) -> list[tuple[int, int]]:
        """Return the judged pairs, each once, the item with the lower number first."""
        return [(int(i), int(j)) for i, j in np.argwhere(np.triu(self.known, 1))]

    def without(self, first: int, second: int) -> "Judgments":
        """Return the judgments with one pair unanswered."""
        ratios, known = self.ratios.copy(), self.known.copy()
        for i, j in ((first, second), (second, first)):
            ratios[i, j], known[i, j] = 1.0, False
        return Judgments(ratios, known)


def judgments(matrix: Sequence[Sequence[float | None]]) -> Judgments:
    """Check a judge's matrix.

    Parameters
    ----------
    matrix : sequence of sequences of float or None
        Square, at least 2 items; ``None`` where a pair was not judged.

    Returns
    -------
    Judgments

    Raises
    ------
    MethodError
        ``wrong_shape``; ``judgment_not_positive``, also for NaN and beyond 1/1000 to 1000;
        ``matrix_not_reciprocal`` where a pair's two answers do not multiply to 1 (within 1e-6) or
        only one is there; ``comparisons_not_connected`` where the answers fall into parts that
        nothing compares.

    Examples
    --------
    >>> judgments([[1, 3], [1 / 3, 1]]).is_complete
    True
    """
    count = len(matrix)
    if count < 2 or any(len(row) != count for row in matrix):
        raise MethodError(
            "wrong_shape",
            where="judgments",
            found=[len(row) for row in matrix],
            allowed="square, 2 or more",
        )
    known = np.array([[value is not None for value in row] for row in matrix])
    ratios = np.array([[1.0 if value is None else float(value) for value in r] for r in matrix])
    bad = ~((ratios >= 1 / LARGEST_RATIO - 1e-12) & (ratios <= LARGEST_RATIO))
    if bad.any():
        row, column = np.argwhere(bad)[0]
        raise MethodError(
            "judgment_not_positive",
            where=_place(row, column),
            found=str(matrix[row][column]),
            allowed="1/1000 to 1000",
        )
    wrong = (np.abs(ratios * ratios.T - 1) > RECIPROCITY) | (known != known.T)
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise MethodError(
            "matrix_not_reciprocal",
            where=_place(row, column),
            found=(matrix[row][column], matrix[column][row]),
            allowed="each the inverse of the other",
        )
    known = known | np.eye(count, dtype=np.bool_)
    _check_connected(known)
    return Judgments(ratios, known)


def judgments_of_pairs(count: int, ratios: Sequence[float | None]) -> Judgments:
    """Build the matrix from one answer per pair: (1,2), (1,3), ..., (2,3), ...

    Parameters
    ----------
    count : int
        Number of items.
    ratios : sequence of float or None, length count (count - 1) / 2

    Raises
    ------
    MethodError
        ``wrong_shape``, and those of :func:`judgments`.

    Examples
    --------
    >>> judgments_of_pairs(3, [2.0, 4.0, None]).ratios.tolist()[1]
    [0.5, 1.0, 1.0]
    """
    needed = count * (count - 1) // 2
    if len(ratios) != needed:
        raise MethodError("wrong_shape", where="judgments", found=len(ratios), allowed=needed)
    matrix: list[list[float | None]] = [[1.0] * count for _ in range(count)]
    for (i, j), ratio in zip(np.argwhere(np.triu(np.ones((count, count)), 1)), ratios, strict=True):
        matrix[i][j] = ratio
        matrix[j][i] = 1 / ratio if ratio else ratio
    return judgments(matrix)


def _check_connected(known: BoolArray) -> None:
    reached = known[0].copy()
    for _ in range(len(known)):
        reached = known[reached].any(axis=0)
    if not reached.all():
        raise MethodError(
            "comparisons_not_connected",
            where="judgments",
            found=[int(item) + 1 for item in np.flatnonzero(~reached)],
            allowed="a chain of comparisons between all items",
        )


def _place(row: int, column: int) -> str:
    return f"row {int(row) + 1}, column {int(column) + 1}"
