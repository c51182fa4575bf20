"""This room is for a small sample of `make fabricators`: most are found, few are wronged."""

import re
import subprocess
import sys

from tests.architecture.house import HOUSE


def test_most_planted_fabricators_are_found_and_few_honest_interviewers_suspected() -> None:
    script = str(HOUSE / "benchmarks" / "fabricators.py")
    told = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, script, "--worlds", "60"], capture_output=True, text=True, check=True
    ).stdout
    found, alarms = (
        int(hits) / int(among) for hits, among in re.findall(r"\*\* \| (\d+) of (\d+) \|", told)
    )
    assert found > 0.65, told
    assert alarms < 0.08, told
