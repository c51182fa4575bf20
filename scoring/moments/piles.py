"""Merging what tasks return, as it comes in: what is large lies on disk, so memory stays flat."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import IO, Any

import numpy as np
import pyarrow as pa

from scoring.errors import MethodError
from scoring.moments.links import Links
from scoring.moments.runs import ranked, run_starts, sum_runs
from scoring.moments.state import Counts, Moments

Array = np.ndarray[Any, Any]
KEPT_BYTES = 96 * 2**20  # totals beyond this go to a temporary file


def merge(parts: Iterable[Moments]) -> Moments:
    """Return the moments of all parts, one row a (contract, stratum, psu), in sorted order.

    In exact mode the result does not depend on how responses were divided among parts, nor on the
    order of the parts; in float mode it depends on both, so callers keep them fixed.
    """
    pile = Pile()
    for part in parts:
        pile.add(part)
    return pile.merged()


@dataclass(slots=True)
class Shelf:
    """Rows of totals put one after the other: in memory while few, else in a temporary file.

    The file has no name; the system removes it with the last map of it.
    """

    kept_bytes: int = KEPT_BYTES
    rows: list[Array] = field(default_factory=list)
    size: int = 0
    file: IO[bytes] | None = None

    def put(self, rows: Array) -> None:
        """Add rows after those that are there."""
        self.size += rows.nbytes
        self.rows.append(rows)
        if self.file is None and self.size > self.kept_bytes:
            self.file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by ``whole``
        if self.file is not None:
            for piece in self.rows:
                kind = np.float64 if piece.dtype.kind == "f" else np.int64
                piece.astype(kind).tofile(self.file)
            self.rows = [rows[:0].copy()]

    def whole(self) -> Array:
        """Return all rows; those in a file are read where they are needed."""
        if self.file is None:
            return np.concatenate(self.rows)
        last = self.rows[-1]
        kind = np.float64 if last.dtype.kind == "f" else np.int64
        with self.file as file:
            file.flush()
            return np.memmap(file, kind, "r").reshape(-1, last.shape[1])


@dataclass(slots=True)
class Pile:
    """Moments of tasks, put one upon the other in the order in which they come.

    A sampling unit that goes on in the next part is joined before it is put away: so the rows of a
    sorted bundle never need sorting, and the totals on disk are never written twice.
    """

    totals: Shelf = field(default_factory=Shelf)
    parts: list[Moments] = field(default_factory=list)
    waiting: Moments | None = None
    counts: Counts | None = None
    squares: Array | None = None
    links: Links | None = None

    def add(self, part: Moments) -> None:
        """Put the moments of one more task on the pile."""
        self.counts = part.counts if self.counts is None else self.counts.plus(part.counts)
        self.squares = part.squares if self.squares is None else self.squares + part.squares
        self.links = part.links if self.links is None else self.links.plus(part.links)
        if self.waiting is None:
            self.waiting = part
            return
        before, after = _joined(self.waiting, part)
        self._put(before)
        self.waiting = after

    def _put(self, part: Moments) -> None:
        self.totals.put(part.totals)
        # A copy: a view of nothing would keep all of it in memory.
        self.parts.append(replace(part, totals=part.totals[:0].copy()))

    def merged(self) -> Moments:
        """Return the moments of all that was added; raises ``nothing_to_merge``."""
        links = self.links
        if self.waiting is None or self.counts is None or self.squares is None or links is None:
            raise MethodError(
                "nothing_to_merge", where="parts", found=0, allowed="at least one part"
            )
        self._put(self.waiting)
        parts, self.waiting = self.parts, None
        contract = np.concatenate([part.contract for part in parts])
        stratum = pa.chunked_array([part.stratum for part in parts], pa.string()).combine_chunks()
        psu = pa.chunked_array([part.psu for part in parts], pa.string()).combine_chunks()
        responses = np.concatenate([part.responses for part in parts])
        owner, products, value_squares = _by_owner(parts)
        state = Moments(
            contract=contract,
            stratum=stratum,
            psu=psu,
            responses=responses,
            totals=self.totals.whole(),
            owner=owner,
            products=products,
            value_squares=value_squares,
            squares=self.squares,
            counts=self.counts,
            links=links,
        )
        return _in_order(state)


def _joined(before: Moments, after: Moments) -> tuple[Moments, Moments]:
    """Move a sampling unit that both hold, at the end and the beginning, into the second."""
    if not len(before.contract) or not len(after.contract):
        return before, after
    last = (before.contract[-1], before.stratum[-1], before.psu[-1])
    if last != (after.contract[0], after.stratum[0], after.psu[0]):
        return before, after
    responses, totals = after.responses.copy(), after.totals.copy()
    responses[0] += before.responses[-1]
    first = before.totals[-1:].astype(np.result_type(totals, np.int64)) + totals[:1]
    if (first != first.astype(totals.dtype)).any():
        totals = totals.astype(first.dtype)
    totals[0] = first[0]
    shorter = replace(
        before,
        contract=before.contract[:-1],
        stratum=before.stratum[:-1],
        psu=before.psu[:-1],
        responses=before.responses[:-1],
        totals=before.totals[:-1],
    )
    return shorter, replace(after, responses=responses, totals=totals)


def _by_owner(parts: list[Moments]) -> tuple[Array, Array, Array]:
    """Return contracts (K,) in order with their products and squares, each contract once."""
    owners = np.concatenate([part.owner for part in parts])
    order = np.argsort(owners, kind="stable")
    starts = run_starts(owners[order])
    products = np.concatenate([part.products for part in parts])[order]
    squares = np.concatenate([part.value_squares for part in parts])[order]
    return owners[order][starts], sum_runs(products, starts), sum_runs(squares, starts)


def _in_order(state: Moments) -> Moments:
    """Return the state with one row a sampling unit, by contract, stratum and unit."""
    strata, units = ranked(state.stratum), ranked(state.psu)
    if _is_rising(state.contract, strata, units):
        return state
    order = np.lexsort((units, strata, state.contract))
    starts = run_starts(state.contract[order], strata[order], units[order])
    first = order[starts]
    return replace(
        state,
        contract=state.contract[first],
        stratum=state.stratum.take(pa.array(first)),
        psu=state.psu.take(pa.array(first)),
        responses=sum_runs(state.responses[order], starts),
        totals=sum_runs(state.totals[order], starts),
    )


def _is_rising(*keys: Array) -> bool:
    """Tell whether each row stands after the one before it, by the first key that differs."""
    rises = np.zeros(max(len(keys[0]) - 1, 0), np.bool_)
    for key in reversed(keys):
        rises = (key[1:] > key[:-1]) | ((key[1:] == key[:-1]) & rises)
    return bool(rises.all())
