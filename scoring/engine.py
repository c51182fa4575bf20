"""Running the one pass over the responses: here, on several threads, or on any executor."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from scoring.bundle import Bundle
from scoring.errors import MethodError
from scoring.moments.estimates import SurveyEstimates
from scoring.moments.kernels import Recipe, RowFacts, accumulate_runs, read_facts
from scoring.moments.piles import merge
from scoring.moments.products import LARGEST_VALUE, LIMB_BITS
from scoring.moments.solving import solve
from scoring.moments.tasks import Task, tasks_of
from scoring.moments.weighing import Weighed, weigh
from scoring.plan import Plan
from scoring.survey.adjusters import AdjusterGrid, Reach, grid_of
from scoring.survey.coding import code_variables

Progress = Callable[[int, int], None]
Run = Callable[..., Iterator[Any]]
T = TypeVar("T")

ROWS_PER_TASK = 65_536
ROWS_WORTH_THREADS = 2 * ROWS_PER_TASK  # fewer make but one task or two
TASKS_AHEAD = 8  # sent to an executor that does not say how many it wants
LARGEST_WHOLE = 2**62


def estimate(
    bundle: Bundle,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    exact: bool = True,
) -> SurveyEstimates:
    """Return the survey estimates of every contract of a bundle.

    Parameters
    ----------
    workers : int, optional
        Threads to use; by default as many as there are cores.
    executor : Executor, optional
        Runs the tasks instead, here or elsewhere; see :func:`scoring.clusters.cluster_at`.
    progress : callable, optional
        Told ``(done, total)`` after each task.
    exact : bool
        Keep sums in whole numbers, so that any number of workers and any order or division of the
        rows gives the same bits. Data that do not fit the grids are summed in floats, with a note;
        then only the number of workers does not matter. ``False`` also leaves weights unrounded.

    Raises
    ------
    MethodError
        ``worker_died`` where the executor lost the processes that it runs tasks on.
    """
    tasks = _tasks(bundle)
    contracts = tuple(bundle.contracts()["contract"].to_pylist())
    plan = bundle.plan
    with _crew(workers, executor, sum(task.rows for task in tasks)) as run:
        report = _Reporter(progress, 2 * len(tasks))
        facts = list(report(run(read_facts, tasks, [plan] * len(tasks), [contracts] * len(tasks))))
        reaches = _reaches(facts, len(plan.adjusters))
        margins = bundle.margins()
        weighed = weigh(facts, plan, contracts, margins, exact=exact)
        rows = sum(int(fact.counts.sum()) for fact in facts)
        fits = exact and _is_on_grid(plan, reaches, weighed, rows)
        if exact and not fits:
            weighed = weigh(facts, plan, contracts, margins, exact=False)
        recipe = Recipe(
            plan=plan,
            contracts=contracts,
            grids=_grids(plan, reaches),
            has_missing=any(reach.has_missing for reach in reaches),
            exact=fits,
        )
        counts = [fact.counts for fact in facts]
        recipes = [recipe] * len(tasks)
        moments = merge(report(run(accumulate_runs, tasks, recipes, weighed.by_task, counts)))
    return solve(moments, recipe, weighed, bundle.frame())


def _tasks(bundle: Bundle) -> list[Task]:
    """Return the tasks of a bundle, fixed by its files, with absolute paths and their hashes."""
    paths = [path.resolve() for path in bundle.response_parts()]
    digests = {path.name: bundle.manifest["files"].get(f"responses/{path.name}") for path in paths}
    return tasks_of(paths, ROWS_PER_TASK, digests)


@contextmanager
def _crew(workers: int | None, executor: Executor | None, rows: int) -> Iterator[Run]:
    """Give the function that maps a kernel over tasks, in order, wherever tasks run."""
    if executor is not None:
        yield partial(_in_order, executor, getattr(executor, "window", TASKS_AHEAD))
        return
    if workers is None:
        workers = (os.cpu_count() or 1) if rows >= ROWS_WORTH_THREADS else 1
    if workers <= 1:
        yield map
        return
    # Threads, for the kernels spend their time outside the interpreter; nothing is copied.
    with ThreadPoolExecutor(workers) as pool:
        yield partial(_in_order, pool, 2 * workers)


def _in_order(
    executor: Executor, window: int, kernel: Callable[..., T], *columns: Iterable[Any]
) -> Iterator[T]:
    """Yield results in the order of the tasks, with no more than ``window`` of them sent ahead."""
    sent: deque[Future[T]] = deque()
    try:
        for row in zip(*columns, strict=True):
            if len(sent) >= window:
                yield sent.popleft().result()
            sent.append(executor.submit(kernel, *row))
        while sent:
            yield sent.popleft().result()
    except BrokenExecutor as error:
        raise MethodError(
            "worker_died", where="executor", found=str(error), allowed="living workers"
        ) from error
    finally:
        for future in sent:
            future.cancel()


@dataclass(slots=True)
class _Reporter:
    """Counts finished tasks across both passes."""

    progress: Progress | None
    total: int
    done: int = 0

    def __call__(self, results: Iterator[T]) -> Iterator[T]:
        for result in results:
            self.done += 1
            if self.progress is not None:
                self.progress(self.done, self.total)
            yield result


def _reaches(facts: Sequence[RowFacts], adjusters: int) -> list[Reach]:
    reaches = [Reach(0.0, 0.0, 0, has_missing=False, is_seen=False)] * adjusters
    for fact in facts:
        if len(fact.contract):
            reaches = [a.join(b) for a, b in zip(reaches, fact.reaches, strict=True)]
    return reaches


def _grids(plan: Plan, reaches: Sequence[Reach]) -> tuple[AdjusterGrid, ...]:
    pairs = zip(plan.adjusters, reaches, strict=True)
    return tuple(grid_of(adjuster.code, reach) for adjuster, reach in pairs)


def _is_on_grid(plan: Plan, reaches: Sequence[Reach], weighed: Weighed, rows: int) -> bool:
    """Tell whether no sum of whole numbers can leave 64 bits, whatever the answers are."""
    if any(reach.decimals is None for reach in reaches):
        return False
    values = [coding.largest for coding in code_variables(plan, exact=True)]
    if max(values, default=0.0) >= LARGEST_VALUE:
        return False
    pairs = zip(_grids(plan, reaches), reaches, strict=True)
    spans = [(reach.high - reach.low + 1) * grid.scale for grid, reach in pairs]
    squared = min(max(values, default=0.0), 2.0**LIMB_BITS) ** 2
    largest = max(squared, max([1.0, *values, *spans]) * max([1.0, *spans]))
    return largest * max(weighed.largest, 1.0) * max(rows, 1) < LARGEST_WHOLE
