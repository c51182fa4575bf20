"""The additive state: sums per primary sampling unit that merge in any order to the same bits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.errors import MethodError

Array = np.ndarray[Any, Any]


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
    sums of w r s^2 in parts; ``squares`` (J,) are sums of squared weights. In exact mode all are
    whole numbers of weight units, value units and adjuster units: adding them loses nothing.
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


def merge(parts: Sequence[Moments]) -> Moments:
    """Return the moments of all parts, one row a (contract, stratum, psu), in sorted order.

    In exact mode the result does not depend on how responses were divided among parts, nor on the
    order of the parts; in float mode it depends on both, so callers keep them fixed.
    """
    if not parts:
        raise MethodError("nothing_to_merge", where="parts", found=0, allowed="at least one part")
    contract = np.concatenate([part.contract for part in parts])
    stratum = pa.chunked_array([part.stratum for part in parts], pa.string()).combine_chunks()
    psu = pa.chunked_array([part.psu for part in parts], pa.string()).combine_chunks()
    strata, units = ranked(stratum), ranked(psu)
    order = np.lexsort((units, strata, contract))
    starts = run_starts(contract[order], strata[order], units[order])
    totals = np.concatenate([part.totals for part in parts])
    if np.any(order[1:] < order[:-1]):  # a sorted bundle is spared the copy
        totals = totals[order]
    responses = np.concatenate([part.responses for part in parts])[order]
    first = order[starts]
    owners = np.concatenate([part.owner for part in parts])
    by_owner = np.argsort(owners, kind="stable")
    owner_starts = run_starts(owners[by_owner])
    products = np.concatenate([part.products for part in parts])[by_owner]
    value_squares = np.concatenate([part.value_squares for part in parts])[by_owner]
    counts = parts[0].counts
    for part in parts[1:]:
        counts = counts.plus(part.counts)
    return Moments(
        contract=contract[first],
        stratum=stratum.take(pa.array(first)),
        psu=psu.take(pa.array(first)),
        responses=sum_runs(responses, starts),
        totals=sum_runs(totals, starts),
        owner=owners[by_owner][owner_starts],
        products=sum_runs(products, owner_starts),
        value_squares=sum_runs(value_squares, owner_starts),
        squares=np.sum([part.squares for part in parts], axis=0),
        counts=counts,
    )


def ranked(strings: pa.Array) -> Array:
    """Return the position (n,) of each string among the distinct strings in byte order."""
    encoded = strings.dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order))
    return np.asarray(position[encoded.indices.to_numpy()])


def run_starts(*keys: Array) -> Array:
    """Return where a new run of equal keys starts in sorted rows; empty for no rows."""
    changed = np.zeros(len(keys[0]), np.bool_)
    changed[:1] = True
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changed)


def run_ends(starts: Array, length: int) -> Array:
    """Return where the runs that begin at ``starts`` end, in ``length`` rows."""
    return np.append(starts, length)[1:] if len(starts) else starts


def sum_runs(rows: Array, starts: Array) -> Array:
    """Return the sums of ``rows`` over the runs that begin at ``starts``, along the first axis."""
    if not len(starts):
        return rows[:0]
    return np.asarray(np.add.reduceat(rows, starts, axis=0))
