"""A lost case is replaced by rule alone, with the next reserve, and counts once in the design."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.settings import Settings
from surveys.models.cases import Case
from surveys.models.draws import RESERVE, STRATIFIED, DrawnUnit
from surveys.models.waves import Wave
from surveys.queries.assignments import assignment_of
from surveys.services.assignments import assign_case
from surveys.services.attempts import record_attempt
from surveys.services.draws import draw_wave
from surveys.services.replacements import replace_case, reserves_left
from surveys.services.sample_designs import DesignFacts
from surveys.services.sample_tables import frame, sample
from surveys.services.waves import create_wave, open_wave
from tests.collection import WAVE_PLAN
from tests.interviewers import facts
from tests.rosters import accepted, person
from tests.web import NOON, People


@pytest.fixture
def wave(session: Session, settings: Settings, people: People, evaluation: Evaluation) -> Wave:
    """An open wave with a drawn sample and a small reserve."""
    rows = [person(n) for n in range(60)] + [person(n, "C2") for n in range(60, 120)]
    accepted(session, settings, people, evaluation, rows)
    lead = people.actors["lead"]
    made = create_wave(session, lead, lambda: NOON, evaluation, WAVE_PLAN)
    design = DesignFacts(method=STRATIFIED, interviews=8, response_rate=0.8)
    draw_wave(session, lead, lambda: NOON, settings, made, design, 1)
    open_wave(session, lead, lambda: NOON, settings, made)
    session.commit()
    return made


@pytest.fixture
def lost(session: Session, people: People, wave: Wave) -> Case:
    """A drawn case in an interviewer's hands."""
    found = session.scalars(
        select(Case).where(Case.wave_id == wave.id).order_by(Case.label)
    ).first()
    assert found is not None
    interviewer = people.actors["interviewer"].account_id
    assign_case(session, people.actors["field"], lambda: NOON, found, interviewer)
    return found


def _try(
    session: Session, settings: Settings, people: People, case: Case, code: str, hours: list[int]
) -> None:
    for number, hour in enumerate(hours):
        at = NOON - timedelta(hours=hour)
        noted = facts(number, code, at)
        record_attempt(session, people.actors["interviewer"], lambda: NOON, settings, case, noted)


def test_the_next_reserve_of_the_stratum_stands_in_and_the_interviewer_goes_on(
    session: Session, settings: Settings, people: People, wave: Wave, lost: Case
) -> None:
    unit = session.scalars(select(DrawnUnit).where(DrawnUnit.case_id == lost.id)).one()
    first = reserves_left(session, unit)[0]
    _try(session, settings, people, lost, "2.31", [1])
    new = replace_case(session, people.actors["field"], lambda: NOON, settings, lost, "died")
    session.commit()
    assert (first.case_id, first.role, new.stratum) == (new.id, RESERVE, lost.stratum)
    assert new.inclusion_probability == lost.inclusion_probability
    held = assignment_of(session, new.id)
    assert held is not None
    assert held.interviewer_id == people.actors["interviewer"].account_id
    drawn, cells = sample(session, [wave]), frame(session, [wave])
    assert drawn is not None
    assert cells is not None
    rows = {row["case"]: row for row in drawn.to_pylist()}
    assert rows[unit.code]["replaced_by"] == first.code
    assert rows[unit.code]["disposition"] == "2.31"
    # The one who stands in was not drawn beside the other: n of the design stays.
    assert len(rows) == 21
    assert sum(cells["drawn"].to_pylist()) == 20


def test_not_reached_counts_only_after_enough_tries(
    session: Session, settings: Settings, people: People, lost: Case
) -> None:
    field = people.actors["field"]
    _try(session, settings, people, lost, "2.2", [0, 1])
    with pytest.raises(NotReady, match="not_lost_by_rule"):
        replace_case(session, field, lambda: NOON, settings, lost, "not_reached")
    _try(session, settings, people, lost, "2.2", [0, 1, 5])
    assert replace_case(session, field, lambda: NOON, settings, lost, "not_reached")
    with pytest.raises(NotReady, match="replaced_already"):
        replace_case(session, field, lambda: NOON, settings, lost, "not_reached")


@pytest.mark.parametrize(
    ("code", "reason", "refusal"),
    [("2.2", "died", "not_lost_by_rule"), ("2.31", "because", "unknown_reason")],
)
def test_nobody_replaces_at_will(
    session: Session,
    settings: Settings,
    people: People,
    lost: Case,
    code: str,
    reason: str,
    refusal: str,
) -> None:
    _try(session, settings, people, lost, code, [1])
    with pytest.raises((NotReady, Invalid), match=refusal):
        replace_case(session, people.actors["field"], lambda: NOON, settings, lost, reason)


def test_a_reserve_that_is_used_up_is_said(
    session: Session, settings: Settings, people: People, lost: Case
) -> None:
    unit = session.scalars(select(DrawnUnit).where(DrawnUnit.case_id == lost.id)).one()
    for reserve in reserves_left(session, unit):
        session.delete(reserve)
    _try(session, settings, people, lost, "2.31", [1])
    with pytest.raises(NotReady, match="reserve_used_up"):
        replace_case(session, people.actors["field"], lambda: NOON, settings, lost, "died")
