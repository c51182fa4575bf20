"""Evaluations over the web: opened, changed, and shown with the steps that each person has."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from tests.evaluations import Register

ClientOf = Callable[[str | None], FlaskClient]


def _typed(register: Register) -> dict[str, object]:
    return {
        "code": "PJ-1",
        "title": "虚拟评价",
        "phase": "after",
        "period_starts_on": "2026-01-01",
        "period_ends_on": "2026-12-31",
        "template": "T",
        "contract_ids": [row.id for row in register.contracts],
    }


def test_an_evaluation_is_opened(client_of: ClientOf, session: Session, register: Register) -> None:
    address = f"/programmes/{register.programme.id}/evaluations/new"
    client = client_of("lead")
    answer = client.post(address, data=_typed(register))
    stored = session.scalars(select(Evaluation)).one()
    assert answer.location == f"/evaluations/{stored.id}"
    assert "HT-2" in client.get(answer.location).text


def test_without_contracts_it_is_not_opened(client_of: ClientOf, register: Register) -> None:
    address = f"/programmes/{register.programme.id}/evaluations/new"
    typed = {**_typed(register), "contract_ids": []}
    answer = client_of("lead").post(address, data=typed)
    assert answer.status_code == 422
    assert 'href="#contract_ids"' in answer.text


def test_contracts_are_changed_while_the_plan_is_a_draft(
    client_of: ClientOf, session: Session, register: Register, drafted: Evaluation
) -> None:
    typed = {**_typed(register), "contract_ids": [register.contracts[1].id]}
    address = f"/evaluations/{drafted.id}/edit"
    assert client_of("lead").get(address).status_code == 200
    assert client_of("lead").post(address, data=typed).status_code == 302
    session.refresh(drafted)
    assert [row.code for row in drafted.contracts] == ["HT-2"]


def test_each_person_is_shown_what_waits_for_him(client_of: ClientOf, drafted: Evaluation) -> None:
    address = f"/evaluations/{drafted.id}"
    assert 'class="is-current"' in client_of("purchaser").get(address).text
    assert 'class="is-current"' not in client_of("observer").get(address).text


def test_demo_evaluations_carry_their_mark(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    address = f"/evaluations/{drafted.id}"
    assert "demo-mark" not in client_of("lead").get(address).text
    drafted.is_demo = True
    session.commit()
    assert "demo-mark" in client_of("lead").get(address).text


def test_a_field_lead_opens_no_evaluation(client_of: ClientOf, register: Register) -> None:
    address = f"/programmes/{register.programme.id}/evaluations/new"
    assert client_of("field").post(address, data=_typed(register)).status_code == 403
