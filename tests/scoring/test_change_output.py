"""What a comparison of two waves leaves on disk."""

import json
from pathlib import Path

import pyarrow.csv as pacsv
import pytest

from scoring.change_output import FILE, TABLE, write_changes
from scoring.changes import ChangeBook, ContractChange
from scoring.errors import BundleError
from scoring.figures import Figure


@pytest.fixture
def book() -> ChangeBook:
    rows = (
        ContractChange("K1", 3, Figure(1.5), 60.0, 62.0, 2.0, 1.0, p_plain=0.04),
        ContractChange("=K2", 0, Figure(reason="not_in_both_waves"), reason="not_in_both_waves"),
    )
    return ChangeBook("E1", "0", "h1", "h2", "p", False, rows)


def test_the_change_book_and_its_table_say_the_same(book: ChangeBook, tmp_path: Path) -> None:
    folder = write_changes(book, tmp_path / "out")
    told = json.loads((folder / FILE).read_text(encoding="utf-8"))["contracts"]
    table = pacsv.read_csv(folder / TABLE).to_pylist()
    assert [row["difference"] for row in told] == [row["difference"] for row in table] == [2, None]
    assert table[1]["reason"] == "not_in_both_waves"
    assert table[1]["contract"] == "'=K2"  # no spreadsheet takes it for a formula


def test_nothing_is_written_over(book: ChangeBook, tmp_path: Path) -> None:
    write_changes(book, tmp_path / "out")
    with pytest.raises(BundleError) as refusal:
        write_changes(book, tmp_path / "out")
    assert refusal.value.code == "output_exists"
