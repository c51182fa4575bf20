"""Sobol indices and rank acceptability against full factorials, exact integrals and simulation."""

from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from scoring.robustness.acceptability import rank_acceptability, simplex_weights
from scoring.robustness.designs import pick_freeze
from scoring.robustness.places import falling_places
from scoring.robustness.sampled_indices import SampledIndices, sampled_indices
from scoring.robustness.sobol import NO_VARIANCE, Indices, exact_indices, exact_indices_of_units
from tests.reference.comparing import Between, Case, Tolerance
from tests.reference.composites import columns_of
from tests.reference.reading import read_json, rows_of

FACTORS = ("winmax", "normalisation", "weight_set", "aggregation")
COUNTS = (5, 2, 10, 2)
RUNS = "composite/asem_default/factorial_runs.csv"
EXACT = "composite/asem_default/expected_sobol_exact.json"
ISHIGAMI = "composite/sobol/ishigami.json"
DIMENSIONS = ("OUT", "PM", "SOC", "SAT")
SEEDS = range(20)


def by_factor(values: Any) -> dict[str, float]:
    """Indices by the names of the factors."""
    return dict(zip(FACTORS, values, strict=True))


def of_pairs(found: Indices) -> dict[str, float]:
    """Shares of pairs by the names of the factors."""
    return {f"{FACTORS[i]}*{FACTORS[j]}": share for (i, j), share in (found.second or {}).items()}


def factorial(folder: Path) -> dict[str, Any]:
    """Exact indices of the whole factorial: of the mean change and of each unit's place."""
    runs = columns_of(folder / RUNS)
    units = [name for name in runs if name not in (*FACTORS, "mean_abs_rank_change")]
    places = falling_places(np.column_stack([runs[unit] for unit in units]))
    mean = exact_indices(runs["mean_abs_rank_change"], COUNTS)
    each = exact_indices_of_units(places.astype(float), COUNTS)
    quantiles = np.quantile(places, [0.05, 0.5, 0.95], axis=0)
    ends = np.stack([*quantiles, places.min(axis=0), places.max(axis=0)], axis=1)
    names = ("q05", "median", "q95", "min", "max")
    return {
        "target_mean_abs_rank_change": {
            "mean": mean.mean, "variance_population": mean.variance,
            "S1": by_factor(mean.first), "ST": by_factor(mean.total), "S2": of_pairs(mean),
        },
        "rank_quantiles_over_all_runs": {
            unit: dict(zip(names, row, strict=True)) for unit, row in zip(units, ends, strict=True)
        },
        "per_unit_rank_sensitivity": {
            unit: {"S1": by_factor(one.first), "ST": by_factor(one.total)}
            for unit, one in zip(units, each, strict=True)
            if one.reason != NO_VARIANCE
        },
    }  # fmt: skip  # one figure of the file each


def ishigami(points: np.ndarray, case: dict[str, Any]) -> np.ndarray:
    """The test function of the case."""
    low, high = np.array(case["bounds"]).T
    x = low + (high - low) * points
    value = np.sin(x[..., 0]) + case["a"] * np.sin(x[..., 1]) ** 2
    return np.asarray(value + case["b"] * x[..., 2] ** 4 * np.sin(x[..., 0]))


def held(found: SampledIndices, case: dict[str, Any]) -> list[np.ndarray]:
    """Which expectations lie inside the estimate's own 95 % interval."""
    pairs = (("S1", found.first_low, found.first_high), ("ST", found.total_low, found.total_high))
    inside = []
    for name, low, high in pairs:
        assert low is not None
        assert high is not None
        wanted = np.array(case["expected"][name], dtype=float)
        inside.append((low <= wanted) & (wanted <= high))
    return inside


def sampled(folder: Path) -> dict[str, Any]:
    """The share of 20 seeds whose own interval holds each index, and one large run."""
    case = read_json(folder / ISHIGAMI)
    tried = [
        held(sampled_indices(ishigami(pick_freeze(3, 1024, seed).points, case)), case)
        for seed in SEEDS
    ]
    first, total = np.mean(np.array(tried, dtype=float), axis=0)
    many = sampled_indices(ishigami(pick_freeze(3, 2**14).points, case), bootstraps=50)
    return {
        "held_S1": first, "held_ST": total,
        "variance": many.variance, "S1": many.first, "ST": many.total,
    }  # fmt: skip  # one figure of the file each


def published_sampled(folder: Path) -> dict[str, Any]:
    """The file, and that nine seeds of ten hold it."""
    wanted = read_json(folder / ISHIGAMI)["expected"]
    nine = [Between(0.9, 1.0)] * 3
    return wanted | {"held_S1": nine, "held_ST": nine}


def acceptability(space: str, folder: Path) -> dict[str, Any]:
    """How often each contractor holds each place over all weights, or over the cone."""
    path = folder / "composite" / "contractors_a" / "expected_stage_aggregated.csv"
    columns = columns_of(path, *DIMENSIONS)
    heaviest = None if space == "uniform" else [code == "SAT" for code in DIMENSIONS]
    weights = simplex_weights(4, heaviest, draws=2**16)
    scores = np.column_stack([columns[code] for code in DIMENSIONS])
    shares = rank_acceptability(scores, weights).shares
    return {
        "uCode": [row["uCode"] for row in rows_of(path)],
        **{f"rank_{place}": column for place, column in enumerate(shares.T, 1)},
    }


def shares_file(space: str) -> str:
    """The file of one space of weights."""
    return f"composite/contractors_a/expected_rank_acceptability_{space}.csv"


def published_shares(space: str, folder: Path) -> dict[str, Any]:
    """The shares by place."""
    return columns_of(folder / shares_file(space))


CASES = (
    Case(
        "composite/asem_default sobol", factorial, lambda folder: read_json(folder / EXACT),
        (RUNS, EXACT), given=("definition",),
    ),
    Case(
        "composite/sobol ishigami", sampled, published_sampled, (ISHIGAMI,),
        Tolerance(0.01, unit="absolute"),
        special={"variance": Tolerance(0.005)},
        left={"S2/*": "sampled runs give first and total indices; pairs come from full factorials"},
    ),
    *(
        Case(
            f"composite/contractors_a acceptability, {name}", partial(acceptability, space),
            partial(published_shares, space), (shares_file(space),),
            Tolerance(0.004, unit="absolute"),
        )
        for space, name in (("uniform", "all weights"), ("sat_heaviest", "SAT heaviest"))
    ),
)  # fmt: skip  # a case a paragraph
