"""An interviewer finds the way to own open cases only, and notes what came of each try."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from evaluator.kinds.clocks import LEGAL_ZONE
from surveys.models.assignments import Attempt
from surveys.models.cases import Case
from surveys.queries.assignments import attempts_of
from surveys.services.assignments import assign_case
from surveys.services.vault import seal_identity, sealer_for
from tests.collection import Field

ClientOf = Callable[[str | None], FlaskClient]


@pytest.fixture
def case(field: Field) -> Case:
    """A case that the interviewer holds."""
    lead, interviewer = field.people.actors["field"], field.people.actors["interviewer"]
    assign_case(field.session, lead, field.clock, field.cases[0], interviewer.account_id)
    field.session.commit()
    return field.cases[0]


def _sent(client: FlaskClient, case: Case, **changed: str) -> dict[str, str]:
    found = re.search(r'name="client_id"[^>]*value="([0-9a-f]{32})"', _page(client, case))
    assert found
    return {
        "client_id": found[1],
        "mode": "face_to_face",
        "disposition": "2.2",
        "appointment": "",
        "note": "",
    } | changed


def _page(client: FlaskClient, case: Case) -> str:
    return client.get(f"/visits/{case.id}").text


def test_only_cases_in_hand_are_listed_and_open(
    field: Field, case: Case, client_of: ClientOf
) -> None:
    client, other = client_of("interviewer"), field.cases[1]
    listed = client.get("/visits").text
    assert case.id in listed
    assert other.id not in listed
    for address in (f"/visits/{other.id}", "/visits/0"):
        assert client.get(address).status_code == 404
    assert client.post(f"/visits/{other.id}/person").status_code == 404
    assert client.post(f"/visits/{other.id}/attempts", data={}).status_code == 404


def test_an_attempt_with_an_appointment_is_noted_once(
    field: Field, case: Case, client_of: ClientOf
) -> None:
    client = client_of("interviewer")
    sent = _sent(client, case, appointment="2026-07-02T15:30", note="下午在家")
    for _ in range(2):
        assert client.post(f"/visits/{case.id}/attempts", data=sent).status_code == 302
    (noted,) = attempts_of(field.session, case.id)
    assert noted.appointment_at == datetime(2026, 7, 2, 15, 30, tzinfo=LEGAL_ZONE)
    assert "下午在家" in _page(client, case)
    assert "15:30" in client.get("/visits").text


def test_an_interview_is_never_complete_by_word_alone(
    field: Field, case: Case, client_of: ClientOf
) -> None:
    client = client_of("interviewer")
    for changed in ({"disposition": "1.1"}, {"client_id": "x"}, {"mode": "self_web"}):
        sent = _sent(client, case, **changed)
        assert client.post(f"/visits/{case.id}/attempts", data=sent).status_code == 422
    assert field.session.scalars(select(Attempt)).all() == []


def test_after_a_refusal_nobody_is_shown_any_more(case: Case, client_of: ClientOf) -> None:
    client = client_of("interviewer")
    sent = _sent(client, case, disposition="2.11")
    assert client.post(f"/visits/{case.id}/attempts", data=sent).status_code == 302
    assert client.get(f"/visits/{case.id}").status_code == 404
    assert client.post(f"/visits/{case.id}/person").status_code == 404


def test_who_holds_a_case_is_shown_whom_to_visit_on_asking(
    field: Field, case: Case, client_of: ClientOf
) -> None:
    sealer = sealer_for(field.session, field.settings, field.clock, field.evaluation.id)
    person = {"name": "虚拟甲", "phone": "", "address": "虚拟村1号"}
    seal_identity(field.session, field.settings, sealer, case.id, person)
    field.session.commit()
    client = client_of("interviewer")
    assert "虚拟村1号" not in _page(client, case)
    shown = client.post(f"/visits/{case.id}/person")
    assert shown.status_code == 200
    assert "虚拟村1号" in shown.text
