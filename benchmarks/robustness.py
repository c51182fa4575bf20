"""How long robustness takes at several sizes: ``python benchmarks/robustness.py``."""

import argparse
import time
from collections.abc import Callable

import numpy as np

from scoring.disclosure.counts import margins_of, small_counts
from scoring.disclosure.suppression import suppress
from scoring.robustness.acceptability import rank_acceptability, simplex_weights
from scoring.robustness.designs import full_factorial, pick_freeze
from scoring.robustness.flips import smallest_flip
from scoring.robustness.places import falling_places
from scoring.robustness.reweighting import WeightTree, effective_leaf_weights, rescore
from scoring.robustness.sampled_indices import sampled_indices
from scoring.robustness.sobol import exact_indices_of_units

REPEATS = 3
LEVELS = (5, 2, 100, 2, 10)  # 20,000 combinations


def best_of(step: Callable[[], object]) -> float:
    """Return the shortest of a few runs, in seconds."""
    took = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        step()
        took.append(time.perf_counter() - begun)
    return min(took)


def tree_of(leaves: int, per_group: int) -> tuple[WeightTree, dict[str, float]]:
    """A tree of three levels: leaves in groups under one top."""
    parents: dict[str, str | None] = {f"i{k}": f"g{k // per_group}" for k in range(leaves)}
    parents |= {f"g{k}": "total" for k in range((leaves + per_group - 1) // per_group)}
    weights = {code: 1.0 + (place % 3) for place, code in enumerate(parents)}
    return WeightTree({**parents, "total": None}), weights


def rows(seed: int) -> dict[str, Callable[[], object]]:
    """What is timed, by its name."""
    chance = np.random.default_rng(seed)
    scores = chance.uniform(0, 100, (1_000, 40))
    tree, weights = tree_of(40, 8)
    many = {code: weight * chance.uniform(0.8, 1.2, 2_000) for code, weight in weights.items()}
    shares = effective_leaf_weights(tree, weights)
    dimensions = chance.uniform(0, 100, (24, 4))
    cone = simplex_weights(4, [True, False, False, False])
    outputs = chance.normal(size=(len(full_factorial(LEVELS)), 200))
    points = pick_freeze(10, 4_096).points
    table = chance.poisson(9, (8, 6))
    return {
        "one re-weighting and its places, 1,000 x 40": lambda: falling_places(
            rescore(scores, shares)
        ),
        "2,000 weight sets and their places, 1,000 x 40": lambda: falling_places(
            rescore(scores, effective_leaf_weights(tree, many, 2_000))
        ),
        "rank acceptability in the cone, 24 x 4, 131,072 draws": lambda: rank_acceptability(
            dimensions, cone
        ),
        "exact Sobol of 200 units, 20,000 combinations": lambda: exact_indices_of_units(
            outputs, LEVELS
        ),
        "sampled Sobol, 10 factors, 4,096 points, 500 bootstraps": lambda: sampled_indices(
            points.sum(axis=2) + points[..., 0] * points[..., 1]
        ),
        "smallest flip, 24 x 4": lambda: smallest_flip(
            dimensions, [35, 30, 20, 15], [True, False, False, False]
        ),
        f"cheapest suppression, 8 x 6 with {int(small_counts(table.ravel()).sum())} small": (
            lambda: suppress(table.ravel(), margins_of((8, 6)), small_counts(table.ravel()))
        ),
    }


def main() -> None:
    """Print a table: the best of three runs of each step, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    for name, step in rows(chosen.seed).items():
        print(f"{name:<60}{best_of(step) * 1000:>12.2f} ms", flush=True)


if __name__ == "__main__":
    main()
