"""Design variance: how far the sampling units of each stratum scatter around their contract."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.moments.casemix import CaseMix, UnitRows
from scoring.moments.runs import run_ends, run_starts, sum_runs

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Design:
    """Strata as used: lone sampling units joined to the neighbouring stratum of their contract.

    ``starts`` (S,) first row of each stratum and ``sizes`` (S,) its sampling units; ``contract``
    (S,); ``collapsed`` (J,) strata joined away; ``units`` (J,) sampling units; ``strata`` (J,).
    """

    starts: Array
    sizes: Array
    contract: Array
    collapsed: Array
    units: Array
    strata: Array

    def part(self, rows: slice) -> "Design":
        """Return the strata of the sampling units in ``rows``, whose contracts are whole."""
        first, last = np.searchsorted(self.starts, [rows.start, rows.stop])
        return replace(
            self,
            starts=self.starts[first:last] - rows.start,
            sizes=self.sizes[first:last],
            contract=self.contract[first:last],
        )


def design_of(contract: Array, stratum: Array, contracts: int) -> Design:
    """Return the strata of rows sorted by contract and stratum.

    A stratum with one sampling unit joins the one before it, the first of a contract the one after
    it; only a contract with a single unit in all stays without a variance.
    """
    starts = run_starts(contract, stratum)
    sizes = np.diff([*starts, len(contract)])
    kept: list[list[int]] = []  # first row, units, contract
    collapsed = np.zeros(contracts, np.int64)
    for start, size, owner in zip(starts, sizes, contract[starts], strict=True):
        if kept and kept[-1][2] == owner and (size == 1 or kept[-1][1] == 1):
            kept[-1][1] += size
            collapsed[owner] += 1
        else:
            kept.append([start, size, owner])
    table = np.array(kept, np.int64).reshape(len(kept), 3)
    return Design(
        starts=table[:, 0],
        sizes=table[:, 1],
        contract=table[:, 2],
        collapsed=collapsed,
        units=np.bincount(contract, minlength=contracts),
        strata=np.bincount(table[:, 2], minlength=contracts),
    )


def unit_numbers(contract: Array, stratum: Array, psu: Array) -> tuple[Array, Array]:
    """Return which sampling unit each row (P,) is, and which rows repeat a code across strata.

    A code names the same unit in all contracts. Where a contract has it in several strata, it was
    drawn apart in each, or is but a name that occurs twice: then it names another unit in each
    stratum, here and in the other contracts, as the variances hold it to be.
    """
    order = np.lexsort((psu, contract))
    is_next = (contract[order][1:] == contract[order][:-1]) & (psu[order][1:] == psu[order][:-1])
    repeats = np.zeros(len(psu), np.bool_)
    repeats[order[1:]] = is_next
    repeats[order[:-1]] |= is_next
    if not repeats.any():
        return psu, repeats
    width = int(stratum.max()) + 2
    places = np.where(np.isin(psu, psu[repeats]), stratum + 1, 0)
    return np.unique(psu * width + places, return_inverse=True)[1], repeats


def residuals(rows: UnitRows, mix: CaseMix, *, adjusted: bool) -> Array:
    """Return the weighted residual totals (P, G) of sampling units, over the contract's weight.

    Raw: sum of r w (s - mean); adjusted: sum of r w (s - a - beta'(x - overall x)).
    """
    means = (mix.adjusted if adjusted else mix.raw)[rows.contract]
    totals = rows.value - means * rows.weight
    if adjusted:
        totals = totals - _predicted(rows, mix)
    weight = mix.weights[rows.contract]
    return np.asarray(np.divide(totals, weight, out=np.zeros(totals.shape), where=weight > 0))


def shares_in_centre(rows: UnitRows, mix: CaseMix) -> Array:
    """Return what each sampling unit (P, G) contributes to the score of the average client.

    Sum of r w beta'(x - overall x) over the weight of all contracts. The average client is himself
    drawn: his score moves every adjusted mean alike, so it widens intervals and leaves differences
    as they are. With a single contract it gives back what adjustment took out of its variance.
    """
    weight = mix.weights.sum(axis=0)
    totals = _predicted(rows, mix)
    return np.asarray(np.divide(totals, weight, out=np.zeros(totals.shape), where=weight > 0))


def _predicted(rows: UnitRows, mix: CaseMix) -> Array:
    """Return the sums of r w beta'(x - overall x), shape (P, G)."""
    predicted = np.einsum("pgq,gq->pg", rows.adjusters, mix.beta)
    return np.asarray(predicted - (mix.beta @ mix.overall) * rows.weight)


def influences(rows: Array, design: Design) -> Array:
    """Return rows (P, G) centred in their stratum and scaled by sqrt(m/(m-1)).

    Their cross-products are the design covariance: the sum over strata of m/(m-1) times the sum of
    (t_c - mean t)(t_c - mean t)'. A unit alone in its contract gets 0. No finite population
    correction.
    """
    if not len(rows):
        return rows
    stratum = np.repeat(np.arange(len(design.sizes)), design.sizes)
    means = sum_runs(rows, design.starts) / design.sizes[:, None]
    others = np.maximum(design.sizes - 1, 1)
    factor = np.where(design.sizes > 1, np.sqrt(design.sizes / others), 0.0)
    return np.asarray((rows - means[stratum]) * factor[stratum][:, None])


def shared_rows(unit: Array, contract: Array) -> Array:
    """Return which rows (P,) are of sampling units that several contracts share."""
    order = np.lexsort((contract, unit))
    starts = run_starts(unit[order])
    ends = run_ends(starts, len(unit))
    differ = contract[order][starts] != contract[order][ends - 1]
    found = np.zeros(len(unit), np.bool_)
    found[order] = np.repeat(differ, ends - starts)
    return found


def covariances(rows: Array, contract: Array, contracts: int) -> Array:
    """Return the cross-products (J, G, G) of influences, one contract at a time."""
    result = np.zeros((contracts, rows.shape[1], rows.shape[1]))
    starts = run_starts(contract)
    for start, end in zip(starts, run_ends(starts, len(contract)), strict=True):
        own = rows[start:end]
        result[contract[start]] = own.T @ own
    return result


def slope_terms(mix: CaseMix) -> Array:
    """Return what adjusting adds to each contract's covariance, (J, G, G).

    D' Omega D for the uncertain slopes, and the covariance of the average client's score.
    """
    contracts, variables, count = mix.offsets.shape
    omega = mix.slope_covariance.reshape(variables, count, variables, count)
    terms = np.einsum("jgq,gqhr,jhr->jgh", mix.offsets, omega, mix.offsets)
    terms = np.asarray(terms).reshape(contracts, variables, variables)
    if mix.centre is None:
        return terms
    is_present = mix.present[:, :, None] & mix.present[:, None, :]
    return np.asarray(terms + np.where(is_present, mix.centre, 0.0))


def sampled_shares(design: Design, responses: Array, population: Array) -> Array:
    """Return for each stratum (S,) the share of its clients who answered, at most 1.

    ``responses`` (P,) counts the answers of each sampling unit; ``population`` (P,) holds the
    clients of the unit's own stratum at that stratum's first row and 0 at its others.
    """
    answered = sum_runs(responses.astype(np.float64), design.starts)
    clients = sum_runs(population, design.starts)
    shares = np.divide(answered, clients, out=np.zeros(len(clients)), where=clients > 0)
    return np.asarray(np.minimum(shares, 1.0))
