"""Running tasks on the machines of a Dask cluster that read the same files."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from scoring.bundle_schema import ENGINE
from scoring.canonical import file_hash
from scoring.errors import BundleError, MethodError
from scoring.moments.tasks import Task

CONNECT_SECONDS = 10
WORKER_SECONDS = 30  # how long a cluster may be without any worker
TRIES = 3  # a task whose worker dies is run again elsewhere, so often
TASKS_PER_THREAD = 4  # sent ahead, so that no worker waits and none is buried in results


class ClusterExecutor(Executor):
    """Sends tasks to the workers of a cluster and survives the death of some of them."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._pool = client.get_executor(pure=False, retries=TRIES)
        self.window = TASKS_PER_THREAD * max(1, sum(client.nthreads().values()))

    def submit(self, kernel: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        """Send one task; its first argument says which file to read."""
        task, *rest = given
        future = self._pool.submit(run_on_worker, kernel, ENGINE, task, *rest, **named)
        return _Awaited(self._client, future)


class _Awaited:
    """A result that is on its way, for as long as somebody works on it."""

    def __init__(self, client: Any, future: Any) -> None:
        self._client, self._future = client, future

    def result(self) -> Any:
        """Return the result; raises ``no_workers`` where nobody is left to bring it."""
        while True:
            try:
                return self._future.result(timeout=WORKER_SECONDS)
            except TimeoutError:
                _require_workers(self._client)

    def cancel(self) -> bool:
        """Give the task up."""
        return bool(self._future.cancel())


@contextmanager
def cluster_at(address: str) -> Iterator[ClusterExecutor]:
    """Give an executor of the cluster whose scheduler listens at ``address``.

    Every worker must have this version of the engine installed and must find the files of the
    bundle under the same path. What is sent are the plan, codes of contracts and weights; answers
    are read by the workers, and sums come back.

    Raises
    ------
    MethodError
        ``cluster_not_installed``, ``scheduler_unreachable``, ``no_workers``, ``worker_died`` (the
        same task took several workers down) or ``worker_differs``.
    BundleError
        ``worker_cannot_read`` or ``worker_reads_other_file``.
    """
    try:
        # An extra: who scores on one machine need not install it.
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise MethodError(
            "cluster_not_installed", where="scheduler", found=address, allowed="gongping[cluster]"
        ) from error
    try:
        client = Client(  # type: ignore[no-untyped-call]  # it ships types for a part only
            address, timeout=CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise _unreachable(address) from error
    with client:
        _require_workers(client)
        try:
            yield ClusterExecutor(client)
        except KilledWorker as error:
            raise MethodError(
                "worker_died", where="scheduler", found=str(error.task), allowed=TRIES
            ) from error


def _unreachable(address: str) -> MethodError:
    return MethodError(
        "scheduler_unreachable", where="scheduler", found=address, allowed="tcp://HOST:PORT"
    )


def _require_workers(client: Any) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError as error:
        raise MethodError(
            "no_workers", where="scheduler", found=0, allowed="at least one worker"
        ) from error


def run_on_worker(kernel: Callable[..., Any], engine: str, task: Task, *rest: Any) -> Any:
    """Run a task where this worker is, after making sure that it would bring the same result."""
    if engine != ENGINE:
        raise MethodError("worker_differs", where="scheduler", found=ENGINE, allowed=engine)
    try:
        state = task.path.stat()
        found = _known_hash(task.path, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise BundleError(
            "worker_cannot_read",
            file=task.path.name,
            found=str(task.path),
            allowed="a path that all workers share",
        ) from error
    if found != task.digest:
        raise BundleError(
            "worker_reads_other_file", file=task.path.name, found=found, allowed=task.digest
        )
    return kernel(task, *rest)


@lru_cache(maxsize=4_096)
def _known_hash(path: Path, changed_at: int, size: int) -> str:
    """Return the hash of a file, computed once as long as the file stays as it is."""
    return file_hash(path)
