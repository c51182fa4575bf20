"""Appointments come first, the earliest before the later; the others go village by village."""

from dataclasses import replace
from datetime import timedelta

from surveys.queries.visits import visits_of
from surveys.services.assignments import assign_case
from surveys.services.attempts import record_attempt
from tests.collection import Field
from tests.interviewers import facts
from tests.web import NOON


def _hold_all(field: Field) -> int:
    me = field.people.actors["interviewer"].account_id
    for case in field.cases:
        assign_case(field.session, field.people.actors["field"], field.clock, case, me)
    return me


def _note(field: Field, case_number: int, number: int, hours: int, days: int | None) -> None:
    agreed = None if days is None else NOON + timedelta(days=days)
    noted = replace(facts(number, "2.2", NOON - timedelta(hours=hours)), appointment_at=agreed)
    case, actor = field.cases[case_number], field.people.actors["interviewer"]
    record_attempt(field.session, actor, field.clock, field.settings, case, noted)


def test_appointments_come_first_and_the_rest_by_village(field: Field) -> None:
    me = _hold_all(field)
    _note(field, 1, 1, 1, 2)
    _note(field, 2, 2, 1, 1)
    lines = visits_of(field.session, me)
    assert [line.held.case_id for line in lines[:2]] == [field.cases[2].id, field.cases[1].id]
    rest = [line.held.case for line in lines[2:]]
    assert len(lines) == len(field.cases)
    assert rest == sorted(rest, key=lambda case: (case.stratum, case.psu, case.label))


def test_an_appointment_ends_with_the_next_attempt(field: Field) -> None:
    me = _hold_all(field)
    _note(field, 1, 1, 3, 1)
    _note(field, 1, 2, 1, None)
    (line,) = [one for one in visits_of(field.session, me) if one.held.case is field.cases[1]]
    assert (line.attempts, line.appointment_at) == (2, None)
