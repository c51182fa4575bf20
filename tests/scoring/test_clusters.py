"""This room is for the promise that a cluster of machines cannot show in a score, nor can death."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scoring import bundle_files
from scoring.bundle import Bundle
from scoring.bundle_schema import ENGINE
from scoring.canonical import file_hash
from scoring.clusters import cluster_at, run_on_worker
from scoring.engine import estimate
from scoring.errors import BundleError, MethodError
from scoring.evaluate import evaluate
from scoring.moments.kernels import read_facts
from scoring.moments.tasks import tasks_of
from scoring.output import write_output
from scoring.scorebook import ScoreBook
from tests.bundles import bits_of
from tests.scoring.test_engine import margins, random_columns, rich_plan, survey_bundle

PARTS = 60
STARTED = 60  # seconds within which a scheduler and two workers must be there
HOUSE = Path(__file__).parents[2]


def bundle_of_many_parts(path: Path) -> Bundle:
    """A bundle whose responses are cut into many files, hence many tasks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle_files, "ROWS_PER_PART", 10)
        columns = random_columns(7, PARTS * 10)
        codes = ["k1", "k2", "k3", "k4"]
        return survey_bundle(path, rich_plan(), columns, margins=margins(), codes=codes)


class Cluster:
    """A scheduler and its workers, each a process of its own on this machine."""

    def __init__(self, folder: Path) -> None:
        self.address_file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        quiet = ["--no-dashboard", "--scheduler-file", str(self.address_file)]
        self.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", *quiet)
        for _ in range(2):
            self.add_worker()

    def start(self, program: str, *options: str) -> None:
        """Start one process, with the house on its path."""
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
        self.processes.append(
            subprocess.Popen(  # noqa: S603 - our own interpreter and options
                command,
                cwd=HOUSE,
                env={**os.environ, "PYTHONPATH": str(HOUSE)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def add_worker(self) -> None:
        """Start a worker that nobody starts again when it dies."""
        self.start(
            "dask_worker",
            *("--scheduler-file", str(self.address_file), "--host", "127.0.0.1"),
            *("--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0"),
            *("--local-directory", str(self.address_file.parent)),
        )

    @property
    def address(self) -> str:
        """Where the scheduler listens; waits until two workers are there."""
        from distributed import Client

        end = time.monotonic() + STARTED
        while not self.address_file.exists() and time.monotonic() < end:
            time.sleep(0.05)
        client = Client(scheduler_file=str(self.address_file), timeout=STARTED)
        client.wait_for_workers(2, timeout=STARTED)
        address = str(client.scheduler.address)
        client.close()
        return address

    def kill_a_worker(self) -> None:
        """End the last worker as a power cut would."""
        self.processes[-1].send_signal(signal.SIGKILL)
        self.processes.pop().wait()

    def stop(self) -> None:
        """End what is left."""
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield found
    finally:
        found.stop()


def bytes_of(book: ScoreBook, bundle: Bundle, folder: Path) -> dict[str, bytes]:
    """The files of a scoring run."""
    write_output(book, bundle.plan, bundle.path, folder)
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def killer(cluster: Cluster, seen: list[int]) -> Callable[[str, int, int], None]:
    """Progress that kills a worker in the middle of the second pass."""

    def tell(stage: str, done: int, total: int) -> None:
        if stage == "responses":
            seen.append(done)
            if done == total * 5 // 8:
                cluster.kill_a_worker()

    return tell


def test_a_cluster_gives_the_bytes_of_one_process_even_when_a_worker_is_killed(
    cluster: Cluster, tmp_path: Path
) -> None:
    bundle = bundle_of_many_parts(tmp_path / "b")
    alone = bytes_of(evaluate(bundle, workers=1), bundle, tmp_path / "alone")
    address = cluster.address
    with cluster_at(address) as executor:
        book = evaluate(bundle, executor=executor)
        assert bytes_of(book, bundle, tmp_path / "together") == alone
        assert bits_of(estimate(bundle, executor=executor)) == bits_of(estimate(bundle))
        seen: list[int] = []
        book = evaluate(bundle, executor=executor, progress=killer(cluster, seen))
    assert seen == list(range(1, 2 * PARTS + 1))
    assert len(cluster.processes) == 2
    assert bytes_of(book, bundle, tmp_path / "bereft") == alone
    cluster.add_worker()


def test_a_file_that_the_workers_cannot_read_is_named(cluster: Cluster, tmp_path: Path) -> None:
    bundle = bundle_of_many_parts(tmp_path / "b")
    altered = bundle.response_parts()[3]
    altered.write_bytes(bundle.response_parts()[4].read_bytes())
    with pytest.raises(BundleError) as caught, cluster_at(cluster.address) as executor:
        estimate(bundle, executor=executor)
    assert caught.value.code == "worker_reads_other_file"
    assert caught.value.parameters["file"] == altered.name


def test_a_worker_refuses_what_it_cannot_read_or_would_compute_otherwise(tmp_path: Path) -> None:
    bundle = bundle_of_many_parts(tmp_path / "b")
    path = bundle.response_parts()[0]
    (task,) = tasks_of([path], 100, {path.name: file_hash(path)})
    given = (bundle.plan, ("k1", "k2", "k3", "k4"))
    here = read_facts(task, *given)
    assert run_on_worker(read_facts, ENGINE, task, *given).base.tolist() == here.base.tolist()
    with pytest.raises(MethodError, match="worker_differs"):
        run_on_worker(read_facts, "0.0.0", task, *given)
    elsewhere = replace(task, path=tmp_path / "elsewhere.parquet")
    with pytest.raises(BundleError, match="worker_cannot_read"):
        run_on_worker(read_facts, ENGINE, elsewhere, *given)


def test_an_address_where_nobody_answers_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.clusters.CONNECT_SECONDS", 1)
    with pytest.raises(MethodError) as caught, cluster_at("tcp://127.0.0.1:1"):
        pass
    assert caught.value.code == "scheduler_unreachable"
