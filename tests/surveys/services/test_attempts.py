"""Tries are recorded once, by who holds the case, and the latest gives the outcome."""

from datetime import timedelta

import pytest

from evaluator.errors import Duplicate, Invalid, NotFound
from surveys.models.assignments import DONE
from surveys.models.cases import Case
from surveys.queries.assignments import assignment_of, attempts_of, open_cases_of
from surveys.services.assignments import assign_case
from surveys.services.attempts import (
    AttemptFacts,
    dayparts,
    is_tried_enough,
    note_of,
    record_attempt,
)
from tests.collection import Field
from tests.interviewers import facts, hire
from tests.web import NOON


@pytest.fixture
def case(field: Field) -> Case:
    """A case that the interviewer holds."""
    lead, interviewer = field.people.actors["field"], field.people.actors["interviewer"]
    assign_case(field.session, lead, field.clock, field.cases[0], interviewer.account_id)
    field.session.commit()
    return field.cases[0]


def _record(field: Field, case: Case, noted: AttemptFacts, login: str = "interviewer") -> int:
    actor = field.people.actors[login]
    made = record_attempt(field.session, actor, field.clock, field.settings, case, noted)
    return made.id


def test_the_same_try_sent_twice_is_one_try(field: Field, case: Case) -> None:
    first = _record(field, case, facts(1, "2.2"))
    assert _record(field, case, facts(1, "2.2")) == first
    with pytest.raises(Duplicate, match="attempt_known"):
        _record(field, case, facts(1, "2.11"))
    assert len(attempts_of(field.session, case.id)) == 1


def test_tries_that_arrive_late_do_not_overtake_later_ones(field: Field, case: Case) -> None:
    _record(field, case, facts(2, "2.12", NOON))
    _record(field, case, facts(1, "2.2", NOON - timedelta(days=1)))
    assert case.disposition == "2.12"


def test_a_refusal_ends_the_work_and_the_list_gets_shorter(field: Field, case: Case) -> None:
    me = field.people.actors["interviewer"].account_id
    assert [held.case_id for held in open_cases_of(field.session, me)] == [case.id]
    _record(field, case, facts(1, "2.11"))
    assert open_cases_of(field.session, me) == []
    held = assignment_of(field.session, case.id)
    assert held is not None
    assert (case.disposition, held.state) == ("2.11", DONE)


def test_what_was_noted_lies_sealed(field: Field, case: Case) -> None:
    actor = field.people.actors["interviewer"]
    noted = facts(1, "2.2", note="邻居说虚拟甲下午在家")
    made = record_attempt(field.session, actor, field.clock, field.settings, case, noted)
    assert made.sealed_note is not None
    assert "虚拟甲".encode() not in made.sealed_note
    assert note_of(field.session, field.settings, made) == "邻居说虚拟甲下午在家"


def test_an_interviewer_records_nothing_for_other_people_s_cases(field: Field, case: Case) -> None:
    (other,) = hire(field, 1)
    with pytest.raises(NotFound):
        record_attempt(field.session, other, field.clock, field.settings, case, facts(1, "2.2"))


@pytest.mark.parametrize(
    ("noted", "code"),
    [
        (facts(1, "1.1"), "outcome_not_recordable"),
        (facts(1, "9.9"), "outcome_not_recordable"),
        (facts(1, "2.2", NOON + timedelta(hours=1)), "attempt_in_the_future"),
        (AttemptFacts("attempt-0001", NOON, "pigeon", "2.2"), "unknown_mode"),
        (facts(1, "2.2", note="长" * 501), "text_too_long"),
        (AttemptFacts("x", NOON, "phone", "2.2"), "text_too_long"),
    ],
)
def test_a_try_that_cannot_be_is_refused(
    field: Field, case: Case, noted: AttemptFacts, code: str
) -> None:
    with pytest.raises(Invalid, match=code):
        _record(field, case, noted)


def test_three_tries_in_two_parts_of_the_day_are_enough(field: Field, case: Case) -> None:
    # Noon of the tests is twelve o'clock in China.
    for number, hours in enumerate((0, 1, 24)):
        _record(field, case, facts(number, "2.2", NOON - timedelta(hours=hours)))
    attempts = attempts_of(field.session, case.id)
    assert dayparts(attempts) == {"morning", "afternoon"}
    assert is_tried_enough(attempts)
    assert not is_tried_enough(attempts[:2])
    assert not is_tried_enough([attempts[0], attempts[0], attempts[0]])
