"""Every format, read back by a reader that is not ours, equals the database cell for cell."""

import csv
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pyreadstat
import pytest
from defusedxml import ElementTree as Tree

from evaluator.errors import Invalid
from evaluator.extensions import db
from surveys.exports import spss_files
from surveys.exports.codebooks import NAMESPACE, columns_described
from surveys.exports.formats import FORMATS, TABLE_WRITERS, TABLES, write_structure
from surveys.exports.plain_text import as_written
from surveys.exports.rows import Table, read_all, table_of
from surveys.kinds.documents import Questionnaire
from surveys.services.submissions import Circumstances, Submission, submit
from tests.collection import Field, full_answers

Rows = list[Sequence[Any]]
SAID = ("=HYPERLINK(1)", "好的，谢谢\n－没有了", "'已经有了", "𠮷")


@pytest.fixture
def answered(field: Field, questionnaire: Questionnaire) -> Field:
    """A wave with answers of every sort: words that look like formulas, reasons, gaps."""
    for number, words in enumerate(SAID):
        answers = full_answers(questionnaire, Q05=-3)
        place = next(n for n, q in enumerate(questionnaire.questions) if q.kind == "text")
        answers[place] = words
        around = Circumstances("paper" if number else "self_web", is_assisted=bool(number))
        sent = Submission(f"{number:032x}", field.cases[number].id, answers, around)
        submit(field.session.get_bind(), field.settings, field.clock, sent)  # type: ignore[arg-type]  # an engine
    return field


def _csv(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as source:
        return [[as_written(cell) for cell in row] for row in list(csv.reader(source))[1:]]


def _excel(path: Path) -> Rows:
    sheet = openpyxl.load_workbook(path)["data"]
    found = list(sheet.iter_rows(min_row=2))
    assert all(cell.data_type != "f" for row in found for cell in row)
    return [[cell.value for cell in row] for row in found]


def _spss(path: Path) -> Rows:
    frame, _ = pyreadstat.read_sav(str(path), user_missing=True)
    return [[None if _is_gap(value) else value for value in row] for row in frame.values.tolist()]


def _parquet(path: Path) -> Rows:
    return [list(row.values()) for row in pq.read_table(path).to_pylist()]


def _json(path: Path) -> Rows:
    return [list(row.values()) for row in json.loads(path.read_text("utf-8"))]


def _is_gap(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


READERS: dict[str, Callable[[Path], Rows]] = {
    "CSV": _csv,
    "Excel": _excel,
    "SPSS": _spss,
    "Parquet": _parquet,
    "JSON": _json,
}


def _plain(value: Any) -> str:
    """A cell as text, so that readers with and without types can be compared."""
    if value is None or value == "":
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00").removesuffix(".0")


def _stored(field: Field, scope: str, questionnaire: Questionnaire) -> tuple[Table, Rows]:
    table = table_of(scope, field.wave.id, questionnaire)
    return table, read_all(db.engine, table)


@pytest.mark.parametrize("scope", sorted(TABLES))
@pytest.mark.parametrize("form", sorted(READERS))
def test_n11_a_file_read_back_equals_the_database(
    app: Any,
    answered: Field,
    questionnaire: Questionnaire,
    scope: str,
    form: str,
    tmp_path: Path,
) -> None:
    with app.app_context():
        table, stored = _stored(answered, scope, questionnaire)
        with db.engine.connect() as connection:
            counted = table.count(connection)
    path = tmp_path / f"table.{FORMATS[form].ending}"
    written = TABLE_WRITERS[form](path, table.columns, iter(stored), "zh")
    read = READERS[form](path)
    assert written == counted == len(stored) == len(read) == (16 if scope == "cases" else 4)
    assert [[_plain(cell) for cell in row] for row in read] == [
        [_plain(cell) for cell in row] for row in stored
    ]


def test_an_spss_file_carries_chinese_labels_and_reasons_as_missing(
    app: Any, answered: Field, questionnaire: Questionnaire, tmp_path: Path
) -> None:
    with app.app_context():
        table, stored = _stored(answered, "answers", questionnaire)
    path = tmp_path / "answers.sav"
    TABLE_WRITERS["SPSS"](path, table.columns, iter(stored), "zh")
    frame, about = pyreadstat.read_sav(str(path))
    assert about.column_names_to_labels["contract"] == "合同"
    question = questionnaire.questions[questionnaire.position("Q05")]
    assert about.column_names_to_labels["Q05"] == question.text["zh"][:85]
    assert about.variable_value_labels["Q05"][5.0] == question.options[0].text["zh"]
    assert frame["Q05"].isna().all()


def test_a_format_that_holds_less_says_so_before_anything_is_cut(
    app: Any,
    answered: Field,
    questionnaire: Questionnaire,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spss_files, "MOST_ROWS", 3)
    with app.app_context():
        table, stored = _stored(answered, "answers", questionnaire)
    with pytest.raises(Invalid, match="export_too_long"):
        TABLE_WRITERS["SPSS"](tmp_path / "a.sav", table.columns, iter(stored), "zh")


def test_the_codebook_names_every_column_with_its_codes(
    questionnaire: Questionnaire, tmp_path: Path
) -> None:
    path = tmp_path / "book.xml"
    described = columns_described(questionnaire)
    assert write_structure("DDI-Codebook", path, questionnaire, 4, "zh") == len(described)
    space = {"d": NAMESPACE}
    book = Tree.parse(path).getroot()
    variables = book.findall(".//d:var", space)
    assert [one.get("name") for one in variables] == [column.name for column in described]
    satisfied = next(one for one in variables if one.get("name") == "Q12")
    codes = [one.text for one in satisfied.findall("d:catgry/d:catValu", space)]
    assert codes[:5] == ["5", "4", "3", "2", "1"]
    assert "-1" in codes
    assert book.findtext(".//d:caseQnty", namespaces=space) == "4"


def test_the_questionnaire_leaves_with_its_hash_unchanged(
    questionnaire: Questionnaire, tmp_path: Path
) -> None:
    from surveys.kinds.documents import questionnaire_from

    path = tmp_path / "questionnaire.json"
    write_structure("JSON", path, questionnaire, 0, "zh")
    assert questionnaire_from(json.loads(path.read_text("utf-8"))).digest == questionnaire.digest
