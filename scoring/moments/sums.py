"""Summing a task's rows, by sampling unit and by contract, a few thousand rows at a time."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy import sparse

from scoring.moments.runs import run_starts
from scoring.moments.state import Layout

Array = np.ndarray[Any, Any]
LARGEST_EXACT_FLOAT = 2**53
NARROW = np.iinfo(np.int32)
ROWS_AT_ONCE = 4_096  # so many rows of all columns stay in the processor's cache


def unit_sums(
    starts: Array,
    owners: Array,
    weights: Array,
    extended: Array,
    coded: Sequence[tuple[Array, Array]],
) -> tuple[Array, Array]:
    """Return the totals (P, L) of sampling units and the products (K, G, E, E+1) of contracts.

    Parameters
    ----------
    starts : (P,) int
        First row of each sampling unit; the rows of a unit, and of a contract, stand together.
    owners : (P,) int
        Contract of each unit.
    weights : (n,) int64 or float64
        Whole numbers are summed exactly; floats row by row in their order.
    extended : (n, E)
        x: adjusters, and flags of missing ones.
    coded : sequence of (known, values), each (n,)
        Which rows answer each variable, and their values, 0 where not known.

    Returns
    -------
    totals : (P, L)
        Laid out as :class:`Layout` says; in 32 bits where they fit.
    products : (K, G, E, E+1)
        Sums of w r x [x, s]' of each of the K contracts, in their order.

    Examples
    --------
    >>> one = np.array([1, 1, 2])
    >>> known = np.array([True, True, False])
    >>> unit_sums(np.array([0, 2]), np.array([0, 0]), one, one[:, None], [(known, one * known)])
    (array([[2, 2, 2, 2, 2],
           [2, 4, 0, 0, 0]], dtype=int32), array([[[[2, 2]]]]))
    """
    width = extended.shape[1]
    layout = Layout(len(coded), width, has_missing=False)
    kind = np.dtype(np.float64) if _fits_float(weights, extended, coded) else weights.dtype
    totals = np.zeros((len(starts), layout.width), weights.dtype)
    contract = np.cumsum(np.isin(np.arange(len(starts)), run_starts(owners))) - 1
    count = int(contract[-1]) + 1 if len(contract) else 0
    products = np.zeros((count, width, layout.width - 1 - width), weights.dtype)
    room = np.zeros((0, layout.width), kind)
    for first, last in _pieces(starts, len(weights)):
        start = starts[first]
        end = starts[last] if last < len(starts) else len(weights)
        if end - start > len(room):
            room = np.zeros((end - start, layout.width), kind)
        rows = _placed(room[: end - start], layout, extended[start:end], coded, start)
        used = weights[start:end].astype(kind)
        edges = np.append(starts[first:last], end) - start
        by_unit = sparse.csr_array(
            (used, np.arange(end - start), edges), shape=(last - first, end - start)
        )
        totals[first:last] = by_unit @ rows
        if width:
            _add_products(products, contract[first:last], edges, used, rows, width)
    return _narrowed(totals), _arranged(products, len(coded), width)


def _narrowed(totals: Array) -> Array:
    """Keep whole numbers in 32 bits where they fit: half the memory, half the way to travel."""
    if totals.dtype != np.int64:
        return totals
    fits = totals.min(initial=0) >= NARROW.min and totals.max(initial=0) <= NARROW.max
    return totals.astype(np.int32) if fits else totals


def _fits_float(weights: Array, extended: Array, coded: Sequence[tuple[Array, Array]]) -> bool:
    """Tell whether every partial sum of whole numbers stays below 2**53, where floats are exact."""
    if weights.dtype == np.float64 or not len(weights):
        return True
    side = max(1.0, _largest(extended))
    other = max([side, *(_largest(values) for _, values in coded)])
    return _largest(weights) * side * other * len(weights) < LARGEST_EXACT_FLOAT


def _largest(values: Array) -> float:
    return max(float(values.max(initial=0)), -float(values.min(initial=0)))


def _pieces(starts: Array, rows: int) -> Iterator[tuple[int, int]]:
    """Yield spans of whole sampling units of about so many rows as fit the cache."""
    first = 0
    while first < len(starts):
        wanted = starts[first] + ROWS_AT_ONCE
        last = int(np.searchsorted(starts, wanted, "right")) - 1 if wanted < rows else len(starts)
        last = max(last, first + 1)
        yield first, last
        first = last


def _placed(
    rows: Array, layout: Layout, x: Array, coded: Sequence[tuple[Array, Array]], start: int
) -> Array:
    """Write u = [1, x, (r, r s, r x) for each variable] of some rows into ``rows`` (m, L)."""
    end = start + len(rows)
    rows[:, 0] = 1
    rows[:, 1 : 1 + x.shape[1]] = x
    for variable, (known, values) in enumerate(coded):
        block = rows[:, layout.block(variable)]
        here = known[start:end]
        block[:, 0] = here
        block[:, 1] = values[start:end]
        np.multiply(x, here[:, None], out=block[:, 2:], casting="unsafe")
    return rows


def _add_products(
    products: Array, contract: Array, edges: Array, weights: Array, rows: Array, width: int
) -> None:
    """Add the sums of w x [r, r s, r x]' of every variable to the contract of each row."""
    left = rows[:, 1 : 1 + width] * weights[:, None]
    right = rows[:, 1 + width :]
    runs = run_starts(contract)
    for run, end in zip(runs, [*runs[1:], len(contract)], strict=True):
        span = slice(edges[run], edges[end])
        products[contract[run]] += (left[span].T @ right[span]).astype(products.dtype)


def _arranged(products: Array, variables: int, width: int) -> Array:
    """Turn (K, E, G (2+E)) sums of x [r, r s, r x]' into (K, G, E, E+1) of r x [x, s]'."""
    blocks = products.reshape(len(products), width, variables, 2 + width)
    sides = np.concatenate([blocks[..., 2:], blocks[..., 1:2]], axis=3)
    return np.ascontiguousarray(sides.transpose(0, 2, 1, 3))
