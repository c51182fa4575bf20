"""This room is for the codes that cells become, and the cells that become none."""

from collections.abc import Callable
from pathlib import Path

from surveys.imports.coding import Coder
from surveys.imports.mappings import read_mapping
from surveys.imports.problems import Findings
from surveys.imports.tables import Source, read_blocks


def coded(mapping_file: Path, answers: Path) -> tuple[list[dict[str, object]], Findings]:
    """Return the coded rows of a file and what was found wrong."""
    mapping = read_mapping(mapping_file)
    findings = Findings(answers.name)
    coder = Coder(mapping, findings)
    rows: list[dict[str, object]] = []
    for block in read_blocks(Source(answers), mapping.needed_columns, findings):
        rows += coder.code(block).to_pylist()
    return rows, findings


def test_words_become_codes_and_reasons_for_no_answer(
    mapping_file: Path, answers_file: Callable[..., Path]
) -> None:
    answers = answers_file(
        [
            "1,甲,村1,1.5,很满意,60-69",
            "2,乙,村2,1,不知道,",
            "3,甲,村1,1,　一般 ,70-79",
            "4,甲,村1,1,,",
        ]
    )
    rows, findings = coded(mapping_file, answers)

    assert findings.count == 0
    assert [row["item:Q12"] for row in rows] == [1, -1, 3, None]
    assert [row["adjuster:AGE"] for row in rows] == [65.0, None, 75.0, None]
    assert [row["contract"] for row in rows] == ["甲", "乙", "甲", "甲"]
    assert rows[0]["base_weight"] == 1.5
    assert {row["status"] for row in rows} == {"accepted"}


def test_each_misfit_names_row_column_finding_and_what_is_allowed(
    mapping_file: Path, answers_file: Callable[..., Path]
) -> None:
    answers = answers_file(
        [
            "1,甲,村1,1,很满意,60-69",
            "1,丙,村1,0,非常满意,80-89",
            ",甲,,x,满意,60-69",
        ]
    )
    _, findings = coded(mapping_file, answers)

    found = {(p.code, p.row, p.column, p.found) for p in findings.kept}
    assert found == {
        ("duplicate_response", 3, "答卷编号", "1"),
        ("unknown_provider", 3, "机构", "丙"),
        ("weight_not_positive", 3, "权重", "0"),
        ("label_outside_scale", 3, "总体满意吗？", "非常满意"),
        ("label_outside_levels", 3, "年龄段", "80-89"),
        ("blank_not_allowed", 4, "答卷编号", ""),
        ("blank_not_allowed", 4, "村", ""),
        ("not_a_number", 4, "权重", "x"),
    }
    scale = next(p for p in findings.kept if p.code == "label_outside_scale")
    assert "很满意" in scale.allowed
    assert next(p for p in findings.kept if p.code == "duplicate_response").allowed == 2


def test_thousands_of_misfits_are_counted_and_the_first_are_kept(
    mapping_file: Path, answers_file: Callable[..., Path]
) -> None:
    answers = answers_file([f"{i},甲,村1,1,好,60-69" for i in range(3000)])

    _, findings = coded(mapping_file, answers)

    assert findings.count == 3000
    assert findings.kept[0].row == 2
