"""What a reader of a ranking asks for on the spot: ``python benchmarks/targets.py``.

1,000 units x 40 indicators in 4 levels with 2 of 100 values missing: four choices at once, one
weight changed, and the places that the data do not exclude.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring.profiling.marginal_places import marginal_places
from scoring.robustness.factors import Factor, FactorKind
from scoring.robustness.places import falling_places
from scoring.robustness.reweighting import WeightTree, effective_leaf_weights, rescore
from scoring.robustness.uncertainty import vary

UNITS, INDICATORS, WEIGHT_SETS, REPEATS = 1_000, 40, 100, 3
LIMITS = {"uncertainty": 0.6, "one weight": 0.001, "rank sets": 10.0}


def tree() -> tuple[WeightTree, dict[str, float]]:
    """Forty leaves in ten groups of four parents under one top."""
    parents: dict[str, str | None] = {f"i{k}": f"g{k // 4}" for k in range(INDICATORS)}
    parents |= {f"g{k}": f"d{k % 4}" for k in range(10)} | {f"d{k}": "total" for k in range(4)}
    weights = {code: 1.0 + place % 3 for place, code in enumerate(parents)}
    return WeightTree({**parents, "total": None}), weights


def scorer(values: np.ndarray, weights: np.ndarray) -> Callable[[Mapping[str, str]], np.ndarray]:
    """Return a scorer of four choices; what two runs share is computed once."""
    is_known = ~np.isnan(values)

    @cache
    def normalised(points: str, way: str) -> np.ndarray:
        # The p largest and the p smallest values of an indicator come down to the next.
        order = np.sort(np.where(is_known, values, np.inf), axis=0)
        count, p = is_known.sum(axis=0), int(points)
        columns = np.arange(values.shape[1])
        bounds = order[p, columns], order[count - 1 - p, columns]
        inside = np.clip(values, *bounds)
        if way == "min-max":
            return 1 + 99 * (inside - bounds[0]) / (bounds[1] - bounds[0])
        centred = (inside - np.nanmean(inside, axis=0)) / np.nanstd(inside, axis=0)
        return np.maximum(50 + 10 * centred, 1.0)

    @cache
    def prepared(points: str, way: str, mean: str) -> np.ndarray:
        table = normalised(points, way)
        return np.where(is_known, np.log(table) if mean == "geometric" else table, 0.0)

    shares = weights / weights.sum(axis=1, keepdims=True)
    known = is_known.astype(float) @ shares.T  # what is missing gives its weight to the rest

    def score(levels: Mapping[str, str]) -> np.ndarray:
        number = int(levels["weights"])
        table = prepared(levels["winsorising"], levels["normalisation"], levels["mean"])
        total = table @ shares[number] / known[:, number]
        return np.exp(total) if levels["mean"] == "geometric" else total

    return score


def best_of(step: Callable[[], object]) -> float:
    """Return the shortest of a few runs, in seconds."""
    took = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        step()
        took.append(time.perf_counter() - begun)
    return min(took)


def rows(seed: int) -> dict[str, tuple[str, Callable[[], object]]]:
    """What is timed: its sentence and its step."""
    chance = np.random.default_rng(seed)
    values = chance.normal(60, 12, (UNITS, INDICATORS))
    values[chance.random(values.shape) < 0.02] = np.nan
    form, stated = tree()
    many = {code: w * chance.uniform(0.8, 1.2, WEIGHT_SETS) for code, w in stated.items()}
    sets = effective_leaf_weights(form, many, WEIGHT_SETS)
    factors = (
        Factor("winsorising", FactorKind.TREATMENT, tuple("12345")),
        Factor("normalisation", FactorKind.NORMALISATION, ("min-max", "z-score")),
        Factor("weights", FactorKind.WEIGHTS, tuple(str(k) for k in range(WEIGHT_SETS))),
        Factor("mean", FactorKind.AGGREGATION, ("arithmetic", "geometric")),
    )
    filled = np.nan_to_num(values, nan=60.0)
    errors = chance.uniform(1.0, 4.0, UNITS)
    totals = chance.normal(75, 4, UNITS) + np.sqrt(errors) * chance.normal(size=UNITS)
    return {
        "uncertainty": (
            "4 factors, 2,000 combinations, Sobol indices of every unit, 1,000 x 40",
            lambda: vary(factors, scorer(values, sets)),
        ),
        "one weight": (
            "one weight changed, new scores and places, 1,000 x 40",
            lambda: falling_places(rescore(filled, effective_leaf_weights(form, stated))),
        ),
        "rank sets": (
            "marginal rank sets, stepped down, of 1,000 contracts",
            lambda: marginal_places(totals, errors),
        ),
    }


def main() -> int:
    """Print seconds beside each target; the answer is 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    missed = 0
    for name, (sentence, step) in rows(parser.parse_args().seed).items():
        seconds = best_of(step)
        missed += seconds > LIMITS[name]
        verdict = "met" if seconds <= LIMITS[name] else "MISSED"
        print(f"{sentence:<74}{seconds:>9.4f} s of {LIMITS[name]:>6.3f}: {verdict}", flush=True)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
