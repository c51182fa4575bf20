"""What all tests share: reference data, a PostgreSQL and a browser."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = [
    "tests.postgres",
    "tests.browser",
    "tests.web",
    "tests.collection",
    "tests.evaluations",
    "tests.security.world",
    "tests.journeys.live",
    "tests.reports.demo_home",
]
HOUSE = Path(__file__).resolve().parents[1]

# The same examples each time, so that green stays green; no time limit, for machines differ.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference data, named by GONGPING_REFERENCE."""
    folder = Path(os.environ.get("GONGPING_REFERENCE") or HOUSE.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("reference data absent: set GONGPING_REFERENCE")
    return folder
