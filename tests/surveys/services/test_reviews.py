"""This room is for verdicts: two people, a reason, an effect, and what stood there before."""

import pytest
from sqlalchemy import func, select

from evaluator.errors import Duplicate, Invalid, NotAllowed, NotReady
from surveys.models.cases import ISSUED, Case, Invitation
from surveys.models.responses import Response, ResponseConflict
from surveys.models.reviews import KEPT, REPLACED, BackCheck, ConflictChoice
from surveys.services.back_checks import (
    BackCheckFacts,
    checker_of,
    lot,
    record_back_check,
)
from surveys.services.conflicts import choose_copy
from surveys.services.reviews import decide_verdict, propose_verdict
from tests.collection import Field
from tests.surveys.services.test_flags import answer, walk
from tests.web import both_databases


def stored(field: Field, number: int = 0, **answers: int) -> Response:
    """A response of an interviewer for one of the cases."""
    submission_id = answer(field, number, "i-1", **answers)
    field.session.rollback()
    return field.session.get_one(Response, submission_id)


def settle(field: Field, response: Response, verdict: str, **changes: object) -> None:
    """Propose as the quality lead, confirm as the lead evaluator."""
    quality, lead = field.people.actors["quality"], field.people.actors["lead"]
    session, clock = field.session, field.clock
    proposal = propose_verdict(session, quality, clock, response, verdict, "看过录音", changes)
    decide_verdict(session, lead, clock, proposal, True)
    session.commit()


def test_nobody_decides_on_a_proposal_of_their_own(field: Field) -> None:
    quality = field.people.actors["quality"]
    response = stored(field)
    proposal = propose_verdict(field.session, quality, field.clock, response, "reject", "编造")
    with pytest.raises(NotReady, match="second_person_needed"):
        decide_verdict(field.session, quality, field.clock, proposal, True)
    assert response.status == "accepted"


def test_only_one_proposal_waits_at_a_time_and_a_declined_one_needs_a_reason(field: Field) -> None:
    quality, lead = field.people.actors["quality"], field.people.actors["lead"]
    response = stored(field)
    proposal = propose_verdict(field.session, quality, field.clock, response, "reject", "编造")
    with pytest.raises(Duplicate, match="verdict_waits"):
        propose_verdict(field.session, lead, field.clock, response, "accept", "没问题")
    with pytest.raises(Invalid, match="reason_needed"):
        decide_verdict(field.session, lead, field.clock, proposal, False)
    decide_verdict(field.session, lead, field.clock, proposal, False, "回访确认做过")
    assert response.status == "accepted"
    propose_verdict(field.session, lead, field.clock, response, "accept", "没问题")


@both_databases
def test_a_rejected_response_stays_excluded_with_its_reason(field: Field) -> None:
    response = stored(field)
    settle(field, response, "reject")
    assert (response.status, response.reason) == ("excluded", "rejected")
    assert field.session.get_one(Case, response.case_id).disposition == ISSUED
    settle(field, response, "accept")
    assert (response.status, response.reason) == ("accepted", "")


@both_databases
def test_a_case_that_is_asked_again_takes_one_more_response(field: Field) -> None:
    response = stored(field)
    settle(field, response, "redo")
    session = field.session
    wanted = select(Invitation.status).where(Invitation.case_id == response.case_id)
    assert session.scalar(wanted) == "open"
    session.rollback()
    second = answer_again(field)
    session.rollback()
    rows = session.execute(select(Response.status, Response.reason).order_by(Response.status)).all()
    assert [tuple(row) for row in rows] == [("accepted", ""), ("excluded", "redo")]
    assert second != response.submission_id
    first = session.get_one(Response, response.submission_id)
    with pytest.raises(Duplicate, match="case_counted_already"):
        settle(field, first, "accept")


def answer_again(field: Field) -> str:
    """Answer once more for the first case, under a new number."""
    from surveys.services.questionnaires import instrument
    from surveys.services.submissions import Circumstances, Submission, submit
    from tests.collection import full_answers

    sent = Submission(
        "f" * 32,
        field.cases[0].id,
        full_answers(instrument("T"), Q01=2),
        Circumstances("phone", interviewer="i-2"),
    )
    submit(field.session.get_bind(), field.settings, field.clock, sent)  # type: ignore[arg-type]  # an engine
    return sent.submission_id


