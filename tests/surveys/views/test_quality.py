"""This room is for the pages of quality: what is counted, what is compared, who decides what."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import func, select

from surveys.models.quality import InterviewerSign
from surveys.models.responses import Response, ResponseConflict
from surveys.models.reviews import Adjudication, BackCheck, ConflictChoice
from tests.collection import Field
from tests.surveys.services.test_flags import answer, walk

ClientOf = Callable[[str | None], FlaskClient]


def test_the_page_of_quality_counts_flags_and_rates(field: Field, client_of: ClientOf) -> None:
    answer(field, 0, "i-1", Q01=3)
    answer(field, 1, "i-1", Q01=3)
    answer(field, 2, "i-2", "staff")
    walk(field)
    page = client_of("quality").get(f"/waves/{field.wave.id}/quality").get_data(as_text=True)
    assert "RR1" in page
    assert "RR6" in page
    assert f"/waves/{field.wave.id}/responses?kind=alike" in page
    assert f"/waves/{field.wave.id}/responses?kind=staff_present" in page


def test_judging_anew_runs_as_a_job_and_compares_interviewers(
    field: Field, client_of: ClientOf
) -> None:
    for number in range(6):
        answer(field, number, f"i-{number % 2}", Q01=1 + number % 5)
    client = client_of("quality")
    answered = client.post(f"/waves/{field.wave.id}/quality")
    assert answered.status_code == 302
    assert "/jobs/" in answered.headers["Location"]
    field.session.rollback()
    signs = list(field.session.scalars(select(InterviewerSign)))
    assert [sign.interviewer for sign in signs] == ["i-0", "i-1"]
    page = client.get(f"/waves/{field.wave.id}/quality").get_data(as_text=True)
    assert f"/waves/{field.wave.id}/responses?interviewer=i-0" in page


def test_evidence_shows_both_interviews_of_a_pair(field: Field, client_of: ClientOf) -> None:
    first, second = answer(field, 0, "i-1", Q01=3), answer(field, 1, "i-1", Q01=3, Q12=4)
    walk(field)
    page = client_of("quality").get(f"/responses/{first}").get_data(as_text=True)
    assert "F13-match" in page
    assert second[:8] in page
    assert 'class="differs"' in page


def test_a_verdict_needs_two_people_over_the_web(field: Field, client_of: ClientOf) -> None:
    submission_id = answer(field, 0, "i-1")
    quality, lead = client_of("quality"), client_of("lead")
    sent = {"verdict": "reject", "reason": "回访说没人来过"}
    assert quality.post(f"/responses/{submission_id}/verdicts", data=sent).status_code == 302
    field.session.rollback()
    proposal = field.session.scalars(select(Adjudication)).one()
    decision = {"is_confirmed": "yes"}
    own = quality.post(f"/verdicts/{proposal.id}/decision", data=decision)
    assert own.status_code in (409, 422)
    assert 'role="alert"' in own.get_data(as_text=True)
    assert lead.post(f"/verdicts/{proposal.id}/decision", data=decision).status_code == 302
    field.session.rollback()
    response = field.session.get_one(Response, submission_id)
    assert (response.status, response.reason) == ("excluded", "rejected")
    page = quality.get(f"/responses/{submission_id}").get_data(as_text=True)
    assert "lead 演示" in page
    assert "quality 演示" in page


def test_a_verdict_without_a_reason_is_asked_for_again(field: Field, client_of: ClientOf) -> None:
    submission_id = answer(field, 0, "i-1")
    sent = {"verdict": "reject", "reason": " "}
    answered = client_of("quality").post(f"/responses/{submission_id}/verdicts", data=sent)
    assert answered.status_code == 422
    assert field.session.scalar(select(func.count()).select_from(Adjudication)) == 0


def test_an_assessor_reads_but_proposes_nothing(field: Field, client_of: ClientOf) -> None:
    submission_id = answer(field, 0, "i-1")
    assessor = client_of("assessor")
    assert assessor.get(f"/responses/{submission_id}").status_code == 200
    sent = {"verdict": "reject", "reason": "x"}
    assert assessor.post(f"/responses/{submission_id}/verdicts", data=sent).status_code == 403
    for login in ("field", "purchaser", "observer", "admin"):
        assert client_of(login).get(f"/responses/{submission_id}").status_code == 403
    assert client_of("other-lead").get(f"/responses/{submission_id}").status_code == 404


def conflicting(field: Field, submission_id: str) -> ResponseConflict:
    """A second, different copy of a response."""
    field.session.rollback()
    response = field.session.get_one(Response, submission_id)
    other = list(response.answers)
    other[2] = 1
    copy = ResponseConflict(
        submission_id=submission_id,
        wave_id=field.wave.id,
        case_id=response.case_id,
        content={"answers": other, "mode": "paper"},
        digest="1" * 64,
        received_on=response.received_on,
    )
    field.session.add(copy)
    field.session.commit()
    return copy


def test_n03_of_two_different_copies_the_quality_lead_chooses_one(
    field: Field, client_of: ClientOf
) -> None:
    copy = conflicting(field, answer(field, 0, "i-1", Q02=4))
    quality = client_of("quality")
    listed = quality.get(f"/waves/{field.wave.id}/conflicts").get_data(as_text=True)
    assert f"/conflicts/{copy.id}" in listed
    assert 'class="differs"' in quality.get(f"/conflicts/{copy.id}").get_data(as_text=True)
    sent = {"choice": "replaced", "reason": "纸质原件更全"}
    assert client_of("assessor").post(f"/conflicts/{copy.id}", data=sent).status_code == 403
    assert quality.post(f"/conflicts/{copy.id}", data=sent).status_code == 302
    field.session.rollback()
    assert field.session.get_one(Response, copy.submission_id).mode == "paper"
    assert field.session.get_one(ConflictChoice, copy.id).before["mode"] == "face_to_face"
    after = quality.get(f"/waves/{field.wave.id}/conflicts").get_data(as_text=True)
    assert f"/conflicts/{copy.id}" not in after


def test_n08_a_choice_is_made_once_and_keeping_changes_nothing(
    field: Field, client_of: ClientOf
) -> None:
    copy = conflicting(field, answer(field, 0, "i-1", Q02=4))
    quality = client_of("quality")
    sent = {"choice": "kept", "reason": "第一份是当面问的"}
    assert quality.post(f"/conflicts/{copy.id}", data=sent).status_code == 302
    again = quality.post(f"/conflicts/{copy.id}", data={**sent, "choice": "replaced"})
    assert again.status_code == 422
    field.session.rollback()
    assert field.session.get_one(Response, copy.submission_id).mode == "face_to_face"


def test_calling_again_asks_facts_and_not_what_was_answered(
    field: Field, client_of: ClientOf
) -> None:
    submission_id = answer(field, 0, "i-1", Q06=0)
    walk(field)
    assessor = client_of("assessor")
    listed = assessor.get(f"/waves/{field.wave.id}/back-checks").get_data(as_text=True)
    assert f"/back-checks/{submission_id}" in listed
    page = assessor.get(f"/back-checks/{submission_id}").get_data(as_text=True)
    assert 'name="fact-Q06"' in page
    assert " checked" not in page
    sent = {"outcome": "held", "fact-Q06": "1", "fact-Q12": "5", "fact-Q16": "77", "note": ""}
    assert assessor.post(f"/back-checks/{submission_id}", data=sent).status_code == 302
    field.session.rollback()
    check = field.session.get_one(BackCheck, submission_id)
    assert (check.compared, check.differing, check.is_held) == (1, 1, True)
    table = client_of("quality").get(f"/waves/{field.wave.id}/back-checks").get_data(as_text=True)
    assert "1 / 1" in table


def test_the_list_of_responses_goes_on_where_the_page_ended(
    field: Field, client_of: ClientOf
) -> None:
    for number in range(12):
        answer(field, number, "i-1")
    client = client_of("quality")
    address = f"/waves/{field.wave.id}/responses?after={9:032x}"
    page = client.get(address).get_data(as_text=True)
    assert f"/responses/{10:032x}" in page
    assert f"/responses/{9:032x}" not in page
    assert client.get(f"/waves/{field.wave.id}/responses?kind=%27--&after=%F0").status_code == 200
