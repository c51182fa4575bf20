"""This room is for tests of counting interviewers."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.plan import Plan
from scoring.survey.interviewer_counts import interviewer_counts

Answers = Callable[..., pa.Table]


@pytest.fixture
def counts(
    make_bundle: Callable[..., Bundle], plan_t: Plan, draw_answers: Answers
) -> Callable[..., dict[str, int]]:
    """Interviewers of two contracts with 60 answers each after columns were changed."""

    def count(**columns: list[Any]) -> dict[str, int]:
        answers = draw_answers(plan_t, {"K1": 60, "K2": 60}, {})
        for name, values in columns.items():
            place = answers.schema.get_field_index(name)
            column = pa.array(values, answers.schema.field(name).type)
            answers = answers.set_column(place, name, column)
        bundle = make_bundle({"K1": 60, "K2": 60}, answers=answers)
        return interviewer_counts(bundle.response_parts(), plan_t)

    return count


def test_each_interviewer_counts_once_a_contract(counts: Callable[..., dict[str, int]]) -> None:
    names = [f"i{row % 4}" for row in range(60)] + [f"i{row % 5}" for row in range(60)]

    assert counts(interviewer=names) == {"K1": 4, "K2": 5}


def test_a_contract_with_unnamed_interviews_has_no_count(
    counts: Callable[..., dict[str, int]],
) -> None:
    assert counts(interviewer=["i1"] * 60 + ["i1"] * 59 + [None]) == {"K1": 1}
    assert counts() == {}


def test_answers_given_without_an_interviewer_hide_no_interviewer(
    counts: Callable[..., dict[str, int]],
) -> None:
    names = ["i1"] * 59 + [None] * 61
    modes = ["face_to_face"] * 59 + ["self_web"] * 61

    assert counts(interviewer=names, mode=modes) == {"K1": 1, "K2": 0}


def test_answers_that_are_not_scored_bring_no_interviewer(
    counts: Callable[..., dict[str, int]],
) -> None:
    names = ["i1"] * 60 + ["i1"] * 58 + ["i2", "i3"]
    status = ["accepted"] * 118 + ["excluded", "accepted"]
    presence = ["nobody"] * 119 + ["staff"]

    assert counts(interviewer=names, status=status, presence=presence) == {"K1": 1, "K2": 1}
