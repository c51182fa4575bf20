"""The profile of an evaluation: who can be told from whom, put into the score book's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import chdtrc

from scoring.errors import MethodError
from scoring.figures import Figure
from scoring.profiling.checks import (
    DECIDING_DECIMALS,
    VARIANCE_FLOOR,
    FloatArray,
    IntArray,
    finite,
    not_negative,
)
from scoring.profiling.comparisons import compared_pairs, probability_better
from scoring.profiling.differences import (
    Sparse,
    difference_variances,
    differences,
    pair_values,
    shared_covariance,
)
from scoring.profiling.ranks import Run, Separation, rank_bands, separations, tie_groups
from scoring.profiling.shrinkage import (
    FEWEST_FOR_SHRINKAGE,
    BetweenVariance,
    Posterior,
    between_variance,
    shrink,
)
from scoring.scorebook import Comparison, Ranking, RankResult, TieGroup

NO_DIFFERENCE_ABOVE = 0.05


@dataclass(frozen=True, slots=True)
class Profile:
    """All J ranked contracts beside each other; tuples and arrays are in the order given."""

    ranking: Ranking
    ranks: tuple[RankResult, ...]
    posterior: Posterior
    shrunk_totals: tuple[Figure, ...]
    reliabilities: tuple[Figure, ...]


def profile(
    contracts: Sequence[str],
    names: Sequence[str],
    totals: npt.ArrayLike,
    variances: npt.ArrayLike,
    degrees_of_freedom: npt.ArrayLike,
    shared: Sparse | None = None,
    shared_counts: Sparse | None = None,
    groups: IntArray | None = None,
) -> Profile:
    """Rank contracts as far as the data allow and say where they do not.

    Parameters
    ----------
    contracts, names : sequence of str, length J
        Codes (unique), and the names by which equal contracts are listed.
    totals, variances, degrees_of_freedom : array_like, shape (J,)
        Unrounded totals in points, their sampling variances, and the degrees of freedom of these.
    shared : scipy.sparse array, shape (J, J), optional
        Covariances between contracts that share PSUs.
    shared_counts : scipy.sparse array, shape (J, J), optional
        Number of PSUs each pair shares.
    groups : ndarray of int, shape (J,), optional
        Contracts of different groups, from 0, have no common interviewer: no order is claimed
        between them, whatever their totals.

    Returns
    -------
    Profile
        The ranking has the reason ``no_contracts`` or ``single_contract`` where there is nothing
        to compare, and ``no_difference_shown`` where tau2 is 0 (ten contracts or more) or the
        test of heterogeneity has p > .05 (fewer): then there is one tie group in name order and
        no place.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``duplicate_contract``, or the checks of the arrays.

    Examples
    --------
    >>> found = profile(["a", "b", "c"], ["A", "B", "C"], [60, 90, 89], [4, 4, 4], [80, 80, 80])
    >>> [(group.contracts, group.band_low, group.band_high) for group in found.ranking.tie_groups]
    [(('b', 'c'), 1, 2), (('a',), 3, 3)]
    >>> found.reliabilities[0].reason
    'too_few_providers'
    """
    _check_names(contracts, names)
    count = len(contracts)
    y = finite(totals, "totals", count)
    v = not_negative(variances, "variances", count)
    between = between_variance(y, v) if count > 1 else None
    posterior = shrink(y, v, between)
    keys = [f"{name}\x00{code}" for name, code in zip(names, contracts, strict=True)]
    found = separations(y, v, degrees_of_freedom, shared, keys, groups=groups)
    reason = _no_ranking_because(found, between)
    order = found.order if reason is None else np.array(_by_name(keys), dtype=np.int64)
    runs = _runs(found, reason, order)
    counts = shared_covariance(shared_counts, count)
    ranking = Ranking(
        order=tuple(contracts[index] for index in order),
        tie_groups=_named(runs, contracts),
        comparisons=_comparisons(contracts, found, posterior, counts, order, reason),
        critical_value=found.critical_value if count > 1 else None,
        between_variance=_between_figure(between, count),
        heterogeneity_p=_heterogeneity_figure(found, between),
        pairs_with_shared_psus=int(sparse.triu(counts, k=1).nnz),
        reason=reason,
    )
    return Profile(
        ranking=ranking,
        ranks=_rank_results(found, runs, reason),
        posterior=posterior,
        shrunk_totals=_figures(posterior.mean, count, posterior.reason),
        reliabilities=_figures(posterior.reliability, count, posterior.reason),
    )


def _check_names(contracts: Sequence[str], names: Sequence[str]) -> None:
    if len(names) != len(contracts):
        raise MethodError("wrong_shape", where="names", found=len(names), allowed=(len(contracts),))
    ordered = sorted(contracts)
    repeated = [code for code, after in pairwise(ordered) if code == after]
    if repeated:
        raise MethodError(
            "duplicate_contract", where="contracts", found=repeated[0], allowed="unique codes"
        )


def _by_name(keys: Sequence[str]) -> list[int]:
    return sorted(range(len(keys)), key=lambda index: keys[index])


def _no_ranking_because(found: Separation, between: BetweenVariance | None) -> str | None:
    """Return why contracts may not be ranked at all, or None."""
    count = found.order.size
    if between is None:
        return "single_contract" if count else "no_contracts"
    if count >= FEWEST_FOR_SHRINKAGE:
        return "no_difference_shown" if between.value == 0 else None
    is_shown = heterogeneity_p(found) <= NO_DIFFERENCE_ABOVE
    return None if is_shown else "no_difference_shown"


def heterogeneity_p(found: Separation) -> float:
    """Return the p-value of "all true totals are equal", with the covariances between contracts.

    Notes
    -----
    The generalised Q: the squares of all differences from the first contract, in units of their
    covariance, against chi-square on J - 1 degrees of freedom. Without shared PSUs it is Cochran's
    Q. Taken from differences, it also holds where shared PSUs leave a mean without a variance or a
    difference without any noise.

    Examples
    --------
    >>> round(heterogeneity_p(separations([80.0, 84.0], [2.0, 2.0], [80, 80])), 4)
    0.0455
    """
    covariance = found.shared.toarray() + np.diag(np.maximum(found.variances, VARIANCE_FLOOR))
    contrasts = np.hstack([np.full((found.order.size - 1, 1), -1.0), np.eye(found.order.size - 1)])
    values, vectors = np.linalg.eigh(contrasts @ covariance @ contrasts.T)
    apart = np.round(contrasts @ found.estimates, DECIDING_DECIMALS)
    along = (vectors.T @ apart) ** 2 / np.maximum(values, VARIANCE_FLOOR)
    return float(chdtrc(found.order.size - 1, along.sum()))


def _runs(found: Separation, reason: str | None, order: IntArray) -> tuple[Run, ...]:
    """Return the tie groups; a single one where no difference is shown, none for one contract."""
    if reason is None:
        return tie_groups(found)
    if reason == "no_difference_shown":
        return (Run(tuple(int(index) for index in order), 1, order.size),)
    return ()


def _named(runs: tuple[Run, ...], contracts: Sequence[str]) -> tuple[TieGroup, ...]:
    return tuple(
        TieGroup(number, tuple(contracts[m] for m in run.members), run.band_low, run.band_high)
        for number, run in enumerate(runs, start=1)
    )


def _comparisons(
    contracts: Sequence[str],
    found: Separation,
    posterior: Posterior,
    counts: Sparse,
    order: IntArray,
    reason: str | None,
) -> tuple[Comparison, ...]:
    first, second = compared_pairs(order)
    if not first.size:
        return ()
    probability = probability_better(posterior, found.shared, first, second)
    is_separated = found.is_separated(first, second) & (reason is None)
    covariance = pair_values(found.shared, first, second)
    variance = difference_variances(found.variances[first], found.variances[second], covariance)
    columns = (
        [contracts[index] for index in first],
        [contracts[index] for index in second],
        differences(found.estimates, first, second).tolist(),
        np.sqrt(variance).tolist(),
        probability.tolist(),
        is_separated.tolist(),
        pair_values(counts, first, second).astype(np.int64).tolist(),
    )
    return tuple(Comparison(*row) for row in zip(*columns, strict=True))


def _between_figure(between: BetweenVariance | None, count: int) -> Figure:
    if between is None:
        return Figure(reason="single_contract" if count else "no_contracts")
    if count < FEWEST_FOR_SHRINKAGE:
        return Figure(reason="too_few_providers")
    return Figure(between.value)


def _heterogeneity_figure(found: Separation, between: BetweenVariance | None) -> Figure:
    """Return the p-value; with many contracts that of the plain Q, which needs no J x J inverse."""
    if between is None:
        return Figure(reason="no_contracts" if found.order.size == 0 else "single_contract")
    if found.order.size < FEWEST_FOR_SHRINKAGE:
        return Figure(heterogeneity_p(found))
    return Figure(between.p_value)


def _rank_results(
    found: Separation, runs: tuple[Run, ...], reason: str | None
) -> tuple[RankResult, ...]:
    """Return each contract's band, tie groups and place; blank but for the groups if unranked."""
    groups: dict[int, list[int]] = {}
    for number, run in enumerate(runs, start=1):
        for member in run.members:
            groups.setdefault(member, []).append(number)
    places = np.argsort(found.order) + 1
    bands = rank_bands(found)
    return tuple(
        RankResult(
            band_low=None if reason else int(bands[index, 0]),
            band_high=None if reason else int(bands[index, 1]),
            tie_groups=tuple(groups.get(index, ())),
            place_in_order=None if reason else int(places[index]),
            reason=reason,
        )
        for index in range(found.order.size)
    )


def _figures(values: FloatArray | None, count: int, reason: str | None) -> tuple[Figure, ...]:
    """Return one figure a contract; under a flat prior all are blank with its reason."""
    if values is None or reason is not None:
        return tuple(Figure(reason=reason) for _ in range(count))
    return tuple(Figure(float(value)) for value in values)
