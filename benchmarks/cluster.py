"""The pass over the answers on one and on two Dask workers: ``python benchmarks/cluster.py``."""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOUSE))

STARTED = 60  # seconds within which the workers must be there


def started(folder: Path, program: str, *options: str) -> "subprocess.Popen[bytes]":
    """Start a scheduler or a worker."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter and options
        [sys.executable, "-m", f"distributed.cli.{program}", *options],
        cwd=HOUSE,
        env={**os.environ, "PYTHONPATH": str(HOUSE), "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def cluster_of(workers: int, folder: Path) -> Iterator[str]:
    """Give the address of a scheduler with so many workers, each a process with one thread."""
    from distributed import Client

    file = folder / f"scheduler-{workers}.json"
    place = ["--scheduler-file", str(file), "--host", "127.0.0.1"]
    quiet = ["--no-dashboard", *place]
    alone = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    processes = [started(folder, "dask_scheduler", "--port", "0", *quiet)]
    try:
        processes += [started(folder, "dask_worker", *quiet, *alone) for _ in range(workers)]
        end = time.monotonic() + STARTED
        while not file.exists() and time.monotonic() < end:
            time.sleep(0.05)
        with Client(scheduler_file=str(file), timeout=STARTED) as client:
            client.wait_for_workers(workers, timeout=STARTED)
            address = str(client.scheduler.address)
        yield address
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def main() -> int:
    """Print seconds of the pass by where it ran; the answer is 1 where the bytes differ."""
    from benchmarks._surveys import write_survey
    from scoring.bundle import read_bundle
    from scoring.clusters import cluster_at
    from scoring.engine import estimate

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=2_000_000)
    chosen = parser.parse_args()
    seen = set()

    def timed(name: str, **given: object) -> float:
        begun = time.perf_counter()
        found = estimate(bundle, **given)
        seconds = time.perf_counter() - begun
        pieces = [
            array.tobytes() for row in found.contracts for array in (row.official, row.covariance)
        ]
        digest = hashlib.sha256(b"".join(pieces)).hexdigest()
        seen.add(digest)
        print(f"{name:<24}{seconds:>9.2f} s   {digest[:16]}", flush=True)
        return seconds

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        bundle = read_bundle(write_survey(folder / "bundle", chosen.responses))
        print(f"the pass over {chosen.responses:,} responses")
        timed("here, one thread", workers=1)
        timed("here, two threads", workers=2)
        seconds = {}
        for workers in (1, 2):
            with cluster_of(workers, folder) as address, cluster_at(address) as executor:
                timed("", executor=executor)  # files hashed, modules loaded
                seconds[workers] = timed(f"Dask, {workers} worker(s)", executor=executor)
        print(f"two Dask workers are {seconds[1] / seconds[2]:.2f} times as fast as one")
    return int(len(seen) > 1)


if __name__ == "__main__":
    sys.exit(main())
