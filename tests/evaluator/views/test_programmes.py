"""The register over the web: what is typed is stored, or shown again with its error."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.programmes import Programme
from tests.evaluations import Register
from tests.web import People

ClientOf = Callable[[str | None], FlaskClient]


def test_a_lead_evaluator_registers_a_programme(
    client_of: ClientOf, session: Session, people: People
) -> None:
    typed = {"code": " XM-9 ", "title": "社会救助服务", "purchaser_id": people.bureau.id}
    answer = client_of("lead").post("/programmes/new", data=typed)
    stored = session.scalars(select(Programme)).one()
    assert answer.location == f"/programmes/{stored.id}"
    assert (stored.code, stored.assessor_id) == ("XM-9", people.firm.id)


def test_what_was_typed_stays_beside_its_error(
    client_of: ClientOf, register: Register, people: People
) -> None:
    typed = {"code": "XM-1", "title": "同一个代码", "purchaser_id": people.bureau.id}
    answer = client_of("lead").post("/programmes/new", data=typed)
    assert answer.status_code == 422
    assert 'value="同一个代码"' in answer.text
    assert 'id="code-error"' in answer.text


def test_only_the_lead_evaluator_registers(client_of: ClientOf) -> None:
    assert client_of("assessor").get("/programmes/new").status_code == 403


def test_a_foreign_programme_is_not_there(client_of: ClientOf, register: Register) -> None:
    address = f"/programmes/{register.programme.id}"
    assert client_of("purchaser").get(address).status_code == 200
    assert client_of("other-purchaser").get(address).status_code == 404
    assert register.programme.title not in client_of("other-lead").get("/programmes/").text
