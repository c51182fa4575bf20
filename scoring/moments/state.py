"""The additive state: sums per primary sampling unit that merge in any order to the same bits."""

from collections.abc import Iterator
from dataclasses import dataclass
from mmap import MADV_DONTNEED
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.moments.links import Links
from scoring.moments.runs import run_starts

Array = np.ndarray[Any, Any]
ROWS_AT_ONCE = 65_536  # rows of totals that are worked on together


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each sum stands in a row of totals.

    A row is ``[w, w x, (w r_g, w r_g s_g, w r_g x) for each variable g]``, where x holds the Q
    adjusters (0 where missing) and, if any value is missing anywhere, Q flags of the missing ones.
    """

    variables: int
    adjusters: int
    has_missing: bool

    @property
    def extended(self) -> int:
        """Length of x: the adjusters and their missing flags."""
        return self.adjusters * (2 if self.has_missing else 1)

    @property
    def width(self) -> int:
        """Length of a row of totals."""
        return 1 + self.extended + self.variables * (2 + self.extended)

    def block(self, variable: int) -> slice:
        """Return the columns of one variable: weight, weighted value, weighted x."""
        start = 1 + self.extended + variable * (2 + self.extended)
        return slice(start, start + 2 + self.extended)


@dataclass(frozen=True, slots=True)
class Counts:
    """Plain counts per contract, all int64: what was sent, used, answered and left out.

    Shapes: ``submitted``, ``accepted`` (J,); ``answers``, ``successes`` (J, G); ``missing``
    (J, items, 4) for do not know, not met, refused, blank; ``missing_adjusters`` (J, Q).
    """

    submitted: Array
    accepted: Array
    answers: Array
    successes: Array
    missing: Array
    missing_adjusters: Array

    def plus(self, other: "Counts") -> "Counts":
        """Return the counts of both."""
        return Counts(
            self.submitted + other.submitted,
            self.accepted + other.accepted,
            self.answers + other.answers,
            self.successes + other.successes,
            self.missing + other.missing,
            self.missing_adjusters + other.missing_adjusters,
        )


@dataclass(frozen=True, slots=True)
class Moments:
    """Sums over a set of responses.

    ``contract`` (P,) int64, ``stratum`` and ``psu`` (P,) strings name the rows of ``responses``
    (P,), their count, and ``totals`` (P, L). ``owner`` (K,) names the contract of the rows of
    ``products`` (K, G, E, E+1), the sums of w r x [x, s]', and ``value_squares`` (K, G, 6), the
    sums of w r s^2 in parts; ``squares`` (J,) are sums of squared weights, ``links`` what is summed
    by interviewer and by scale. In exact mode all are whole numbers of weight units, value units
    and adjuster units: adding them loses nothing.
    """

    contract: Array
    stratum: pa.Array
    psu: pa.Array
    responses: Array
    totals: Array
    owner: Array
    products: Array
    value_squares: Array
    squares: Array
    counts: Counts
    links: Links

    def blocks(self) -> Iterator[tuple[slice, Array]]:
        """Yield spans of rows that hold whole contracts, with their totals.

        The totals may lie on disk: what was yielded before is let go of, so that the memory in use
        does not grow with the number of sampling units.
        """
        starts = run_starts(self.contract)
        first = 0
        while first < len(starts):
            wanted = starts[first] + ROWS_AT_ONCE
            last = max(int(np.searchsorted(starts, wanted, "right")) - 1, first + 1)
            if wanted >= len(self.contract):
                last = len(starts)
            end = int(starts[last]) if last < len(starts) else len(self.contract)
            span = slice(int(starts[first]), end)
            yield span, np.array(self.totals[span])
            _let_go(self.totals)
            first = last


def _let_go(rows: Array) -> None:
    """Give back the memory behind rows on disk; they are read again when they are needed."""
    mapped = getattr(rows, "_mmap", None)
    if mapped is not None and hasattr(mapped, "madvise"):
        mapped.madvise(MADV_DONTNEED)
