"""The command of the fault run: prints a table and ends with 1 where anything is amiss.

FAULT_INTERVIEWS and FAULT_KILLS set its size on each database, FAULT_SEED its chance,
FAULT_DATABASES which databases.
"""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.faults.runs import Outcome, Run, perform
from benchmarks.rig.databases import NAMES, database


def main() -> int:
    """Run on each database and print what was found."""
    run = Run(
        interviews=int(os.environ.get("FAULT_INTERVIEWS", "100000")),
        kills=int(os.environ.get("FAULT_KILLS", "200")),
        seed=int(os.environ.get("FAULT_SEED", "20261123")),
    )
    print(f"{run.interviews} interviews, {run.kills} kills, seed {run.seed}, on each database")
    is_clean = True
    for name in os.environ.get("FAULT_DATABASES", " ".join(NAMES)).split():
        with tempfile.TemporaryDirectory() as home, database(name, Path(home)) as found:
            outcome = perform(run, found, Path(home))
        _tell(outcome)
        is_clean &= outcome.findings.is_clean
    return 0 if is_clean else 1


def _tell(outcome: Outcome) -> None:
    found = outcome.findings
    print(f"\n{outcome.database}: {outcome.seconds:.0f} s, {outcome.kills} kills and restarts")
    rows = [
        ("interviews", found.interviews),
        ("sendings", outcome.sendings),
        ("stored", found.stored),
        ("lost", found.lost),
        ("doubled", found.doubled),
        ("altered", found.altered),
        ("receipts astray", found.receipts_astray),
        ("drafts, links, copies left over", found.left_over),
    ]
    for name, count in rows + sorted(outcome.mishaps.items()):
        print(f"  {name:<34} {count:>9}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
