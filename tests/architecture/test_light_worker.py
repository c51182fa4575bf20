"""A web worker starts fast: what only scoring and drawing need is not loaded with it."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.house import HOUSE, no_fault_in

HEAVY = ("statsmodels", "matplotlib", "scipy.stats", "pyarrow", "pandas", "typst")
PROBE = """
import os, sys
import wsgi
from evaluator.settings import settings_from
wsgi.build(settings_from(os.environ))
print(*[name for name in sys.argv[1:] if name in sys.modules])
"""


def test_a_web_worker_has_loaded_no_heavy_library(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROBE, *HEAVY]
    environment = {"GONGPING_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    outcome = subprocess.run(  # noqa: S603 - our own interpreter and fixed words
        command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stderr
    no_fault_in(outcome.stdout.split())
