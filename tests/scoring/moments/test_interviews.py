"""Sums of interviews: additive, free of order, and blank interviewers apart."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest

from scoring.moments.interviews import (
    POINT_GRID,
    InterviewCells,
    answer_points,
    interview_cells,
    merge_cells,
)
from scoring.plan import Plan
from scoring.survey.coding import Coded, code_variables

ROWS = 60


@pytest.fixture
def table() -> pa.Table:
    """Sixty rows of two contracts: some without an interviewer, some completed alone."""
    chance = np.random.default_rng(4)
    names = [None, "", "i1", "i2", "i3"]
    return pa.table(
        {
            "stratum": pa.array([None if k % 7 == 0 else f"h{k % 2}" for k in range(ROWS)]),
            "psu": pa.array([f"c{k % 5}" for k in range(ROWS)]),
            "interviewer": pa.array([names[k] for k in chance.integers(0, 5, ROWS)], pa.string()),
            "mode": pa.array(["self_web" if k % 3 == 0 else "face_to_face" for k in range(ROWS)]),
            "contract": pa.array(chance.integers(0, 2, ROWS)),
            "weight": pa.array(chance.integers(900, 1100, ROWS)),
            "points": pa.array(chance.integers(0, 102_400, ROWS)),
        }
    )


def cells_of(rows: pa.Table) -> InterviewCells:
    points = rows["points"].to_numpy()
    known = np.ones(len(points), np.bool_)
    contract, weight = rows["contract"].to_numpy(), rows["weight"].to_numpy()
    return interview_cells(rows, contract, weight, (points, known), 2)


def listed(cells: InterviewCells) -> list[tuple[object, ...]]:
    columns = (cells.contract, cells.stratum.to_pylist(), cells.psu.to_pylist())
    sums = (cells.interviews, cells.weight, cells.scored, cells.points)
    return list(
        zip(*columns, cells.interviewer.to_pylist(), *(s.tolist() for s in sums), strict=True)
    )


def test_each_cell_holds_the_sums_of_its_rows(table: pa.Table) -> None:
    cells = merge_cells([cells_of(table)])
    wanted: dict[tuple[object, ...], list[int]] = {}
    for row in table.to_pylist():
        if row["interviewer"]:
            key = (row["contract"], row["stratum"] or "", row["psu"], row["interviewer"])
            sums = wanted.setdefault(key, [0, 0, 0, 0])
            for place, value in enumerate((1, row["weight"], 1, row["points"])):
                sums[place] += value
    assert listed(cells) == [(*key, *wanted[key]) for key in sorted(wanted)]


def test_interviews_without_a_name_are_counted_but_those_completed_alone_are_not(
    table: pa.Table,
) -> None:
    rows = [row for row in table.to_pylist() if not row["interviewer"]]
    asked = [row["contract"] for row in rows if row["mode"] != "self_web"]
    assert cells_of(table).unnamed.tolist() == [asked.count(0), asked.count(1)]


@pytest.mark.parametrize("cuts", [[10], [7, 30, 31]])
def test_dividing_and_turning_the_rows_changes_nothing(table: pa.Table, cuts: list[int]) -> None:
    whole = merge_cells([cells_of(table)])
    turned = table.take(pa.array(np.random.default_rng(1).permutation(ROWS)))
    edges = [0, *cuts, ROWS]
    parts = [cells_of(turned.slice(a, b - a)) for a, b in pairwise(edges)]
    again = merge_cells(parts)
    assert listed(again) == listed(whole)
    assert again.squares.tolist() == whole.squares.tolist()


def test_columns_read_as_codes_give_the_same_cells(table: pa.Table) -> None:
    names = ("stratum", "psu", "interviewer", "mode")
    coded = pa.table(
        {
            name: table[name].dictionary_encode() if name in names else table[name]
            for name in table.column_names
        }
    )
    assert listed(cells_of(coded)) == listed(cells_of(table))


def test_the_points_of_an_answer_weigh_inputs_by_the_plans_points(plan_t: Plan) -> None:
    codings = code_variables(plan_t, exact=True)
    places = {coding.code: place for place, coding in enumerate(codings)}
    blank = np.zeros(2, np.int64)
    coded = [Coded(blank, np.zeros(2, np.bool_)) for _ in codings]
    for code, worth in (("T-A101", 100), ("T-A201", 25)):  # worth 5 and 10 points
        unit = codings[places[code]].unit
        full = np.full(2, int(Fraction(worth) / unit))
        coded[places[code]] = Coded(full * [1, 0], np.array([True, False]))
    points, known = answer_points(plan_t, codings, coded)
    assert points.tolist() == [50 * POINT_GRID, 0]
    assert known.tolist() == [True, False]
