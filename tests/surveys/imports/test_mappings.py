"""This room is for reading the mapping file and refusing one that contradicts itself."""

from decimal import Decimal
from pathlib import Path

import pytest

from surveys.imports.mappings import read_mapping, text_of
from surveys.imports.problems import AnswersRefused

EXAMPLES = Path(__file__).parents[3] / "examples"


def refused_codes(path: Path, text: str) -> list[tuple[str, str | None]]:
    """Return what is refused in a mapping text."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AnswersRefused) as refused:
        read_mapping(path)
    return [(problem.code, problem.column) for problem in refused.value.problems]


def test_a_mapping_says_which_column_is_what(mapping_file: Path) -> None:
    mapping = read_mapping(mapping_file)

    assert mapping.needed_columns == ("机构", "村", "权重", "答卷编号", "总体满意吗？", "年龄段")
    assert mapping.is_demo
    assert [(row.label, row.code, row.points) for row in mapping.items[0].answers][:2] == [
        ("很满意", 1, Decimal(100)),
        ("满意", 2, Decimal(75)),
    ]
    assert mapping.no_answer == {"": None, "不知道": -1}
    assert mapping.adjusters[0].levels == {"60-69": 65.0, "70-79": 75.0}


def test_numbers_as_labels_are_their_own_codes() -> None:
    mapping = read_mapping(EXAMPLES / "insteval-departments.toml")

    assert [(row.code, row.points) for row in mapping.items[0].answers] == [
        (code, Decimal(25 * (code - 1))) for code in range(1, 6)
    ]
    assert [row.code for row in mapping.adjusters] == ["SERVICE", "LECTAGE"]
    assert mapping.columns == {"provider": "dept", "psu": "student"}


def test_everything_wrong_in_a_mapping_is_told_at_once(tmp_path: Path) -> None:
    text = """
    surprise = 1
    [columns]
    village = "x"
    [[items]]
    code = "1 bad"
    scale = "none"
    [[items]]
    code = "Q1"
    scale = { "yes" = 101, "no" = "x" }
    [[items]]
    code = "Q1"
    scale = { "yes" = 100 }
    [[adjusters]]
    code = "AGE"
    levels = { "old" = "very" }
    """
    assert set(refused_codes(tmp_path / "m.toml", text)) == {
        ("unknown_key", None),
        ("unknown_key", "columns"),
        ("missing_key", "columns"),
        ("bad_code", "items[0].code"),
        ("unknown_scale", "items.1 bad"),
        ("points_outside", "items.Q1.scale.yes"),
        ("points_outside", "items.Q1.scale.no"),
        ("code_twice", "items[2].code"),
        ("not_a_number", "adjusters.AGE.old"),
    }


def test_what_is_not_toml_is_refused(tmp_path: Path) -> None:
    assert refused_codes(tmp_path / "m.toml", "[columns") == [("mapping_unreadable", None)]
    with pytest.raises(AnswersRefused) as refused:
        read_mapping(tmp_path / "none.toml")
    assert refused.value.problems[0].code == "file_missing"


def test_a_plain_text_serves_for_both_languages() -> None:
    assert text_of("甲") == {"zh": "甲", "en": "甲"}
    assert text_of({"en": "A"}) == {"zh": "A", "en": "A"}
