"""Scoring from a thousandth of a province to all of it: ``python benchmarks/scale.py``.

Each row is a process of its own that starts cold, reads the bundle, and scores it to the end.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOUSE))

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
LIMITS = {1_000_000: (5.0, 1024.0)}  # seconds and megabytes that scoring may take
TIMES_FOR_TEN = 10.0  # ten times the responses may take so many times as long
PROGRAM = """
import json, sys, time
begun = time.perf_counter()
from pathlib import Path
folder, mode, workers = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) or None
if mode == "limit":
    from benchmarks._limits import plain_products
    loaded = time.perf_counter()
    plain_products(folder)
    opened = done = loaded
else:
    from scoring.bundle import Bundle, read_bundle
    from scoring.canonical import hash_of
    from scoring.evaluate import evaluate
    from scoring.plan import Plan
    loaded = time.perf_counter()
    if mode == "checked":
        bundle = read_bundle(folder)
    else:
        manifest = json.loads((folder / "manifest.json").read_text())
        plan = Plan.from_plain(json.loads((folder / "plan.json").read_text()))
        bundle = Bundle(folder, manifest, plan, hash_of(manifest))
    opened = time.perf_counter()
    times = {}
    def tell(stage, done, total):
        times.setdefault(stage, time.perf_counter())
    evaluate(bundle, workers=workers, progress=tell)
    done = times["contracts"]
end = time.perf_counter()
print(json.dumps({"start": loaded - begun, "check": opened - loaded, "pass": done - opened,
                  "rest": end - done, "total": end - begun}))
"""


def measured(folder: Path, mode: str, workers: int = 0) -> dict[str, float]:
    """Run one process; return seconds of its steps, CPU seconds and peak megabytes."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writer, 1)
        os.chdir(HOUSE)
        environment = {**os.environ, "PYTHONPATH": str(HOUSE), "OPENBLAS_NUM_THREADS": "1"}
        arguments = [sys.executable, "-c", PROGRAM, str(folder), mode, str(workers)]
        os.execve(sys.executable, arguments, environment)  # noqa: S606 - no shell is wanted
    os.close(writer)
    begun = time.perf_counter()
    with os.fdopen(reader) as output:
        told = output.read()
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        raise SystemExit(f"{mode} failed")
    steps: dict[str, float] = json.loads(told)
    cpu = usage.ru_utime + usage.ru_stime
    wall = max(time.perf_counter() - begun, steps["total"])
    return {**steps, "wall": wall, "cpu": cpu, "MB": usage.ru_maxrss / 1024}


def row(responses: int, mode: str, found: dict[str, float]) -> str:
    """Return one line of the table."""
    rate = responses / found["wall"]
    cells = "".join(f"{found[name]:>9.2f}" for name in ("start", "check", "pass", "rest", "wall"))
    return (
        f"{responses:>11,} {mode:<12}{cells}{found['cpu']:>9.2f}{found['MB']:>8.0f}{rate:>12,.0f}"
    )


def table(sizes: list[int], seed: int, repeats: int) -> dict[tuple[int, str], dict[str, float]]:
    """Print the table of growth: the fastest of some runs of each size and mode."""
    from benchmarks._surveys import write_survey

    names = ("start", "check", "pass", "rest", "wall", "CPU")
    head = "".join(f"{name:>9}" for name in names)
    print(f"{'responses':>11} {'what':<12}{head}{'MB':>8}{'rows/s':>12}")
    best: dict[tuple[int, str], dict[str, float]] = {}
    for responses in sizes:
        with tempfile.TemporaryDirectory() as scratch:
            folder = write_survey(Path(scratch) / "bundle", responses, seed)
            for mode, workers in (("scored", 0), ("one thread", 1), ("checked", 0), ("limit", 0)):
                kind = "scored" if workers else mode
                times = 1 if responses > 1_000_000 else repeats
                runs = [measured(folder, kind, workers) for _ in range(times)]
                best[responses, mode] = min(runs, key=lambda run: run["wall"])
                print(row(responses, mode, best[responses, mode]), flush=True)
    return best


def judged(best: dict[tuple[int, str], dict[str, float]]) -> int:
    """Say which targets are met; the answer is 1 where one is not."""
    missed = 0
    for responses, (seconds, megabytes) in LIMITS.items():
        if (responses, "scored") not in best:
            continue
        found = best[responses, "scored"]
        met = found["wall"] <= seconds and found["MB"] <= megabytes
        missed += not met
        verdict = "met" if met else "MISSED"
        print(f"{responses:,} in {seconds:.0f} s and {megabytes:.0f} MB: {verdict}")
    if {(1_000_000, "scored"), (10_000_000, "scored")} <= set(best):
        small, large = best[1_000_000, "scored"], best[10_000_000, "scored"]
        times, more = large["wall"] / small["wall"], large["MB"] / small["MB"]
        print(f"ten times the responses: {times:.1f} times as long, {more:.2f} times the memory")
        missed += times > TIMES_FOR_TEN
    return int(missed > 0)


def main() -> int:
    """Print seconds by step, CPU seconds, peak memory and rows a second for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="leave out larger sizes")
    parser.add_argument("--repeats", type=int, default=2)
    chosen = parser.parse_args()
    sizes = [size for size in SIZES if size <= chosen.largest]
    return judged(table(sizes, chosen.seed, chosen.repeats))


if __name__ == "__main__":
    sys.exit(main())
