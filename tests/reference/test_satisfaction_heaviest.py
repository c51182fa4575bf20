"""This room is for the dominance rule against its reference cases."""

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.weighting.dominance import (
    Node,
    effective_weights,
    is_strictly_heaviest,
    margin_over_next,
)

CASES = (
    "clear",
    "tie is not heaviest",
    "unnormalised weights",
    "unit without any satisfaction answer",
    "unit with part of satisfaction",
)


def node(plain: dict[str, Any]) -> Node:
    children = tuple(node(child) for child in plain.get("children", ()))
    return Node(plain["code"], plain["weight"], children)


@pytest.fixture(scope="module")
def cases(reference: Path) -> dict[str, dict[str, Any]]:
    path = reference / "composite" / "rules" / "satisfaction_heaviest.json"
    return {case["name"]: case for case in json.loads(path.read_text("utf-8"))["cases"]}


@pytest.mark.reference
def test_no_reference_case_is_left_out(cases: dict[str, dict[str, Any]]) -> None:
    assert sorted(cases) == sorted(CASES)


@pytest.mark.reference
@pytest.mark.parametrize("name", CASES)
def test_effective_weights_and_verdict_are_those_of_the_reference(
    cases: dict[str, dict[str, Any]], name: str
) -> None:
    case = cases[name]
    top = tuple(node(child) for child in case["tree"]["children"])
    weights = effective_weights(top, case["available_indicators"])

    assert weights == pytest.approx(case["expected_effective_top_weights"], abs=1e-12)
    assert is_strictly_heaviest(weights, {"SAT"}) is case["expected_satisfaction_strictly_heaviest"]
    assert margin_over_next(weights, {"SAT"}) == pytest.approx(case["margin_over_next"], abs=1e-12)
