"""This room is for fast interviews: judged by question, within their own group."""

import pytest

from scoring.errors import MethodError
from scoring.quality.speed import relative_speed


def test_a_short_interview_with_few_questions_is_not_fast() -> None:
    found = relative_speed([480, 460, 120], [20, 20, 5], ["T"] * 3)
    assert found.index == pytest.approx([1, 24 / 23, 1])
    assert not found.is_flagged.any()


def test_groups_have_their_own_median() -> None:
    found = relative_speed([480, 480, 200, 200], [20] * 4, ["spoken", "spoken", "web", "web"])
    assert found.index.tolist() == [1, 1, 1, 1]


def test_exactly_twice_as_fast_is_flagged() -> None:
    assert relative_speed([400, 400, 200], [10] * 3, ["T"] * 3).is_flagged.tolist() == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("seconds", [0, -5, float("nan"), float("inf")])
def test_a_time_that_is_not_known_is_no_evidence(seconds: float) -> None:
    found = relative_speed([480, seconds], [20, 20], ["T", "T"])
    assert found.is_measured.tolist() == [True, False]
    assert found.index.tolist() == [1, 0]
    assert not found.is_flagged.any()


def test_bad_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        relative_speed([1, 2], [1], ["T", "T"])
    with pytest.raises(MethodError, match="limit_out_of_range"):
        relative_speed([1], [1], ["T"], limit=1)
