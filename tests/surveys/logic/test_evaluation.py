"""Expressions have the value that their definition gives them, on the server and in the browser."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from surveys.logic.evaluation import evaluate, is_broken, is_true
from surveys.logic.expressions import compile_expression
from tests.surveys.logic.edges import EDGES
from tests.surveys.logic.inventions import VECTORS, invented
from tests.surveys.logic.scenes import ANSWERS, MOMENT, SCOPE, VALUES, around

TWIN = Path(__file__).parents[3] / "evaluator/static/logic.js"
Case = tuple[str, Any]


def vectors() -> list[Case]:
    """All expressions with their values: those at the edges, and those made at random."""
    return [*EDGES, *((text, value) for text, value in json.loads(VECTORS.read_text("utf-8")))]


def is_same(found: Any, wanted: Any) -> bool:
    """Whether two values are one; true is not 1 here."""
    return bool(found == wanted) and isinstance(found, bool) == isinstance(wanted, bool)


def tree(text: str) -> list[Any]:
    """The expression, checked."""
    return compile_expression(text, SCOPE, None)[0]


def test_the_file_holds_more_than_a_thousand_expressions_of_every_operation() -> None:
    every = json.dumps([tree(text) for text, _ in vectors()])
    assert len(vectors()) > 1_500
    for operation in ("and", "or", "if", "coalesce", "regex", "label", "raw", "reason", "selected"):
        assert f'["{operation}", ' in every
    assert json.loads(VECTORS.read_text("utf-8"))[:50] == invented(50, 20260527)


def test_n16_every_expression_has_its_value_on_the_server() -> None:
    wrong = [
        (text, found, wanted)
        for text, wanted in vectors()
        if not is_same(found := evaluate(tree(text), around()), wanted)
    ]
    assert wrong == []


def test_n16_the_twin_in_the_browser_gives_the_same_values(context: BrowserContext) -> None:
    page = context.new_page()
    page.add_script_tag(path=TWIN)
    found = page.evaluate(
        """([trees, answers, values, moment]) => trees.map(tree => gongpingLogic.evaluate(
            tree, {answers: answers, values: values, moment: moment, language: "zh"}))""",
        [[tree(text) for text, _ in vectors()], ANSWERS, VALUES, MOMENT],
    )
    wrong = [
        (text, value, wanted)
        for (text, wanted), value in zip(vectors(), found, strict=True)
        if not is_same(value, wanted)
    ]
    assert wrong == []


def test_the_twin_is_written_for_old_telephones_and_runs_no_text_as_a_program() -> None:
    source = TWIN.read_text("utf-8")
    for word in ("=>", "let ", "const ", "eval(", "new Function", "`", "class ", "innerHTML"):
        assert word not in source


def test_a_label_is_said_in_the_language_of_the_page() -> None:
    assert evaluate(tree("label(${told})"), around("en")) == "Yes"


@pytest.mark.parametrize(("text", "holds", "breaks"), [("1 = 1", True, False)])
def test_what_is_not_known_neither_holds_nor_breaks(text: str, holds: bool, breaks: bool) -> None:
    assert (is_true(tree(text), around()), is_broken(tree(text), around())) == (holds, breaks)
    unknown = tree("${weight} > 1")
    assert (is_true(unknown, around()), is_broken(unknown, around())) == (False, False)
    assert is_broken(tree("1 = 2"), around())
