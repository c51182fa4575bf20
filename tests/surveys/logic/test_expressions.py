"""Expressions are refused at once, at the right character, with a reason that can be told."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.wording.sentences import SENTENCES
from surveys.logic.evaluation import evaluate
from surveys.logic.expressions import compile_expression, names_of
from surveys.logic.faults import ExpressionRefused, Fault
from surveys.logic.patterns import compile_pattern, fits
from surveys.logic.symbols import names_in
from surveys.logic_sentences import LOGIC_SENTENCES, fault_line
from tests.surveys.logic.edges import EDGES, REFUSED
from tests.surveys.logic.scenes import SCOPE, around

QUICK = 0.05


def refusal(text: str) -> ExpressionRefused:
    """The refusal of an expression."""
    with pytest.raises(ExpressionRefused) as caught:
        compile_expression(text, SCOPE)
    return caught.value


@pytest.mark.parametrize(("text", "code", "at"), REFUSED)
def test_a_fault_is_found_at_its_character(text: str, code: str, at: int) -> None:
    found = refusal(text)
    assert (found.code, found.parameters["at"]) == (code, at)
    assert found.code in LOGIC_SENTENCES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("frobnicate(1)", "function_not_known"),
        ("(" * 41 + "1" + ")" * 41, "expression_too_deep"),
        ("not(" * 41 + "true()" + ")" * 41, "expression_too_deep"),
        ("-" * 41 + "1 = 1", "expression_too_deep"),
        (" + ".join(["1"] * 45) + " = 1", "expression_too_deep"),
        ("1" * 2001, "expression_too_long"),
        ("(" * 2000, "expression_too_deep"),
        ("regex(${name}, '" + "(" * 90 + "a" + ")" * 90 + "')", "pattern_too_large"),
        ("regex(${name}, '(x+x+)+y')", "pattern_may_hang"),
        ("regex(${name}, '" + "a?" * 120 + "')", "pattern_too_long"),
        ("regex(${name}, '(a|a?)+')", ""),
    ],
)
def test_n16_what_goes_too_far_is_refused_in_less_than_fifty_milliseconds(
    text: str, code: str
) -> None:
    begun = time.perf_counter()
    try:
        compile_expression(text, SCOPE)
        found = ""
    except ExpressionRefused as refused:
        found = refused.code
    assert time.perf_counter() - begun < QUICK
    assert found == code


def test_forty_brackets_and_long_rows_of_conditions_are_fine() -> None:
    assert compile_expression("(" * 40 + "1 = 1" + ")" * 40, SCOPE)
    row = " or ".join(["${told} = 1"] * 120)
    assert evaluate(compile_expression(row, SCOPE)[0], around()) is True


@pytest.mark.parametrize("pattern", ["(a?){99}", "a{50}a{50}", "(a|b|ab)*c", "[^b]*a[^b]*"])
def test_n16_no_pattern_takes_long_however_unlucky_the_text(pattern: str) -> None:
    program = compile_pattern(pattern, 0)
    begun = time.perf_counter()
    fits(program, "a" * 2000 + "b")
    assert time.perf_counter() - begun < 2


@given(st.from_regex(r"[ab]{0,6}", fullmatch=True), st.data())
def test_a_pattern_fits_what_python_says_fits(text: str, data: st.DataObject) -> None:
    piece = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)", r"\w", "(a|)"])
    often = st.sampled_from(["", "*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}"])
    pattern = "".join(data.draw(st.lists(st.tuples(piece, often).map("".join), max_size=4)))
    assert fits(compile_pattern(pattern, 0), text) == bool(re.fullmatch(pattern, text))


@given(st.text(max_size=60) | st.text("()'\"${}age.+-*=<>! 0123456789,", max_size=40))
def test_any_text_is_an_expression_or_is_refused_with_a_sentence(text: str) -> None:
    refused, at = "", 1
    try:
        evaluate(compile_expression(text, SCOPE, None)[0], around())
    except ExpressionRefused as refusal:
        refused, at = refusal.code, int(str(refusal.parameters["at"]))
    assert not refused or refused in LOGIC_SENTENCES
    assert 1 <= at <= len(text) + 1


def test_the_names_that_an_expression_reads_are_known_before_and_after_it_is_checked() -> None:
    text = "${told} = 1 and today() - ${born} > ${age} or selected(${aid}, '-3')"
    wanted = {"told", "born", "age", "aid"}
    assert names_of(text) == names_in(compile_expression(text, SCOPE)[0]) == wanted


def test_every_expression_that_is_taken_can_be_kept_as_json_of_plain_lists() -> None:
    def plain(part: object) -> bool:
        if isinstance(part, list):
            return all(plain(inner) for inner in part)
        if isinstance(part, dict):
            return all(isinstance(text, str) for text in part.values())
        return part is None or isinstance(part, str | int | float | bool)

    assert all(plain(compile_expression(text, SCOPE, None)[0]) for text, _ in EDGES)


def test_a_fault_is_told_in_the_language_of_the_reader_with_its_place() -> None:
    found = refusal("${nobody} = 1")
    fault = Fault(found.code, "Q05.relevant", found.parameters)
    assert "nobody" in fault_line(fault, "en")
    assert fault_line(fault, "en").startswith("Q05.relevant")
    assert "name_not_known" in SENTENCES or "name_not_known" in LOGIC_SENTENCES
