"""This room is for the plans that tests of scoring share, made from the ready indicator sets."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import settings

from scoring.bundle import Bundle, write_bundle
from scoring.bundle_schema import CONTRACTS, ITEM_PREFIX, MEASURES, responses_schema
from scoring.indicators.inputs import measure_inputs
from scoring.plan import Plan

# How long one example takes depends on what else the machine does; it says nothing of the rules.
settings.register_profile("gongping", deadline=None)
settings.load_profile("gongping")

POLICY = Path(__file__).parents[2] / "evaluator" / "policy"
MEASURED = {"percent": 95.0, "points": 86.0, "hours": 24.0, "count": 1.0, "yes_no": 1.0}


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


def answers_of(plan: Plan, sizes: Mapping[str, int], levels: Mapping[str, float]) -> pa.Table:
    """Return drawn answers: ``sizes`` respondents a contract, around its level (0-1), 20 PSUs."""
    rng = np.random.default_rng(20240607)
    rows = []
    for contract, size in sizes.items():
        for person in range(size):
            row: dict[str, Any] = {
                "response": f"{contract}-{person:04}",
                "contract": contract,
                "stratum": "all",
                "psu": f"{contract}-village-{person % 20}",
                "status": "accepted",
                "base_weight": 1.0,
            }
            for item in plan.items:
                codes = sorted(int(code) for code in item.scores)
                drawn = round(rng.normal(levels.get(contract, 0.7), 0.25) * (len(codes) - 1))
                row[ITEM_PREFIX + item.code] = codes[min(max(drawn, 0), len(codes) - 1)]
            rows.append(row)
    return table_of(rows, responses_schema([item.code for item in plan.items], []))


def measures_of(plan: Plan, contracts: Iterable[str]) -> list[dict[str, Any]]:
    """Return a middling value for every measure of the plan, as rows that a test may change."""
    return [
        {
            "contract": contract,
            "input": measure.input,
            "status": "present",
            "value": 0.0 if measure.class_name else MEASURED[measure.unit],
        }
        for contract in contracts
        for measure in measure_inputs(plan)
    ]


def table_of(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Return rows as a table; what a row does not name is blank."""
    listed = list(rows)
    columns = [pa.array([row.get(field.name) for row in listed], field.type) for field in schema]
    return pa.table(columns, schema=schema)


@pytest.fixture
def make_bundle(tmp_path: Path, plan_t: Plan) -> Callable[..., Bundle]:
    """Write a bundle of a plan: contracts with drawn answers, measures as given or middling."""

    def make(
        sizes: Mapping[str, int],
        *,
        plan: Plan = plan_t,
        levels: Mapping[str, float] | None = None,
        measures: list[dict[str, Any]] | None = None,
        answers: pa.Table | None = None,
        **parts: Any,
    ) -> Bundle:
        rows = [{"contract": code, "contractor": f"firm {code}", "name": code} for code in sizes]
        if answers is None:
            answers = answers_of(plan, sizes, levels or {})
        measured = measures_of(plan, sizes) if measures is None else measures
        return write_bundle(
            tmp_path / f"bundle-{len(list(tmp_path.iterdir()))}",
            plan=plan,
            contracts=table_of(rows, CONTRACTS),
            responses=answers,
            measures=table_of(measured, MEASURES),
            **parts,
        )

    return make


@pytest.fixture(scope="session")
def draw_answers() -> Callable[..., pa.Table]:
    """Drawn answers to a plan's items, for tests that change some of them."""
    return answers_of


@pytest.fixture(scope="session")
def fill_measures() -> Callable[..., list[dict[str, Any]]]:
    """Rows with a middling value for every measure, for tests that change some of them."""
    return measures_of
