"""What the columns mean: DDI-Codebook 2.5, the questionnaire's document, a codebook to read."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree import ElementTree as Tree

from surveys.exports.columns import (
    WHOLE,
    Column,
    answer_columns,
    around_columns,
    paradata_columns,
    said,
)
from surveys.exports.plain_text import write_csv
from surveys.kinds.documents import Questionnaire
from surveys.kinds.questions import Text

NAMESPACE = "ddi:codebook:2_5"
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def write_ddi(path: Path, questionnaire: Questionnaire, cases: int) -> int:
    """Write the codebook of a wave's data file and return how many variables it describes."""
    Tree.register_namespace("", NAMESPACE)
    book = Tree.Element(_name("codeBook"), {"version": "2.5"})
    citation = _under(_under(book, "stdyDscr"), "citation")
    statement = _under(citation, "titlStmt")
    _texts(statement, "titl", "parTitl", questionnaire.title)
    _under(statement, "IDNo").text = questionnaire.digest
    file = _under(book, "fileDscr", ID="F1")
    text = _under(file, "fileTxt")
    _under(_under(text, "dimensns"), "caseQnty").text = str(cases)
    data = _under(book, "dataDscr")
    columns = columns_described(questionnaire)
    wording = {question.code: question.text for question in questionnaire.questions}
    for column in columns:
        _variable(data, column, wording.get(column.name))
    Tree.indent(book)
    Tree.ElementTree(book).write(path, encoding="utf-8", xml_declaration=True)
    return len(columns)


def columns_described(questionnaire: Questionnaire) -> list[Column]:
    """Return all columns of answers and of paradata, each once."""
    answers = [*around_columns(), *answer_columns(questionnaire)]
    known = {column.name for column in answers}
    return [*answers, *(column for column in paradata_columns() if column.name not in known)]


def _variable(data: Tree.Element, column: Column, question: Text | None) -> None:
    kind = "discrete" if column.labels else "contin"
    variable = _under(data, "var", ID=f"V_{column.name}", name=column.name, files="F1", intrvl=kind)
    for language, words in column.label.items():
        _under(variable, "labl", **{XML_LANGUAGE: language}).text = words
    if question is not None:
        asked = _under(variable, "qstn")
        for language, words in question.items():
            _under(asked, "qstnLit", **{XML_LANGUAGE: language}).text = words
    for code, labels in column.labels.items():
        category = _under(variable, "catgry", **({"missing": "Y"} if code < 0 else {}))
        _under(category, "catValu").text = str(code)
        for language, words in labels.items():
            _under(category, "labl", **{XML_LANGUAGE: language}).text = words
    _under(variable, "varFormat", type="numeric" if column.type == WHOLE else "character")


def _texts(parent: Tree.Element, first: str, others: str, words: Text) -> None:
    for number, (language, text) in enumerate(words.items()):
        _under(parent, others if number else first, **{XML_LANGUAGE: language}).text = text


def _under(parent: Tree.Element, name: str, /, **attributes: str) -> Tree.Element:
    return Tree.SubElement(parent, _name(name), attributes)


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def write_document(path: Path, questionnaire: Questionnaire) -> int:
    """Write the questionnaire's own document and return how many questions it has."""
    text = json.dumps(questionnaire.document, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
    return len(questionnaire.questions)


def write_codebook(path: Path, questionnaire: Questionnaire, language: str) -> int:
    """Write a table of names, words and codes and return how many lines it has."""
    columns = [Column(name, {}) for name in ("name", "label", "type", "code", "meaning")]
    return write_csv(path, columns, _lines(columns_described(questionnaire), language))


def _lines(columns: Iterable[Column], language: str) -> Iterable[Sequence[object]]:
    for column in columns:
        first = (column.name, said(column.label, language), column.type)
        if not column.labels:
            yield (*first, None, None)
        for code, words in column.labels.items():
            yield (*first, code, said(words, language))
