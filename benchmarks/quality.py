"""How long the quality checks take at several sizes: ``python benchmarks/quality.py``."""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np

from scoring.quality.covariances import covariance_distances
from scoring.quality.duplicates import largest_shares
from scoring.quality.interviewers import interviewer_funnel
from scoring.quality.speed import relative_speed
from scoring.quality.straightlining import straight_lines

ITEMS = 20
# Responses, contracts; each contract has 30 interviewers.
SIZES = ((1_000, 1), (10_000, 10), (100_000, 100))
INTERVIEWERS = 30
ALL_WITH_ALL = 20_000
STEPS = ("speed", "straight", "copies", "covariance", "funnel")


def timed(step: Callable[[], object]) -> float:
    """Return the seconds a step takes."""
    begun = time.perf_counter()
    step()
    return time.perf_counter() - begun


def measure(size: int, contracts: int, seed: int) -> str:
    """Return the row of one size; copies are looked for within the contract."""
    chance = np.random.default_rng(seed)
    trait = chance.normal(size=(size, 1))
    codes = np.clip(np.round(4 + trait + chance.normal(size=(size, ITEMS))), 1, 5).astype(np.int64)
    contract = np.repeat(np.arange(contracts), size // contracts)
    interviewer = contract * INTERVIEWERS + chance.integers(0, INTERVIEWERS, size)
    seconds = chance.lognormal(6, 0.3, size)
    flags = chance.random(size) < 0.05
    took = [
        timed(lambda: relative_speed(seconds, np.full(size, ITEMS), np.zeros(size))),
        timed(lambda: straight_lines(codes)),
        timed(lambda: largest_shares(codes, contract)),
        timed(lambda: covariance_distances(codes[:, :8], interviewer, contract, draws=200)),
        timed(lambda: interviewer_funnel(flags, interviewer, contract)),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{size:>10,}{contracts:>10,}{''.join(f'{second:>12.3f}' for second in took)}{peak:>8.0f}"
    )


def all_with_all(size: int, seed: int) -> str:
    """Return how long it takes to compare everybody with everybody, without blocks."""
    codes = np.random.default_rng(seed).integers(1, 6, (size, ITEMS))
    took = timed(lambda: largest_shares(codes))
    pairs = size * (size - 1) / 2
    return f"all with all: {size:,} responses, {took:.2f} s, {took / pairs * 1e9:.2f} ns a pair"


def main() -> None:
    """Print a table: seconds of each check and peak memory in MB so far."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="only the sizes of a county")
    parser.add_argument("--all", action="store_true", help="100,000 responses all with all")
    chosen = parser.parse_args()
    print(f"{'responses':>10}{'contracts':>10}{''.join(f'{step:>12}' for step in STEPS)}{'MB':>8}")
    for size, contracts in SIZES[: 2 if chosen.small else None]:
        print(measure(size, contracts, chosen.seed), flush=True)
    print(all_with_all(100_000 if chosen.all else ALL_WITH_ALL, chosen.seed))


if __name__ == "__main__":
    main()
