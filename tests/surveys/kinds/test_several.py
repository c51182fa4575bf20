"""Several choices, orders, days, places and files are read however they are sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import Invalid
from surveys.kinds.questions import Question
from surveys.kinds.registry import KINDS, answer_words, read_answer
from surveys.kinds.several import places_of
from tests.surveys.kinds.examples import EXAMPLE

NAME = "0123456789abcdef0123456789abcdef"


def question(code: str) -> Question:
    """A question of the example."""
    return EXAMPLE.questions[EXAMPLE.position(code)]


@pytest.mark.parametrize(
    ("code", "sent", "kept"),
    [
        ("aid", ["3", "1"], "1 3"),
        ("aid", ["1 3"], "1 3"),
        ("aid", ["9"], "9"),
        ("aid", [], None),
        ("order", ["2", "1", "3"], "2 1 3"),
        ("order", ["3", "1", "2"], "2 3 1"),
        ("order", ["2 1 3"], "2 1 3"),
        ("order", ["", "", ""], None),
        ("born", ["1950-03-02"], "1950-03-02"),
        ("born", [" 1950年3月2日 "], "1950-03-02"),
        ("born", ["1950.3.2"], "1950-03-02"),
        ("born", ["19500302"], "1950-03-02"),
        ("born", ["１９５０／３／２"], "1950-03-02"),
        ("born", ["", "-3"], -3),
        ("born", ["1950-03-02", "-3"], "1950-03-02"),
        ("cost", ["１２．５０"], "12.5"),
        ("cost", ["100000"], "100000"),
        ("where", ["41.80049 123.43251"], "41.800 123.433 0 0"),
        ("where", ["41.8,123.4,30.9,12.2"], "41.800 123.400 30 12"),
        ("where", ["-3"], -3),
        ("photo", [f"{NAME}.jpg"], f"{NAME}.jpg"),
        ("photo", [f"{NAME}.jpg", "-3"], -3),
        ("photo", [""], None),
    ],
)
def test_an_answer_is_kept_in_one_way_and_read_back_the_same(
    code: str, sent: list[str], kept: str | int | None
) -> None:
    assert read_answer(question(code), sent) == kept
    assert kept is None or read_answer(question(code), [str(kept)]) == kept


@pytest.mark.parametrize(
    ("code", "sent", "refused"),
    [
        ("aid", ["4"], "answer_not_offered"),
        ("aid", ["1", "9"], "answer_stands_alone"),
        ("aid", ["1 x"], "answer_not_offered"),
        ("order", ["1", "1", "2"], "places_do_not_fit"),
        ("order", ["1", "2", ""], "places_do_not_fit"),
        ("order", ["1 2"], "places_do_not_fit"),
        ("born", ["1950-02-30"], "day_not_possible"),
        ("born", ["soon"], "day_not_possible"),
        ("born", ["-9"], "answer_not_offered"),
        ("cost", ["1.005"], "number_outside"),
        ("cost", ["-1"], "number_outside"),
        ("cost", ["1e3"], "number_outside"),
        ("cost", ["nan"], "number_outside"),
        ("where", ["91 10"], "place_not_possible"),
        ("where", ["41.8"], "place_not_possible"),
        ("where", ["a b"], "place_not_possible"),
        ("photo", ["../../etc/passwd"], "answer_not_offered"),
        ("photo", [f"{NAME}.m4a"], "answer_not_offered"),
        ("photo", [f"{NAME}.jpg", "x"], "answer_not_offered"),
    ],
)
def test_what_does_not_fit_is_refused(code: str, sent: list[str], refused: str) -> None:
    with pytest.raises(Invalid, match=refused):
        read_answer(question(code), sent)


def test_answers_are_said_in_words_and_a_file_never_by_its_name() -> None:
    assert answer_words(question("aid"), "1 3", "zh") == "低保、临时救助"
    assert answer_words(question("order"), "2 1 3", "zh") == "1. 近、2. 快、3. 好"
    assert answer_words(question("sign"), -3, "en") == "I would rather not say"
    assert NAME not in answer_words(question("photo"), f"{NAME}.jpg", "zh")


def test_the_places_of_an_order_are_shown_again_as_they_were_sent() -> None:
    assert places_of(question("order"), ["2 1 3"]) == {2: "1", 1: "2", 3: "3"}
    assert places_of(question("order"), ["1", "1", ""]) == {1: "1", 2: "1", 3: ""}


@given(st.sampled_from(sorted(KINDS)), st.lists(st.text(max_size=30), max_size=4))
def test_no_kind_takes_anything_that_it_would_not_take_again(kind: str, sent: list[str]) -> None:
    example = next((one for one in EXAMPLE.questions if one.kind == kind), None)
    asked = example or Question("Q", kind, {"zh": "问"}, question("came").options)
    try:
        kept = read_answer(asked, sent)
    except Invalid:
        kept = None
    assert kept is None or read_answer(asked, [str(kept)]) == kept
