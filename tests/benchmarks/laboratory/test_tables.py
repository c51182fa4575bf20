"""This room is for tests of the laboratory's table and the promises above it."""

from pathlib import Path

import pytest

from benchmarks.laboratory.grid import EVALUATIONS, SEED
from benchmarks.laboratory.grid import GRID as OFFICIAL
from benchmarks.laboratory.runs import Outcome
from benchmarks.laboratory.scenarios import Scenario, tied
from benchmarks.laboratory.tables import (
    BEGIN,
    END,
    keep_outcome,
    markdown,
    put_into,
    read_outcomes,
)
from benchmarks.laboratory.tallies import NAMES
from benchmarks.laboratory.verdicts import Row, targets

HOUSE = Path(__file__).parents[3]
GRID = (Scenario("a", tied(1, 80), 100), Scenario("b", tied(6, 60), 60, units=5, furious=0.05))


def outcome(code: str, error: float = 0.005, **means: float) -> Outcome:
    given = {"interval": 0.95, "half_width": 3.0, "ranked": 1.0, **means}
    return Outcome(
        code,
        "c0de",
        7,
        2_000,
        {name: given.get(name) for name in NAMES},
        dict.fromkeys(NAMES, error),
    )


def is_met(rows: list[Row]) -> list[bool]:
    return [target.is_met for target in targets(rows)]


@pytest.mark.parametrize(
    ("covered", "is_near", "is_within"),
    [(0.95, True, True), (0.931, True, True), (0.929, False, False), (0.975, False, False)],
)
def test_coverage_is_near_within_two_errors_of_its_range(
    covered: float, is_near: bool, is_within: bool
) -> None:
    row = Row(GRID[0], outcome("a", interval=covered))

    assert (row.is_near, row.is_within) == (is_near, is_within)


def test_only_large_scenarios_must_all_be_within() -> None:
    large, small = (Row(scenario, outcome(scenario.code, interval=0.92)) for scenario in GRID)

    assert is_met([large])[1] is False
    assert is_met([small])[1] is True


@pytest.mark.parametrize(
    ("name", "share", "place"),
    [
        ("band", 0.93, 2),
        ("marginal", 0.93, 3),
        ("wrongful_exit", 0.07, 4),
        ("false_order", 0.07, 5),
    ],
)
def test_each_promise_is_broken_by_one_scenario_beyond_two_errors(
    name: str, share: float, place: int
) -> None:
    fair, bad = outcome("b"), outcome("b", **{name: share})

    assert all(is_met([Row(GRID[1], fair)]))
    assert is_met([Row(GRID[1], bad)]) == [number != place for number in range(6)]


def test_a_miss_is_starred_in_its_row_and_named_in_the_targets() -> None:
    text = markdown(GRID, {"a": outcome("a", interval=0.90), "b": outcome("b")}, "2026-01-01")

    assert "seed 7" in text
    assert "90.0 ± 0.5 *" in text
    assert "95.0 ± 0.5 |" in text
    assert "| 0 of 1 | **no** |" in text


def test_scenarios_that_have_not_been_run_are_named() -> None:
    assert "Not run yet: b." in markdown(GRID, {"a": outcome("a")}, "2026-01-01")
    every = {"a": outcome("a"), "b": outcome("b")}
    assert "Not run yet" not in markdown(GRID, every, "2026-01-01")


def test_the_section_is_replaced_and_nothing_else() -> None:
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"

    assert put_into(text, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"
    made = put_into("# Methods\n", "new")
    assert put_into(made, "new") == made


def test_outcomes_are_kept_line_by_line_and_read_again(tmp_path: Path) -> None:
    for code in "ab":
        keep_outcome(tmp_path / "found.jsonl", outcome(code))

    assert read_outcomes(tmp_path / "found.jsonl") == {code: outcome(code) for code in "ab"}
    assert read_outcomes(tmp_path / "none.jsonl") == {}


def test_the_table_in_the_methods_has_every_scenario_of_the_grid_and_its_seed() -> None:
    text = (HOUSE / "docs" / "methods.md").read_text("utf-8")
    section = text.partition(BEGIN)[2].partition(END)[0]
    named = {line.split(" | ")[0].removeprefix("| ") for line in section.splitlines()}
    waiting = section.partition("Not run yet: ")[2].partition(".")[0].split(", ")
    codes = {scenario.code for scenario in OFFICIAL}

    assert codes <= named | set(waiting)
    assert len(codes & named) >= 60
    assert f"seed {SEED}:" in section
    assert f"at least {EVALUATIONS:,} evaluations each" in section
