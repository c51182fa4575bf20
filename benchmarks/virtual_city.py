"""How long the virtual city takes at several sizes: ``python benchmarks/virtual_city.py``."""

import argparse
import resource
import time
from collections.abc import Callable
from typing import TypeVar

from surveys.virtual_city.city import build_city
from surveys.virtual_city.fieldwork import conduct_fieldwork
from surveys.virtual_city.measures import administrative_measures
from surveys.virtual_city.sampling import draw_sample
from surveys.virtual_city.tables import to_bundle_tables

# Recipients, contracts, interviews wanted in each.
SIZES = ((50_000, 1, 60), (50_000, 6, 267), (500_000, 100, 1_000), (3_000_000, 1_000, 1_000))
STEPS = ("city", "sample", "fieldwork", "measures", "tables")
T = TypeVar("T")


def timed(seconds: list[float], step: Callable[[], T]) -> T:
    """Run a step and note how long it took."""
    begun = time.perf_counter()
    result = step()
    seconds.append(time.perf_counter() - begun)
    return result


def measure(recipients: int, contracts: int, completes: int, seed: int) -> str:
    """Return the row of one size."""
    seconds: list[float] = []
    city = timed(seconds, lambda: build_city(seed, recipients, contracts))
    sample = timed(seconds, lambda: draw_sample(city, seed, completes=completes))
    fieldwork = timed(seconds, lambda: conduct_fieldwork(city, sample, seed))
    measures = timed(seconds, lambda: administrative_measures(city, None, seed))
    timed(seconds, lambda: to_bundle_tables(city, sample, fieldwork, measures))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times = "".join(f"{second:>11.3f}" for second in seconds)
    return f"{recipients:>10,}{contracts:>10,}{len(fieldwork):>11,}{times}{peak:>9.0f}"


def main() -> None:
    """Print a table: seconds of each step and peak memory in MB so far."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="only the sizes of the demo")
    chosen = parser.parse_args()
    steps = "".join(f"{step:>11}" for step in STEPS)
    print(f"{'people':>10}{'contracts':>10}{'interviews':>11}{steps}{'MB':>9}")
    for recipients, contracts, completes in SIZES[: 2 if chosen.small else None]:
        print(measure(recipients, contracts, completes, chosen.seed), flush=True)


if __name__ == "__main__":
    main()
