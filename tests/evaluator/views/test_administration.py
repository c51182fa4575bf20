"""The administrator's pages: from an empty installation to people who can work."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from evaluator.models.organisations import Organisation
from tests.web import People

ClientOf = Callable[[str | None], FlaskClient]
GOOD = "long enough to count"


def test_a_bureau_and_its_purchaser_come_in_by_the_browser(
    client_of: ClientOf, session: Session
) -> None:
    client = client_of("admin")
    sent = {"kind": "bureau", "name": "虚拟新县民政局"}
    assert client.post("/organisations/new", data=sent).status_code == 302
    bureau = session.query(Organisation).filter_by(name="虚拟新县民政局").one()
    person = {
        "organisation_id": bureau.id,
        "login": "zhang",
        "name": "张三",
        "password": GOOD,
        "roles": ["purchaser"],
    }
    assert client.post("/accounts/new", data=person).status_code == 302
    assert "zhang" in client.get("/accounts").text
    answer = client_of(None).post("/sign-in", data={"login": "zhang", "password": GOOD})
    assert answer.location == "/today"


def test_a_refused_account_keeps_what_was_typed(client_of: ClientOf, people: People) -> None:
    person = {
        "organisation_id": people.bureau.id,
        "login": "zhang",
        "name": "张三",
        "password": "short",
        "roles": ["purchaser"],
    }
    answer = client_of("admin").post("/accounts/new", data=person)
    assert answer.status_code == 422
    assert 'value="张三"' in answer.text


def test_a_closed_account_cannot_come_in_again(client_of: ClientOf, people: People) -> None:
    lead = people.actors["lead"].account_id
    signed_in = client_of("lead")
    assert client_of("admin").post(f"/accounts/{lead}/close").status_code == 302
    assert signed_in.get("/today").status_code == 302


def test_only_administrators_open_accounts(client_of: ClientOf) -> None:
    assert client_of("lead").get("/accounts/new").status_code == 403
    assert client_of(None).get("/accounts/new").status_code == 302
