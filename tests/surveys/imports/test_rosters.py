"""A list's columns are found wherever its heading stands, and several sheets are looked at."""

from pathlib import Path

import pytest

from surveys.imports.grids import open_grid
from surveys.imports.problems import AnswersRefused
from surveys.imports.rosters import Noticed, find_columns, findings_for, roster_rows


def _columns(tmp_path: Path, text: str, needs_contract: bool = False) -> dict[str, int]:
    path = tmp_path / "list"
    path.write_text(text, "utf-8")
    return find_columns(open_grid(path, "a.csv"), needs_contract).columns


def test_headings_may_be_written_in_several_ways(tmp_path: Path) -> None:
    found = _columns(tmp_path, "序号,户主姓名,身份证号码,联系 电话,村（居）\n1,虚拟甲,,,一村\n")
    assert found == {"name": 1, "identity_number": 2, "phone": 3, "village": 4}


def test_titles_above_the_heading_are_passed_over(tmp_path: Path) -> None:
    assert _columns(tmp_path, "名单\n,,\n填表人,电话\n姓名,村,电话\n甲,一村,1\n") == {
        "name": 0,
        "village": 1,
        "phone": 2,
    }


@pytest.mark.parametrize(
    ("text", "needs_contract", "code"),
    [
        ("a,b\n1,2\n", False, "no_header"),
        ("姓名,村\n甲,一村\n", True, "missing_column"),
        ("电话,村\n1,一村\n", False, "missing_column"),
    ],
)
def test_a_list_without_what_is_needed_is_refused(
    tmp_path: Path, text: str, needs_contract: bool, code: str
) -> None:
    with pytest.raises(AnswersRefused) as refusal:
        _columns(tmp_path, text, needs_contract)
    assert refusal.value.problems[0].code == code


def test_with_one_contract_everybody_belongs_to_it(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("姓名,村\n甲,一村\n乙,\n", "utf-8")
    grid, noticed = open_grid(path, "a.csv"), Noticed()
    places = find_columns(grid, needs_contract=False)
    rows = list(roster_rows(grid, places, ["C1"], findings_for(grid, places), noticed))
    assert [(row.contract, row.row) for row in rows] == [("C1", 2), ("C1", 3)]
    assert noticed.counts["identity_missing"] == 2
    assert noticed.places["village_missing"] == [3]
