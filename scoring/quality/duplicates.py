"""Interviews that agree with another one in nearly every answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray, IntArray

NEARLY_ALL = 0.85
_TILE = (128, 2048)
_WORD = 64
Words = npt.NDArray[np.uint64]
Counts = npt.NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The nearest other interview of each, within its block.

    ``share`` (n,): largest share of identical answers with another; 0 for one that is alone.
    ``partner`` (n,): position of such another, -1 for one that is alone; of equals the first
    found. ``is_flagged`` (n,): the share reaches the limit.
    """

    share: FloatArray
    partner: IntArray
    is_flagged: BoolArray


def largest_shares(
    codes: npt.ArrayLike, blocks: npt.ArrayLike | None = None, limit: float = NEARLY_ALL
) -> Duplicates:
    """Find for each interview the largest share of answers identical with another's.

    Parameters
    ----------
    codes : array_like of int, shape (n, K)
        Answer codes, 0 to 254; below 0 where there is no answer. A blank never agrees.
    blocks : array_like, shape (n,), optional
        Only interviews of the same block are compared: the interviewer, or the contract. All
        with all where absent.
    limit : float
        Share from which an interview is flagged, above 0 and at most 1.

    Returns
    -------
    Duplicates
        Exact, not by chance or hashing. Share = identical answers / K, so people who answered
        little never look like copies.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``code_outside_scale`` above 254, ``limit_out_of_range``.

    Notes
    -----
    Kuriakose and Robbins (2016), Statistical Journal of the IAOS 32, 283-291: "percent match" and
    its 85 per cent. Simmons, Mercer, Schwarzer and Kennedy (2016) show that few items, few
    categories and contented people give high shares honestly; compare rates between
    interviewers instead of judging one pair.

    Each answer takes as few bits as its scale needs; a word of 64 bits holds up to 21 answers.
    Exclusive or of two words is 0 exactly where answers agree; folding its bits together and
    counting them costs a few instructions a pair.

    Examples
    --------
    >>> found = largest_shares([[5, 4, 3, 1], [5, 4, 3, 2], [1, 1, 1, -1]], limit=0.75)
    >>> found.share.tolist(), found.partner.tolist()
    ([0.75, 0.75, 0.0], [1, 0, 0])
    """
    answers = np.asarray(codes, dtype=np.int64)
    if answers.ndim != 2 or answers.shape[1] == 0:
        raise MethodError("wrong_shape", where="codes", found=answers.shape, allowed="(n, K)")
    if answers.size and answers.max() > 254:
        raise MethodError(
            "code_outside_scale", where="codes", found=int(answers.max()), allowed="0 to 254"
        )
    if not 0 < limit <= 1:
        raise MethodError("limit_out_of_range", where="limit", found=limit, allowed="above 0, to 1")
    words, given, bits = _packed(answers)
    matches = np.full(len(answers), -1, dtype=np.int64)
    partner = np.full(len(answers), -1, dtype=np.int64)
    for rows in _members(blocks, len(answers)):
        matches[rows], nearest = _nearest(words[:, rows], given[:, rows], bits)
        partner[rows] = np.where(nearest >= 0, rows[nearest], -1)
    share = np.maximum(matches, 0) / answers.shape[1]
    return Duplicates(share, partner, share >= limit - 1e-12)


def _members(blocks: npt.ArrayLike | None, size: int) -> Iterator[IntArray]:
    if blocks is None:
        yield np.arange(size)
        return
    labels = np.asarray(blocks)
    if labels.shape != (size,):
        raise MethodError("wrong_shape", where="blocks", found=labels.shape, allowed=(size,))
    _, numbers = np.unique(labels, return_inverse=True)
    order = np.argsort(numbers, kind="stable")
    ends = np.flatnonzero(np.diff(numbers[order])) + 1
    yield from np.split(order, ends)


def _packed(answers: IntArray) -> tuple[Words, Words, int]:
    """Return answers and marks of answered items as words (W, n), and the bits of an answer."""
    highest = int(max(answers.max(initial=0), 0))
    bits = max(2, (highest + 1).bit_length())
    each = _WORD // bits
    shifted = np.where(answers >= 0, answers + 1, 0).astype(np.uint64)
    words, given = [], []
    for begin in range(0, answers.shape[1], each):
        word = np.zeros(len(answers), dtype=np.uint64)
        mark = np.zeros(len(answers), dtype=np.uint64)
        for place, column in enumerate(shifted[:, begin : begin + each].T):
            word |= column << np.uint64(place * bits)
            mark |= (column > 0).astype(np.uint64) << np.uint64(place * bits)
        words.append(word)
        given.append(mark)
    return np.stack(words), np.stack(given), bits


def _nearest(words: Words, given: Words, bits: int) -> tuple[IntArray, IntArray]:
    """Return for each member of a block the most matches with another, and which that is."""
    size = words.shape[1]
    best = np.zeros(size, dtype=np.int64)
    nearest = np.full(size, -1, dtype=np.int64)
    height, width = _TILE
    for top in range(0, size, height):
        rows = slice(top, min(top + height, size))
        for left in range(top, size, width):
            columns = slice(left, min(left + width, size))
            tile = _one_more_than_matches(words, given, bits, rows, columns)
            _keep_best(tile, rows, columns, best, nearest)
    return best - 1, nearest


def _one_more_than_matches(
    words: Words, given: Words, bits: int, rows: slice, columns: slice
) -> Counts:
    """Return 1 + the identical answers of each pair; 0 for an interview with itself."""
    shape = (rows.stop - rows.start, columns.stop - columns.start)
    found = np.ones(shape, dtype=np.uint8 if len(words) * (_WORD // bits) < 255 else np.uint16)
    for word, mark in zip(words, given, strict=True):
        differs = word[rows, None] ^ word[None, columns]
        folded = differs >> np.uint64(1)
        folded |= differs
        for step in range(2, bits):
            differs >>= np.uint64(1 if step > 2 else 2)
            folded |= differs
        np.invert(folded, out=folded)
        folded &= mark[rows, None]
        found += np.bitwise_count(folded)
    here = np.arange(max(rows.start, columns.start), min(rows.stop, columns.stop))
    found[here - rows.start, here - columns.start] = 0
    return found


def _keep_best(
    tile: Counts, rows: slice, columns: slice, best: IntArray, nearest: IntArray
) -> None:
    """Note for the rows and for the columns of a tile who agrees more than was known."""
    for side, axis, begin in ((rows, 1, columns.start), (columns, 0, rows.start)):
        most = tile.max(axis=axis)
        better = np.flatnonzero(most > best[side])
        among = tile[better] if axis == 1 else tile[:, better].T
        nearest[side.start + better] = among.argmax(axis=1) + begin
        best[side.start + better] = most[better]
