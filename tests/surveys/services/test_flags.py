"""This room is for flags as responses arrive: raised, renewed, never excluding by themselves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import sessionmaker

from evaluator.jobs.context import RoundContext
from surveys.models.counting import UncheckedResponse
from surveys.models.quality import QualityFlag
from surveys.models.responses import Response
from surveys.models.reviews import BackCheck
from surveys.queries.flags import flag_counts, flags_by_response, response_page
from surveys.services.flags import flag_all
from surveys.services.questionnaires import instrument
from surveys.services.rounds import flag_what_arrived
from surveys.services.submissions import Circumstances, Submission, submit
from surveys.services.suspicions import sum_up_interviewers
from surveys.services.traces import TraceFacts, keep_trace
from tests.collection import Field, full_answers
from tests.web import NOON, both_databases

Clock = Callable[[], datetime]


def answer(field: Field, number: int, who: str, presence: str = "none", **answers: int) -> str:
    """Submit for a case; return the number of the submission."""
    submission_id = f"{number + 1:032x}"
    sent = Submission(
        submission_id=submission_id,
        case_id=field.cases[number].id,
        answers=full_answers(instrument("T"), **answers),
        circumstances=Circumstances("face_to_face", presence=presence, interviewer=who),
        started_at=NOON - timedelta(minutes=10),
    )
    submit(cast(Engine, field.session.get_bind()), field.settings, field.clock, sent)
    return submission_id


def walk(field: Field) -> None:
    """Let a minute pass."""
    field.session.rollback()
    sessions = sessionmaker(field.session.get_bind())
    flag_what_arrived(RoundContext(sessions, field.settings, field.clock))


@both_databases
def test_what_arrives_is_flagged_once_and_leaves_the_list(field: Field) -> None:
    answer(field, 0, "i-1", Q01=3)
    answer(field, 1, "i-1", Q01=3)
    third = answer(field, 2, "", "staff", Q01=2)
    walk(field)
    walk(field)
    session = field.session
    assert session.scalar(select(func.count()).select_from(UncheckedResponse)) == 0
    counts = flag_counts(session, field.wave)
    assert counts["alike"] == 2
    assert counts["staff_present"] == 1
    assert "staff_present" in flags_by_response(session, field.wave)[third]
    assert set(session.scalars(select(Response.status))) == {"accepted"}


def test_a_later_interview_can_flag_an_earlier_one(field: Field) -> None:
    first = answer(field, 0, "i-1", Q01=3)
    walk(field)
    assert first not in {
        flag.submission_id
        for flag in field.session.scalars(select(QualityFlag).where(QualityFlag.kind == "alike"))
    }
    answer(field, 1, "i-1", Q01=3)
    walk(field)
    assert "alike" in flags_by_response(field.session, field.wave)[first]


def test_before_freezing_everything_is_judged_to_the_same_end(field: Field) -> None:
    for number in range(6):
        answer(field, number, f"i-{number % 2}", Q01=1 + number % 3)
    walk(field)
    before = flags_by_response(field.session, field.wave)
    flag_all(field.session, field.clock, field.wave)
    field.session.commit()
    assert flags_by_response(field.session, field.wave) == before


def test_a_trace_is_kept_once_and_the_flags_follow(field: Field) -> None:
    first, second = answer(field, 0, "i-1", Q01=3), answer(field, 1, "i-1", Q12=1)
    walk(field)
    night = NOON + timedelta(hours=12)
    keep_trace(field.session, first, TraceFacts(night, night + timedelta(minutes=10)))
    again = keep_trace(field.session, first, TraceFacts(NOON, NOON))
    assert again.started_at == night
    facts = TraceFacts(night + timedelta(minutes=5), night + timedelta(minutes=15))
    keep_trace(field.session, second, facts)
    field.session.commit()
    walk(field)
    flags = flags_by_response(field.session, field.wave)
    assert "odd_hours" in flags[first]
    assert "overlap" in flags[second]


def test_one_at_least_of_each_interviewer_is_drawn_to_be_called_again(field: Field) -> None:
    for number in range(8):
        answer(field, number, f"i-{number % 3}")
    answer(field, 8, "")
    walk(field)
    walk(field)
    drawn = list(field.session.scalars(select(BackCheck)))
    assert {check.interviewer for check in drawn} == {"i-0", "i-1", "i-2"}
    assert len(drawn) < 8


def test_interviewers_are_summed_up_and_few_interviews_make_nobody_suspected(field: Field) -> None:
    for number in range(8):
        answer(field, number, f"i-{number % 2}", Q01=1 + number % 5)
    field.session.rollback()
    assert sum_up_interviewers(field.session, field.clock, field.wave) == 0


def test_a_page_of_flagged_responses_holds_those_with_the_flag(field: Field) -> None:
    marked = answer(field, 0, "", "staff")
    answer(field, 1, "")
    walk(field)
    page = response_page(field.session, field.wave, kind="staff_present")
    assert [line.submission_id for line in page.lines] == [marked]
    assert page.following == ""
    assert len(response_page(field.session, field.wave).lines) == 2
    assert response_page(field.session, field.wave, interviewer="i-9").lines == ()
