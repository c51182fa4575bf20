"""From the agreement to the cases in interviewers' hands, as people do it at their pages."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Programme
from surveys.models.assignments import Assignment, CaseReplacement
from surveys.models.cases import Case
from surveys.models.draws import SampleDraw
from surveys.models.waves import CLOSED, OPEN, Wave
from surveys.services.attempts import record_attempt
from surveys.services.waves import create_wave
from tests.collection import WAVE_PLAN
from tests.interviewers import facts
from tests.rosters import csv_of, person
from tests.web import NOON, People

ClientOf = Callable[[str | None], FlaskClient]
AGREEMENT = {
    "title": "个人信息委托处理协议",
    "number": "虚民函〔2026〕1号",
    "signed_on": "2026-01-05",
    "expires_on": "2027-01-04",
    "controller_signer": "虚拟甲局",
    "processor_signer": "虚拟乙公司",
    "scope": "只用于本次满意度调查，访问结束后销毁",
}
DESIGN = {
    "method": "stratified",
    "unit": "person",
    "interviews": "12",
    "half_width": "5",
    "response_rate": "80",
    "per_village": "5",
    "correlation": "0.05",
    "reserve": "20",
    "price": "60",
    "travel": "200",
    "budget": "5000",
}


@pytest.fixture
def wave(session: Session, people: People, evaluation: Evaluation) -> Wave:
    """A wave in preparation, nobody in it."""
    made = create_wave(session, people.actors["lead"], lambda: NOON, evaluation, WAVE_PLAN)
    session.commit()
    return made


def _upload(client: FlaskClient, address: str, data: bytes, name: str = "名单.csv") -> object:
    sent = {"file": (io.BytesIO(data), name)}
    return client.post(address, data=sent, content_type="multipart/form-data")


def _roster(client_of: ClientOf, evaluation: Evaluation) -> str:
    base = f"/evaluations/{evaluation.id}"
    assert client_of("lead").post(f"{base}/entrustments/new", data=AGREEMENT).status_code == 302
    rows = [person(n) for n in range(80)] + [person(n, "C2") for n in range(80, 160)]
    assert _upload(client_of("purchaser"), f"{base}/rosters", csv_of(rows)).status_code == 302  # type: ignore[attr-defined]  # a test response
    return f"{base}/rosters/1"


def test_a_list_goes_from_the_agreement_to_the_sample_and_the_interviewers(
    session: Session, evaluation: Evaluation, wave: Wave, client_of: ClientOf, people: People
) -> None:
    page = client_of("field").get(f"/evaluations/{evaluation.id}/rosters").text
    assert 'type="file"' not in page
    address = _roster(client_of, evaluation)
    field = client_of("field")
    shown = field.get(address).text
    assert "虚拟000001" not in shown
    assert "C1" in shown
    assert client_of("purchaser").post(f"{address}/accept").status_code == 403
    assert field.post(f"{address}/accept").status_code == 302

    designer = field.get(f"/waves/{wave.id}/sample", query_string=DESIGN)
    assert designer.status_code == 200
    # Twelve interviews for 60 yuan in each of two contracts, and 200 yuan for every village.
    rows = re.findall(r"<tr><th scope=\"row\">C\d .*?</tr>", designer.text, re.DOTALL)
    cells = [re.findall(r">([^<>]*)</td>", row) for row in rows[:2]]
    villages, costs = [int(row[3]) for row in cells], [row[-1] for row in cells]
    assert costs
    assert costs == [f"{12 * 60 + 200 * count}.00" for count in villages]
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', designer.text))
    assert hidden["method"] == "stratified"
    assert field.post(f"/waves/{wave.id}/sample", data=hidden).status_code == 302
    drawn = session.scalars(select(SampleDraw)).one()
    assert drawn.seed in field.get(f"/waves/{wave.id}/sample").text
    assert field.post(f"/waves/{wave.id}/sample", data=hidden).status_code == 409

    interviewer = people.actors["interviewer"].account_id
    given = field.post(f"/waves/{wave.id}/cases/assign", data={"interviewers": [interviewer]})
    assert given.status_code == 302
    assert len(session.scalars(select(Assignment)).all()) == drawn.drawn
    cases = field.get(f"/waves/{wave.id}/cases").text
    assert "interviewer 演示" in cases
    assert 'class="notice warn"' in cases
    assert not re.search(r"虚拟\d{6}", cases)


def test_a_lost_case_is_replaced_from_its_page(
    session: Session,
    settings: object,
    evaluation: Evaluation,
    wave: Wave,
    client_of: ClientOf,
    people: People,
) -> None:
    address, field = _roster(client_of, evaluation), client_of("field")
    field.post(f"{address}/accept")
    field.post(f"/waves/{wave.id}/sample", data=DESIGN)
    wave.state, wave.opened_at = OPEN, NOON
    session.commit()
    case = session.scalars(select(Case)).first()
    assert case is not None
    assert field.post(f"/cases/{case.id}/replace", data={"reason": "died"}).status_code == 422
    given = {"interviewer": people.actors["interviewer"].account_id, "due_on": "2026-12-01"}
    assert field.post(f"/cases/{case.id}/assign", data=given).status_code == 302
    record_attempt(
        session,
        people.actors["interviewer"],
        lambda: NOON,
        settings,
        case,
        facts(1, "2.31"),  # type: ignore[arg-type]  # a fixture
    )
    session.commit()
    assert field.post(f"/cases/{case.id}/replace", data={"reason": "died"}).status_code == 302
    assert session.scalars(select(CaseReplacement)).one().reason == "died"
    assert "2026-12-01" in field.get(f"/cases/{case.id}").text


def test_one_identity_is_shown_to_the_quality_lead_alone(
    session: Session, evaluation: Evaluation, wave: Wave, client_of: ClientOf
) -> None:
    field = client_of("field")
    field.post(f"{_roster(client_of, evaluation)}/accept")
    field.post(f"/waves/{wave.id}/sample", data=DESIGN)
    case = session.scalars(select(Case)).first()
    assert case is not None
    quality, address = client_of("quality"), f"/cases/{case.id}/identity"
    assert not re.search(r"虚拟\d{6}", quality.get(f"/cases/{case.id}").text)
    assert quality.post(address, data={"reason": ""}).status_code == 422
    opened = quality.post(address, data={"reason": "复核电话号码"})
    assert opened.status_code == 200
    assert re.search(r"虚拟\d{6}", opened.text)
    assert not re.search(r"虚拟\d{6}", quality.get(f"/cases/{case.id}").text)
    for login in ("lead", "field", "assessor", "interviewer", "purchaser"):
        assert client_of(login).post(address, data={"reason": "想看看"}).status_code == 403


def test_faults_of_a_list_are_shown_by_row_and_column(
    evaluation: Evaluation, client_of: ClientOf
) -> None:
    client_of("lead").post(f"/evaluations/{evaluation.id}/entrustments/new", data=AGREEMENT)
    base = f"/evaluations/{evaluation.id}/rosters"
    _upload(client_of("field"), base, csv_of([person(1, "C9")]))
    page = client_of("field").get(f"{base}/1").text
    assert re.search(r"<li>名单\.csv.*2.*合同编号.*C9", page)


def test_identities_are_destroyed_with_a_certificate(
    session: Session, evaluation: Evaluation, wave: Wave, client_of: ClientOf
) -> None:
    field, quality = client_of("field"), client_of("quality")
    field.post(f"{_roster(client_of, evaluation)}/accept")
    field.post(f"/waves/{wave.id}/sample", data=DESIGN)
    base = f"/evaluations/{evaluation.id}/vault"
    assert quality.post(f"{base}/check").status_code == 200
    rotated = quality.post(f"{base}/rotate")
    assert rotated.status_code == 302
    refused = quality.post(f"{base}/destroy", data={"witness": "虚拟监督员", "reason": "复核结束"})
    assert refused.status_code == 409
    session.get_one(Wave, wave.id).state = CLOSED
    session.get_one(Wave, wave.id).opened_at = NOON
    session.commit()
    assert quality.post(f"{base}/destroy", data={"witness": "", "reason": ""}).status_code == 422
    done = quality.post(f"{base}/destroy", data={"witness": "虚拟监督员", "reason": "复核结束"})
    assert done.status_code == 302
    assert "E1-01" in quality.get(base).text
    assert session.get_one(Programme, evaluation.programme_id)
