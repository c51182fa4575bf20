"""This room is for the plans that tests of scoring share, made from the ready indicator sets."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scoring.plan import Plan

POLICY = Path(__file__).parents[2] / "evaluator" / "policy"


def plain_plan(template: str, **changes: Any) -> dict[str, Any]:
    """Return a ready indicator set as the plain data of a plan, with changed keys."""
    plain = json.loads((POLICY / "templates" / f"{template}.json").read_text(encoding="utf-8"))
    kept = {key: plain[key] for key in ("dimensions", "items", "variables", "vetoes")}
    bands = json.loads((POLICY / "bands.json").read_text(encoding="utf-8"))
    return {"evaluation": "E1", "title": plain["name"], "bands": bands, **kept, **changes}


@pytest.fixture(scope="session")
def template_plain() -> Callable[..., dict[str, Any]]:
    """Plain data of a plan made from a ready indicator set; a fresh copy at every call."""
    return plain_plan


@pytest.fixture(scope="session")
def plan_t() -> Plan:
    """The plan of the ready set for transactional handling."""
    return Plan.from_plain(plain_plan("T"))


@pytest.fixture(scope="session")
def plan_s() -> Plan:
    """The plan of the ready set for care services."""
    return Plan.from_plain(plain_plan("S"))
