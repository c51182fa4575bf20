"""Contracts over the web."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Contract
from evaluator.policy.packs import pack
from tests.evaluations import Register

ClientOf = Callable[[str | None], FlaskClient]


def _typed(contract: Contract, **changes: str) -> dict[str, Any]:
    return {
        "contractor_id": contract.contractor_id,
        "code": "HT-3",
        "name": "虚拟合同三",
        "area": "虚拟乡",
        "service_kind": "T",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "amount": "1200.50",
        "served_population": "300",
        **changes,
    }


def test_a_contract_is_registered(
    client_of: ClientOf, session: Session, register: Register
) -> None:
    address = f"/programmes/{register.programme.id}/contracts/new"
    answer = client_of("lead").post(address, data=_typed(register.contracts[0]))
    assert answer.location == f"/programmes/{register.programme.id}"
    stored = session.scalars(select(Contract).where(Contract.code == "HT-3")).one()
    assert str(stored.amount) == "1200.50"
    assert not stored.renewal_allowed


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("amount", "NaN"),
        ("amount", "sNaN"),
        ("amount", "1e999999"),
        ("amount", "-1"),
        ("amount", "1.005"),
        ("served_population", "-3"),
        ("starts_on", "2026-02-30"),
        ("ends_on", "2025-12-31"),
        ("code", "HT-1"),
        ("contractor_id", "9999"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_typed_is_lost(
    client_of: ClientOf, register: Register, field: str, text: str
) -> None:
    address = f"/programmes/{register.programme.id}/contracts/new"
    answer = client_of("lead").post(address, data=_typed(register.contracts[0], **{field: text}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert 'value="虚拟合同三"' in answer.text


def test_a_contract_under_a_locked_plan_stays(client_of: ClientOf, locked: Evaluation) -> None:
    contract = locked.contracts[0]
    address = f"/contracts/{contract.id}/edit"
    answer = client_of("lead").post(address, data=_typed(contract))
    assert answer.status_code == 409


def test_an_assessor_changes_no_contract(client_of: ClientOf, register: Register) -> None:
    address = f"/contracts/{register.contracts[0].id}/edit"
    assert client_of("assessor").get(address).status_code == 403


def test_a_contract_shows_what_policy_finds_with_its_source_until_it_is_mended(
    client_of: ClientOf, session: Session, register: Register
) -> None:
    contract, lead = register.contracts[0], client_of("lead")
    address = f"/contracts/{contract.id}"
    page = lead.get(address).text
    assert "没有写明承接主体不能履约时由谁接手" in page
    assert "启动预案" in page
    assert lead.post(f"{address}/activate").status_code == 409
    clauses = {f"clause-{code}": "见合同" for code in pack().clauses}
    typed = {
        **clauses,
        "method": "",
        "revision": "0",
        "successor": "接替机构",
        "contingency": "七日内接手",
    }
    assert lead.post(f"{address}/terms", data=typed).location == address
    assert lead.post(f"{address}/activate").location == address
    assert "2026-11-23 起生效" in lead.get(address).text


def test_terms_typed_over_anothers_are_kept_and_shown(
    client_of: ClientOf, session: Session, register: Register
) -> None:
    address, lead = f"/contracts/{register.contracts[0].id}/terms", client_of("lead")
    assert (
        lead.post(address, data={"method": "", "revision": "0", "successor": "甲"}).status_code
        == 302
    )
    second = lead.post(address, data={"method": "", "revision": "0", "successor": "乙机构"})
    assert second.status_code == 409
    assert "乙机构" in second.text
    assert (
        lead.post(address, data={"method": "", "revision": "1", "successor": "乙机构"}).status_code
        == 302
    )
    assert (
        lead.post(address, data={"method": "", "revision": "x", "successor": "丙"}).status_code
        == 409
    )


def test_a_waiver_without_a_reason_is_asked_for_again(
    client_of: ClientOf, register: Register
) -> None:
    contract, lead = register.contracts[0], client_of("lead")
    address = f"/contracts/{contract.id}/waive"
    assert lead.post(address, data={"rule": "contingency_plan"}).status_code == 422
    refused = lead.post(address, data={"rule": "no_such_rule", "reason": "试一试"})
    assert refused.status_code == 422
    assert "无需再豁免" in refused.text
    typed = {"rule": "contingency_plan", "reason": "县里另有协议"}
    assert lead.post(address, data=typed).status_code == 302
    assert "县里另有协议" in client_of("observer").get(f"/contracts/{contract.id}").text
