"""This room is for rows that do not fit their plan: file, row and column are named."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from scoring.bundle import write_bundle
from scoring.bundle_checks import measure_inputs
from scoring.bundle_schema import MEASURES
from scoring.canonical import to_plain
from scoring.errors import BundleError
from scoring.plan import Plan
from tests.bundles import contract_rows, plain_plan, response_rows, survey_bundle

COLUMNS = {
    "contract": ["k1", "k1", "k1"],
    "psu": ["v1", "v2", "v3"],
    "item:a": [1, 5, -1],
    "adjuster:age": [70.0, None, 81.0],
}


def refusal(path: Path, **changes: Any) -> BundleError:
    """Return the error with which a bundle of changed responses is refused."""
    plan = plain_plan("a", adjusters=("age",))
    with pytest.raises(BundleError) as caught:
        survey_bundle(path, plan, {**COLUMNS, **changes}, codes=["k1"])
    return caught.value


@pytest.mark.parametrize(
    ("column", "values", "code", "row", "found"),
    [
        ("item:a", [1, 6, 2], "code_outside_scale", 2, 6),
        ("item:a", [1, 2, 0], "code_outside_scale", 3, 0),
        ("item:a", [-4, 2, 1], "code_outside_scale", 1, -4),
        ("base_weight", [1.0, 0.0, 1.0], "weight_not_positive", 2, 0.0),
        ("base_weight", [1.0, 1.0, float("inf")], "weight_not_positive", 3, float("inf")),
        ("adjuster:age", [1.0, 1.0, float("inf")], "adjuster_not_finite", 3, float("inf")),
        ("status", ["accepted", "accepted", "lost"], "unknown_status", 3, "lost"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_row(
    tmp_path: Path, column: str, values: list[Any], code: str, row: int, found: Any
) -> None:
    error = refusal(tmp_path / "b", **{column: values})
    assert error.code == code
    assert error.parameters["file"] == "responses/part-00000.parquet"
    assert error.parameters["column"] == column
    assert error.parameters["row"] == row
    assert error.parameters["found"] == found
    assert error.parameters["allowed"]


def test_a_contract_that_is_not_listed_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "b", contract=["k1", "k1", "k9"])
    assert (error.code, error.parameters["found"]) == ("unknown_contract", "k9")
    assert error.parameters["allowed"] == ["k1"]


def test_a_response_that_occurs_twice_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "b", response=["r1", "r2", "r1"])
    assert (error.code, error.parameters["found"]) == ("duplicate_response", ["r1"])


def test_a_blank_weight_is_not_a_weight(tmp_path: Path) -> None:
    error = refusal(tmp_path / "b", base_weight=[1.0, None, 2.0])
    assert (error.code, error.parameters["found"]) == ("weight_not_positive", None)


def test_an_adjuster_that_is_not_a_number_is_named(tmp_path: Path) -> None:
    values = pa.array([1.0, float("nan"), 2.0], from_pandas=False)
    error = refusal(tmp_path / "b", **{"adjuster:age": values})
    assert (error.code, error.parameters["found"]) == ("adjuster_not_finite", "nan")


def test_missing_and_unexpected_columns_are_named(tmp_path: Path) -> None:
    plan = plain_plan("a", "b")
    with pytest.raises(BundleError) as caught:
        survey_bundle(tmp_path / "b", plan, COLUMNS)
    assert (caught.value.code, caught.value.parameters["column"]) == ("missing_column", "item:b")
    error = refusal(tmp_path / "c", comment=["x", "y", "z"])
    assert (error.code, error.parameters["column"]) == ("unexpected_column", "comment")


def test_a_column_of_the_wrong_kind_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path / "b", duration_seconds=["long", "short", "none"])
    assert (error.code, error.parameters["column"]) == ("wrong_column_type", "duration_seconds")


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("k1", "nothing", "present")], "unknown_measure_input"),
        ([("k9", "v", "present")], "unknown_contract"),
        ([("k1", "kpi", "guessed")], "unknown_status"),
        ([("k1", "kpi", "present"), ("k1", "kpi", "present")], "duplicate_row"),
    ],
)
def test_measures_that_do_not_fit_are_refused(
    tmp_path: Path, rows: list[tuple[str, str, str]], code: str
) -> None:
    plan = plain_plan("a")
    table = pa.table(
        {
            "contract": [row[0] for row in rows],
            "input": [row[1] for row in rows],
            "status": [row[2] for row in rows],
        }
    )
    if code not in ("unknown_measure_input", "unknown_contract"):
        plan = _with_measure(plan)
    with pytest.raises(BundleError) as caught:
        write_bundle(
            tmp_path / "b",
            plan=plan,
            contracts=contract_rows(["k1"]),
            responses=response_rows({"contract": ["k1"], "item:a": [1]}),
            measures=table,
        )
    assert caught.value.code == code


def _with_measure(plan: Plan) -> Plan:
    """Return the plan with one more part, which takes a measure."""
    data = to_plain(plan)
    parts = data["dimensions"][0]["groups"][0]["indicators"][0]["parts"]
    parts.append({"kind": "RATE", "points": "1", "source": "ADM", "input": "kpi", "parameters": {}})
    return Plan.from_plain(data)


def test_inputs_that_are_no_variables_are_measures() -> None:
    assert measure_inputs(plain_plan("a")) == set()
    assert measure_inputs(_with_measure(plain_plan("a"))) == {"kpi"}


def test_a_contract_listed_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="duplicate_contract"):
        write_bundle(
            tmp_path / "b",
            plan=plain_plan("a"),
            contracts=contract_rows(["k1", "k1"]),
            responses=response_rows({"contract": ["k1"], "item:a": [1]}),
            measures=MEASURES.empty_table(),
        )


@pytest.mark.parametrize(
    ("strata", "population", "code"),
    [
        (["s", "s"], [10, 20], "duplicate_row"),
        (["s", "t"], [10, -1], "population_negative"),
        (["s", "t"], [10, None], "population_negative"),
    ],
)
def test_a_frame_that_contradicts_itself_is_refused(
    tmp_path: Path, strata: list[str], population: list[int | None], code: str
) -> None:
    frame = pa.table({"contract": ["k1", "k1"], "stratum": strata, "population": population})
    with pytest.raises(BundleError) as caught:
        survey_bundle(tmp_path / "b", plain_plan("a"), COLUMNS, frame=frame)
    assert (caught.value.code, caught.value.parameters["row"]) == (code, 2)


def test_a_margin_is_a_finite_number(tmp_path: Path) -> None:
    margins = pa.table(
        {
            "contract": ["k1"],
            "variable": ["mode"],
            "category": ["phone"],
            "population": [float("nan")],
        }
    )
    with pytest.raises(BundleError, match="population_negative"):
        survey_bundle(tmp_path / "b", plain_plan("a"), COLUMNS, margins=margins)
