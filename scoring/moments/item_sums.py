"""How answers go together within contracts: sums and products of the items of a scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scoring.moments.runs import run_starts, sum_runs
from scoring.plan import BENEFICIARY_SURVEY, Dimension, Plan, Variable
from scoring.survey.coding import Coded, VariableCoding, code_variables

Array = np.ndarray[Any, Any]
LARGEST_EXACT_FLOAT = 2**53
DRIVERS = "drivers"  # the set of satisfaction inputs; the others are named after their variable


@dataclass(frozen=True, slots=True)
class ItemSet:
    """Columns that are looked at together: ``codings`` (M), of items or of survey inputs."""

    code: str
    codings: tuple[VariableCoding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ItemSums:
    """Sums over respondents who answered all M columns of a set, in units of their codings.

    ``counts`` (J,), ``sums`` (J, M) by contract, and ``products`` (M, M) over all contracts; whole
    numbers in exact mode.
    """

    counts: Array
    sums: Array
    products: Array


def item_sets(plan: Plan, *, exact: bool) -> tuple[ItemSet, ...]:
    """Return the sets of a plan: each scale of two or more items, and the satisfaction inputs.

    The first of the satisfaction inputs is the one that carries most points: it stands for the
    overall answer. There is no such set where two carry as much, or where there are none beside it.
    """
    codings = {coding.code: coding for coding in code_variables(plan, exact=exact)}
    scales = [row for row in plan.variables if row.method == "mean" and len(row.items) > 1]
    sets = [ItemSet(row.code, _items(plan, row, exact)) for row in scales]
    inputs = satisfaction_inputs(plan)
    if len(inputs) > 1:
        sets.append(ItemSet(DRIVERS, tuple(codings[code] for code in inputs)))
    return tuple(sets)


def satisfaction_inputs(plan: Plan) -> tuple[str, ...]:
    """Return the survey inputs of the satisfaction dimensions, the heaviest first; else nothing."""
    points: dict[str, float] = {}
    for node in plan.dimensions:
        if node.is_satisfaction:
            for code, worth in _worth(node):
                points[code] = points.get(code, 0.0) + worth
    falling = sorted(points, key=lambda code: -points[code])
    if len(falling) < 2 or points[falling[0]] == points[falling[1]]:
        return ()
    return tuple(falling)


def _worth(node: Dimension) -> Sequence[tuple[str, float]]:
    parts = [
        part for leaf in node.indicators for part in leaf.parts if part.source == BENEFICIARY_SURVEY
    ]
    return [(part.input, float(part.points)) for part in parts]


def _items(plan: Plan, scale: Variable, exact: bool) -> tuple[VariableCoding, ...]:
    alone = tuple(Variable(code, "mean", (code,)) for code in scale.items)
    return code_variables(replace(plan, variables=alone), exact=exact)


def item_sums(
    sets: Sequence[ItemSet], answers: Mapping[str, Array], contract: Array, contracts: int
) -> tuple[ItemSums, ...]:
    """Return the sums of a task's accepted rows, one object a set.

    ``answers`` holds the int16 codes (n,) of each item, ``contract`` (n,) whose they are.
    """
    return tuple(
        _sums([coding.apply(answers) for coding in row.codings], contract, contracts)
        for row in sets
    )


def _sums(columns: Sequence[Coded], contract: Array, contracts: int) -> ItemSums:
    complete = np.flatnonzero(np.logical_and.reduce([column.known for column in columns]))
    owner = contract[complete]
    values = np.stack([column.values[complete] for column in columns], axis=1)
    if np.any(owner[1:] < owner[:-1]):
        order = np.argsort(owner, kind="stable")
        owner, values = owner[order], values[order]
    starts = run_starts(owner)
    sums = np.zeros((contracts, len(columns)), values.dtype)
    sums[owner[starts]] = sum_runs(values, starts)
    largest = float(np.abs(values).max(initial=0))
    if values.dtype != np.float64 and largest**2 * len(values) < LARGEST_EXACT_FLOAT:
        # Every partial sum is a whole number below 2**53, so the fast float product is exact.
        floats = values.astype(np.float64)
        products = (floats.T @ floats).astype(values.dtype)
    else:
        products = values.T @ values
    return ItemSums(np.bincount(owner, minlength=contracts), sums, products)


def merge_item_sums(parts: Sequence[tuple[ItemSums, ...]]) -> tuple[ItemSums, ...]:
    """Return the sums of all parts, set by set."""
    return tuple(
        ItemSums(
            np.sum([row.counts for row in rows], axis=0),
            np.sum([row.sums for row in rows], axis=0),
            np.sum([row.products for row in rows], axis=0),
        )
        for rows in zip(*parts, strict=True)
    )


def within_covariance(found: ItemSums, codings: Sequence[VariableCoding]) -> tuple[Array, int]:
    """Return the covariance (M, M) of the columns within contracts, points squared, and its base.

    The base is the number of respondents; where no degree of freedom is left all is 0.
    """
    count = int(found.counts.sum())
    degrees = count - int(np.count_nonzero(found.counts))
    if degrees <= 0:
        return np.zeros(found.products.shape), count
    unit = np.array([float(coding.unit) for coding in codings])
    own = found.counts > 0
    sums = found.sums[own] * unit
    between = sums.T @ (sums / found.counts[own][:, None])
    inside = found.products * np.outer(unit, unit) - between
    return np.asarray((inside + inside.T) / (2 * degrees)), count


def column_means(found: ItemSums, codings: Sequence[VariableCoding]) -> Array:
    """Return the mean points (M,) of the columns over all respondents of the set; 0 without any."""
    count = int(found.counts.sum())
    unit = np.array([float(coding.unit) for coding in codings])
    return np.asarray(found.sums.sum(axis=0) * unit / max(count, 1))