def test_a_repair_changes_what_it_names_and_keeps_what_was_there(field: Field) -> None:
    response = stored(field, Q12=4)
    place = [q["code"] for q in field.wave.questionnaire.document["questions"]].index("Q12")
    digest = response.digest
    settle(field, response, "repair", presence="staff", Q12=2)
    assert response.presence == "staff"
    assert response.answers[place] == 2
    assert response.digest == digest
    with pytest.raises(Invalid, match="repair_not_offered"):
        settle(field, response, "repair", Q12=77)
    with pytest.raises(Invalid, match="repair_unknown"):
        settle(field, response, "repair", case_id="x")
    with pytest.raises(Invalid, match="repair_needs_changes"):
        settle(field, response, "repair")


def test_who_may_not_judge_answers_is_refused(field: Field) -> None:
    response = stored(field)
    for login in ("field", "assessor", "purchaser"):
        with pytest.raises(NotAllowed):
            propose_verdict(
                field.session, field.people.actors[login], field.clock, response, "accept", "x"
            )


def test_a_conflicting_copy_is_put_in_place_with_a_reason_once(field: Field) -> None:
    response = stored(field, Q12=4)
    before = list(response.answers)
    other = [*before]
    other[2] = 1
    content = {"answers": other, "mode": "paper", "interviewer": "i-9"}
    kept = ResponseConflict(
        submission_id=response.submission_id,
        wave_id=field.wave.id,
        case_id=response.case_id,
        content=content,
        digest="0" * 64,
        received_on=response.received_on,
    )
    field.session.add(kept)
    field.session.flush()
    quality = field.people.actors["quality"]
    with pytest.raises(Invalid, match="reason_needed"):
        choose_copy(field.session, quality, field.clock, kept, REPLACED, " ")
    choose_copy(field.session, quality, field.clock, kept, REPLACED, "纸质原件更完整")
    assert response.answers == other
    assert response.mode == "paper"
    made = field.session.get_one(ConflictChoice, kept.id)
    assert made.before["answers"] == before
    with pytest.raises(Duplicate, match="copy_chosen_already"):
        choose_copy(field.session, quality, field.clock, kept, KEPT, "再想想")


def test_calling_again_is_for_somebody_else_and_counts_what_differs(field: Field) -> None:
    response = stored(field, Q06=0, Q16=0)
    walk(field)
    check = field.session.get_one(BackCheck, response.submission_id)
    quality = field.people.actors["quality"]
    facts = BackCheckFacts(True, True, {"Q06": 1, "Q16": 0, "Q12": 5}, "老人记得清楚")
    record_back_check(field.session, quality, field.clock, field.settings, check, facts)
    assert (check.compared, check.differing, check.is_held) == (2, 1, True)
    with pytest.raises(Invalid, match="say_whether_held"):
        record_back_check(
            field.session, quality, field.clock, field.settings, check, BackCheckFacts(True)
        )
    check.interviewer = checker_of(field.settings, field.people.actors["lead"])
    with pytest.raises(NotReady, match="checker_not_independent"):
        record_back_check(
            field.session,
            field.people.actors["lead"],
            field.clock,
            field.settings,
            check,
            BackCheckFacts(False),
        )


def test_lots_are_even_and_repeatable() -> None:
    lots = [lot("seed", f"{number:032x}") for number in range(4_000)]
    assert lots == [lot("seed", f"{number:032x}") for number in range(4_000)]
    assert 0.08 < sum(one < 0.1 for one in lots) / len(lots) < 0.12
    assert min(lots) >= 0
    assert max(lots) < 1


def test_a_withdrawn_response_is_left_alone(field: Field) -> None:
    response = stored(field)
    response.status, response.reason = "excluded", "withdrawn"
    with pytest.raises(NotReady, match="response_withdrawn"):
        settle(field, response, "accept")
    assert field.session.scalar(select(func.count()).select_from(Response)) == 1
