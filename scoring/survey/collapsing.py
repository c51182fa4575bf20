"""Joining strata and weighting classes that are too small to stand alone, and saying which."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.errors import MethodError
from scoring.survey.designs import Stage
from scoring.survey.nonresponse import class_factors

Array = np.ndarray[Any, Any]
LEAST_DRAWN = 30
LARGEST_FACTOR = 2.5


@dataclass(frozen=True, slots=True)
class Collapsed:
    """Groups (n,), numbered from 0 in their order, and the former labels that each one joins."""

    groups: Array
    joined: tuple[tuple[Any, ...], ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything was joined, which must be shown beside the figures."""
        return any(len(labels) > 1 for labels in self.joined)


def collapse_strata(stage: Stage) -> tuple[Stage, Collapsed]:
    """Join each stratum of a single unit to the one before it, the first to the one after it.

    Parameters
    ----------
    stage : Stage
        The first stage. Strata are neighbours in the order of their names, as in the moments of
        contracts. A unit that is all of its stratum stays alone: it was taken with certainty.

    Returns
    -------
    Stage
        With joined strata; their population is the sum, so give the design its weights from
        before, which are those of the draw. The variance of what is joined is overstated by the
        difference of its means, never understated (Cochran 1977, 5A.12).
    Collapsed
        What was joined.

    Raises
    ------
    MethodError
        ``wrong_shape``; ``lonely_unit`` where only one stratum, of one unit, is left.

    Examples
    --------
    >>> stage, found = collapse_strata(Stage(np.arange(4), np.array(["a", "b", "b", "c"])))
    >>> stage.strata.tolist(), found.joined
    ([0, 0, 0, 0], (('a', 'b', 'c'),))
    """
    units = np.asarray(stage.units)
    strata = np.zeros(len(units), np.int64) if stage.strata is None else np.asarray(stage.strata)
    if strata.shape != units.shape:
        raise MethodError("wrong_shape", where="strata", found=strata.shape, allowed=units.shape)
    labels, codes = np.unique(strata, return_inverse=True)
    # A name that stands in two strata is two units, also once the strata are joined.
    names = np.unique(units, return_inverse=True)[1]
    _, first, nested = np.unique(
        codes * (len(units) + 1) + names, return_index=True, return_inverse=True
    )
    counts = np.bincount(codes[first])
    clients = _clients(stage, codes, len(labels), units.shape)
    groups = _chained(counts, clients == counts)
    joined = tuple(tuple(labels[place].item() for place in group) for group in groups)
    number = np.empty(len(labels), np.int64)
    sums = np.empty(len(groups))
    for place, group in enumerate(groups):
        number[group] = place
        sums[place] = clients[group].sum()
    found = Collapsed(number[codes], joined)
    population = None if stage.population is None else sums[found.groups]
    return Stage(nested, found.groups, population), found


def collapse_classes(
    weights: Array,
    answered: Array,
    classes: Array,
    *,
    least: int = LEAST_DRAWN,
    largest: float = LARGEST_FACTOR,
) -> Collapsed:
    """Join neighbouring weighting classes until each is large enough and no factor too large.

    Parameters
    ----------
    weights, answered, classes
        As for the nonresponse factors; classes are neighbours in the order of their names, so
        name them by what orders them (an age band, a quintile).
    least : int
        Drawn cases that a class needs.
    largest : float
        Factor that a class may have.

    Returns
    -------
    Collapsed
        One class at the end where nothing else will do, whatever its size and factor.

    Raises
    ------
    MethodError
        ``class_without_respondents`` where nobody answered at all, and what the factors raise.

    Examples
    --------
    >>> ages = np.repeat(["a", "b", "c"], [40, 10, 40])
    >>> collapse_classes(np.ones(90), np.ones(90, bool), ages).joined
    (('a', 'b'), ('c',))
    """
    class_factors(weights, answered, np.zeros(len(answered)))
    if np.shape(classes) != np.shape(answered):
        found = np.shape(classes)
        raise MethodError("wrong_shape", where="classes", found=found, allowed=np.shape(answered))
    labels, codes = np.unique(classes, return_inverse=True)
    counts = np.bincount(codes).astype(np.float64)
    drawn = np.bincount(codes, weights)
    replied = np.bincount(codes, weights * np.asarray(answered, np.bool_))
    groups = [[place] for place in range(len(labels))]
    while len(groups) > 1:
        size = np.array([counts[group].sum() for group in groups])
        reached = np.array([replied[group].sum() for group in groups])
        total = np.array([drawn[group].sum() for group in groups])
        weak = (size < least) | (total > largest * reached)
        if not weak.any():
            break
        place = int(np.flatnonzero(weak)[np.argmin(size[weak])])
        around = [near for near in (place - 1, place + 1) if 0 <= near < len(groups)]
        other = min(around, key=lambda near: size[near])
        first, second = sorted((place, other))
        groups[first : second + 1] = [groups[first] + groups[second]]
    number = np.empty(len(labels), np.int64)
    for place, group in enumerate(groups):
        number[group] = place
    joined = tuple(tuple(labels[one].item() for one in group) for group in groups)
    return Collapsed(number[codes], joined)


def _clients(stage: Stage, codes: Array, count: int, shape: tuple[int, ...]) -> Array:
    """Return the population (H,) of each stratum; 0 where none is told."""
    clients = np.zeros(count)
    if stage.population is not None:
        population = np.asarray(stage.population, np.float64)
        if population.shape != shape:
            found = population.shape
            raise MethodError("wrong_shape", where="population", found=found, allowed=shape)
        clients[codes] = population
        if (clients[codes] != population).any():
            raise MethodError(
                "population_varies",
                where="strata",
                found="several",
                allowed="one population for a stratum",
            )
    return clients


def _chained(counts: Array, certain: Array) -> list[list[int]]:
    """Return the places of the strata that go together, in their order."""
    alone = [[int(place)] for place in np.flatnonzero(certain)]
    kept: list[list[int]] = []
    for place in np.flatnonzero(~certain).tolist():
        if kept and (counts[place] == 1 or counts[kept[-1]].sum() == 1):
            kept[-1].append(place)
        else:
            kept.append([place])
    if len(kept) == 1 and counts[kept[0]].sum() == 1:
        raise MethodError(
            "lonely_unit", where="strata", found=1, allowed="two units in each stratum"
        )
    return sorted([*alone, *kept])
