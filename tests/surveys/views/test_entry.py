"""Typing in for somebody: the whole questionnaire on one page, stored once, nothing lost."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import func, select

from surveys.models.responses import Response, ResponseConflict
from tests.collection import Field

ClientOf = Callable[[str | None], FlaskClient]


def _sheet(client: FlaskClient, field: Field, **more: str) -> dict[str, str]:
    page = client.get(f"/cases/{field.cases[0].id}/entry")
    assert page.status_code == 200
    number = re.search(r'name="submission_id"[^>]*value="([0-9a-f]{32})"', page.text)
    assert number is not None
    return {"submission_id": number[1], "mode": "paper", "Q04": "4", "Q12": "2", **more}


def test_a_paper_is_stored_with_how_it_came_about(field: Field, client_of: ClientOf) -> None:
    client = client_of("assessor")
    more = {"is_assisted": "y", "is_proxy": "y", "proxy_reason": "听不清", "Q21": "话"}
    sent = _sheet(client, field, mode="face_to_face", presence="family", **more)
    answer = client.post(f"/cases/{field.cases[0].id}/entry", data=sent)
    assert answer.status_code == 302
    stored = field.session.scalars(select(Response)).one()
    assert (stored.mode, stored.presence, stored.is_assisted) == ("face_to_face", "family", True)
    assert (stored.is_proxy, stored.proxy_reason) == (True, "听不清")
    assert re.fullmatch(r"i-[0-9a-f]{8}", stored.interviewer)
    assert stored.answers[6] == 4
    left = client.get(f"/waves/{field.wave.id}/entry").text
    assert field.cases[0].id not in left
    assert field.cases[1].id in left


def test_the_same_sheet_sent_twice_is_stored_once(field: Field, client_of: ClientOf) -> None:
    client = client_of("assessor")
    sent = _sheet(client, field)
    for _ in range(2):
        assert client.post(f"/cases/{field.cases[0].id}/entry", data=sent).status_code == 302
    client.post(f"/cases/{field.cases[0].id}/entry", data={**sent, "Q12": "5"})
    assert field.session.scalar(select(func.count()).select_from(Response)) == 1
    assert field.session.scalar(select(func.count()).select_from(ResponseConflict)) == 1


def test_every_fault_stands_at_its_question_and_nothing_typed_is_lost(
    field: Field, client_of: ClientOf
) -> None:
    client = client_of("assessor")
    sent = _sheet(client, field, Q02n="many", Q03="9", Q21="留着这句话", mode="phone")
    page = client.post(f"/cases/{field.cases[0].id}/entry", data=sent)
    assert page.status_code == 422
    for code in ("Q02n", "Q03", "presence"):
        assert f'href="#{code}"' in page.text
        assert f'id="{code}-error"' in page.text
    assert "留着这句话" in page.text
    assert 'value="many"' in page.text
    assert re.search(r'name="Q12" value="2" checked', page.text)
    assert sent["submission_id"] in page.text
    assert field.session.scalar(select(func.count()).select_from(Response)) == 0


def test_an_empty_sheet_is_not_an_answer(field: Field, client_of: ClientOf) -> None:
    client = client_of("assessor")
    sent = _sheet(client, field)
    del sent["Q04"], sent["Q12"]
    assert client.post(f"/cases/{field.cases[0].id}/entry", data=sent).status_code == 422


def test_speaking_for_somebody_needs_a_reason(field: Field, client_of: ClientOf) -> None:
    client = client_of("field")
    sent = _sheet(client, field, is_proxy="y")
    page = client.post(f"/cases/{field.cases[0].id}/entry", data=sent)
    assert page.status_code == 422
    assert 'id="proxy_reason-error"' in page.text


def test_nothing_is_typed_in_after_the_wave_is_closed(field: Field, client_of: ClientOf) -> None:
    field.wave.state = "closing"
    field.session.commit()
    assert client_of("assessor").get(f"/cases/{field.cases[0].id}/entry").status_code == 409
