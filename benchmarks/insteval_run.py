"""Time and peak memory of each command on the real InstEval ratings, as a table."""

import os
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
RUNS = ("departments", "lecturers")
# Each command runs in a process of its own, as a user would start it.
PROGRAM = """
import click
from reports.cli import report, score, verify
from surveys.cli import import_answers
group = click.Group(commands=[import_answers, score, report, verify])
group()
"""


def measured(arguments: list[str]) -> tuple[float, float, int]:
    """Run one command; return seconds, peak megabytes and exit code."""
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        os.chdir(HOUSE)
        os.execv(sys.executable, [sys.executable, "-c", PROGRAM, *arguments])  # noqa: S606 - no shell is wanted
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    return seconds, usage.ru_maxrss / 1024, os.waitstatus_to_exitcode(status)


def steps(answers: Path, name: str, folder: Path) -> list[tuple[str, list[str]]]:
    """Return the four commands of one run, with their names."""
    bundle, output = str(folder / f"{name}-bundle"), str(folder / f"{name}-out")
    mapping = str(HOUSE / "examples" / f"insteval-{name}.toml")
    return [
        ("import-answers", ["import-answers", str(answers), "--mapping", mapping, "-o", bundle]),
        ("score", ["score", bundle, "-o", output]),
        ("report", ["report", output]),
        ("verify", ["verify", output]),
    ]


def main() -> int:
    """Print the table; the answer is 1 where a command failed."""
    reference = Path(os.environ.get("GONGPING_REFERENCE") or HOUSE.parent / "shared" / "data")
    answers = reference / "evaluations" / "insteval.csv.gz"
    if not answers.is_file():
        print("reference data absent: set GONGPING_REFERENCE")
        return 0
    failed = False
    print(f"{'run':<12} {'command':<15} {'seconds':>8} {'peak MB':>8}  exit")
    with tempfile.TemporaryDirectory() as scratch:
        for name in RUNS:
            for command, arguments in steps(answers, name, Path(scratch)):
                seconds, megabytes, code = measured(arguments)
                failed = failed or code != 0
                print(f"{name:<12} {command:<15} {seconds:8.2f} {megabytes:8.0f}  {code}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
