"""Running scenarios: seeded blocks of evaluations, on as many processes as given."""

import hashlib
import math
import zlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.laboratory.bundles import workshop
from benchmarks.laboratory.scenarios import Scenario
from benchmarks.laboratory.tallies import NAMES, tally
from scoring.evaluate import evaluate

Array = np.ndarray[Any, Any]
BLOCK = 250  # evaluations that share one stream of random numbers


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scenario as measured: mean and Monte-Carlo error of each tally, None where it has none.

    ``code`` is the fingerprint of what was measured, so that no row outlives its pipeline.
    """

    scenario: str
    code: str
    seed: int
    evaluations: int
    means: dict[str, float | None]
    errors: dict[str, float | None]

    @property
    def plain(self) -> dict[str, Any]:
        """The outcome as plain data."""
        return asdict(self)


def fingerprint() -> str:
    """Return a short hash of all rooms of scoring and of the laboratory."""
    here = Path(__file__).parent
    rooms = [*(here.parents[1] / "scoring").rglob("*.py"), *here.glob("*.py")]
    whole = hashlib.sha256()
    for room in sorted(rooms):
        whole.update(room.name.encode() + room.read_bytes())
    return whole.hexdigest()[:12]


def stream(seed: int, scenario: str, block: int) -> np.random.Generator:
    """Return the random numbers of a block: by seed, scenario and block alone."""
    return np.random.default_rng([seed, zlib.crc32(scenario.encode()), block])


def run_block(scenario: Scenario, seed: int, block: int, evaluations: int) -> Array:
    """Return the tallies (evaluations, T) of one block, each through the public pipeline."""
    generator = stream(seed, scenario.code, block)
    rows = []
    with workshop(scenario) as shop:
        for _ in range(evaluations):
            found = tally(evaluate(shop.bundle(generator), workers=1), shop.people.truths)
            rows.append([getattr(found, name) for name in NAMES])
    return np.array(rows)


def blocks_of(evaluations: int) -> list[int]:
    """Return the sizes of the blocks.

    >>> blocks_of(600)
    [250, 250, 100]
    """
    whole, rest = divmod(evaluations, BLOCK)
    return [BLOCK] * whole + ([rest] if rest else [])


def summarise(scenario: str, code: str, seed: int, rows: Array) -> Outcome:
    """Return means and Monte-Carlo errors of tallies (R, T); NaN rows are left out."""
    means: dict[str, float | None] = {}
    errors: dict[str, float | None] = {}
    for place, name in enumerate(NAMES):
        known = rows[~np.isnan(rows[:, place]), place]
        means[name] = float(known.mean()) if len(known) else None
        errors[name] = float(known.std(ddof=1) / math.sqrt(len(known))) if len(known) > 1 else None
    return Outcome(scenario, code, seed, len(rows), means, errors)


def run(
    scenarios: Sequence[Scenario],
    seed: int,
    evaluations: int,
    processes: int,
    finished: Callable[[Outcome], None],
) -> None:
    """Run all scenarios and hand over each outcome as soon as its last block is done."""
    jobs = [
        (scenario, seed, block, size)
        for scenario in scenarios
        for block, size in enumerate(blocks_of(evaluations))
    ]
    code = fingerprint()
    waiting: dict[str, dict[int, Array]] = {scenario.code: {} for scenario in scenarios}
    for (scenario, _, block, _), rows in _results(jobs, processes):
        got = waiting[scenario.code]
        got[block] = rows
        if len(got) == len(blocks_of(evaluations)):
            whole = np.concatenate([got[number] for number in sorted(got)])
            finished(summarise(scenario.code, code, seed, whole))


def _results(
    jobs: Sequence[tuple[Scenario, int, int, int]], processes: int
) -> Iterable[tuple[tuple[Scenario, int, int, int], Array]]:
    if processes <= 1:
        for job in jobs:
            yield job, run_block(*job)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(run_block, *job): job for job in jobs}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:  # an error is told at once, not after all that is still waiting
            pool.shutdown(cancel_futures=True)
