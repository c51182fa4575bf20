"""How often intervals, rank sets and decisions are right: ``python -m benchmarks.laboratory``."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

# One thread a process: the matrices are tiny, and idle threads of BLAS cost more than they give.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks.laboratory.grid import EVALUATIONS, GRID, SEED
from benchmarks.laboratory.runs import Outcome, fingerprint, run
from benchmarks.laboratory.tables import (
    HEADS,
    cells,
    keep_outcome,
    markdown,
    put_into,
    read_outcomes,
)
from benchmarks.laboratory.verdicts import Row, rows_of, targets

METHODS = Path(__file__).parents[2] / "docs" / "methods.md"


def main() -> None:
    """Run what the results file lacks, print each row, and the targets at the end."""
    chosen = _arguments()
    grid = [row for row in GRID if not chosen.only or row.code.startswith(tuple(chosen.only))]
    done = _usable(chosen)
    by_code = {scenario.code: scenario for scenario in grid}
    waiting = [scenario for scenario in grid if scenario.code not in done]
    print(" | ".join(HEADS))

    def finished(outcome: Outcome) -> None:
        keep_outcome(chosen.results, outcome)
        print(" | ".join(cells(Row(by_code[outcome.scenario], outcome))), flush=True)

    run(waiting, chosen.seed, chosen.evaluations, chosen.processes, finished)
    outcomes = _usable(chosen)
    for target in targets(rows_of(grid, outcomes)):
        print(f"{'kept  ' if target.is_met else 'MISSED'} {target.found:>9}  {target.text}")
    if chosen.write:
        on = datetime.now(UTC).date().isoformat()
        text = METHODS.read_text("utf-8") if METHODS.is_file() else ""
        METHODS.write_text(put_into(text, markdown(grid, outcomes, on)), "utf-8")


def _usable(chosen: argparse.Namespace) -> dict[str, Outcome]:
    """Return the rows kept from earlier runs of the same code, seed and length."""
    wanted = (fingerprint(), chosen.seed, chosen.evaluations)
    kept = read_outcomes(chosen.results)
    return {
        code: row for code, row in kept.items() if (row.code, row.seed, row.evaluations) == wanted
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--evaluations", type=int, default=EVALUATIONS)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", action="append", help="scenarios that begin so")
    parser.add_argument("--results", type=Path, default=Path("instance/laboratory.jsonl"))
    parser.add_argument("--write", action="store_true", help="put the table into docs/methods.md")
    return parser.parse_args()


if __name__ == "__main__":
    main()
