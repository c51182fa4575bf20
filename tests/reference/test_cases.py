"""Every reference case agrees with ours, no file is left aside, and the docs tell the run."""

import os
import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.reference.__main__ import DOCS, main
from tests.reference.comparing import Case, Outcome, Tolerance, compare
from tests.reference.registry import CASES, absent, uncovered
from tests.reference.reporting import (
    ANCHORS,
    anchors,
    asides,
    bound,
    limit_of,
    notes,
    totals,
)

pytestmark = pytest.mark.reference
ROW = re.compile(r"\| ([^|]+) \| ([\d,]+) \| (\S+) \| ([^|]+) \| (\d*) *\| (\d*) *\|")
ANCHOR = re.compile(r"^\| ([^|]+) \| ([\d,]+) \| (\S+) \|$", re.MULTILINE)


@cache
def outcome_of(name: str, folder: str) -> Outcome:
    (case,) = (case for case in CASES if case.name == name)
    return compare(case, Path(folder))


@pytest.mark.parametrize("name", [case.name for case in CASES])
def test_the_case_agrees(reference: Path, name: str) -> None:
    outcome = outcome_of(name, os.fspath(reference))
    assert outcome.passes, notes(outcome)


def test_no_file_of_the_folder_is_left_aside_and_none_is_absent(reference: Path) -> None:
    assert uncovered(reference) == []
    assert absent(reference) == []


def test_all_27_profiling_cases_are_there(reference: Path) -> None:
    files = {f"profiling/{path.stem}" for path in (reference / "profiling").glob("*.json")}
    names = {case.name for case in CASES if case.name.startswith("profiling/")}
    assert names == files
    assert len(names) == 27


def test_the_table_in_the_docs_is_that_of_the_run(reference: Path) -> None:
    found = {case.name: outcome_of(case.name, os.fspath(reference)) for case in CASES}
    told = DOCS.read_text("utf-8").partition("<!-- reference:begin -->")[2]
    told = told.partition("<!-- reference:end -->")[0]
    rows = {row[1]: row for row in ROW.finditer(told)}
    assert rows.keys() == found.keys()
    for name, outcome in found.items():
        _, count, largest, limit, disputed, left = rows[name].groups()
        assert int(count.replace(",", "")) == outcome.compared, name
        assert outcome.deviation <= float(largest), name
        assert limit == limit_of(outcome.tolerance), name
        assert int(disputed or 0) == sum(aside.count for aside in outcome.disputed), name
        assert int(left or 0) == sum(aside.count for aside in outcome.left), name
    outcomes = list(found.values())
    near = {row[1]: row for row in ANCHOR.finditer(told)}
    assert near.keys() == ANCHORS.keys()
    for line in anchors(outcomes)[2:]:
        row = ANCHOR.fullmatch(line)
        assert row is not None
        assert row[2] == near[row[1]][2], line
        assert float(row[3]) <= float(near[row[1]][3]), line
    assert totals(outcomes) in told
    assert [line for line in told.splitlines() if line.startswith("- ")] == asides(outcomes)


def test_a_file_that_no_case_reads_and_one_that_is_gone_are_named(tmp_path: Path) -> None:
    (tmp_path / "profiling").mkdir()
    (tmp_path / "profiling" / "new_case.json").write_text("{}", encoding="utf-8")
    assert uncovered(tmp_path) == ["profiling/new_case.json"]
    assert "profiling/decision: profiling/decision.json" in absent(tmp_path)


@pytest.mark.parametrize("name", ["nowhere", ""])
def test_a_run_without_the_folder_or_its_files_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("GONGPING_REFERENCE", os.fspath(tmp_path / name))
    run = CliRunner().invoke(main, [])
    assert run.exit_code == 1
    assert "absent" in run.output


def case_of(found: object, published: object, **more: object) -> Case:
    return Case("made up", lambda _: found, lambda _: published, (), **more)  # type: ignore[arg-type]  # any field


def test_a_figure_that_is_off_missing_or_not_asked_for_fails() -> None:
    folder = Path()
    published = {"a": [1.0, 2.0], "b": {"c": 3}}
    right = compare(case_of({"a": [1.0, 2.0 + 1e-12], "b": {"c": 3}}, published), folder)
    assert right.passes
    assert (right.compared, right.at) == (3, "a")
    for found in (
        {"a": [1.0, 2.1], "b": {"c": 3}},
        {"a": [1.0, float("nan")], "b": {"c": 3}},
        {"a": [1.0, None], "b": {"c": 3}},
        {"a": [1.0], "b": {"c": 3}},
        {"a": [1.0, 2.0], "b": {"c": 4}},
        {"a": [1.0, 2.0]},
        {"a": [1.0, 2.0], "b": {"c": 3}, "d": 0},
    ):
        assert not compare(case_of(found, published), folder).passes, found


def test_what_is_disputed_or_left_out_is_counted_apart() -> None:
    published = {"a": [1.0, 2.0], "b": 3.0, "c": [4.0] * 5}
    aside = {"left": {"c": "not ours"}, "disputed": {"b": "proved wrong"}}
    found = compare(case_of({"a": [1.0, 2.0], "b": 3.5}, published, **aside), Path())
    assert (found.passes, found.compared) == (True, 2)
    assert [(one.path, one.count) for one in found.disputed + found.left] == [("b", 1), ("c", 5)]
    over = compare(case_of({"a": [1.0, 2.0], "b": 3.0}, published, **aside), Path())
    assert over.faults == ["b: agrees, so that nothing is left to dispute"]


def test_a_bound_is_never_below_the_deviation() -> None:
    deviations = (0, 3e-13, 1.1e-12, 2e-9, 9e-9, 7.5e-4)
    assert [bound(value) for value in deviations] == [
        "1e-12", "1e-12", "1e-11", "1e-08", "1e-07", "1e-02",
    ]  # fmt: skip  # a list
    assert bound(9e-9, limit=1e-8) == "1e-08"
    assert Tolerance(1e-9, floor=1.0).deviation(0.2, 0.1, 0) == pytest.approx(0.1)
