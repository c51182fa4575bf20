"""Terms of contracts held against policy: what is missing blocks, waivers carry a name."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotAllowed, NotReady, Stale
from evaluator.models.organisations import Organisation
from evaluator.models.programmes import Contract
from evaluator.policy.packs import pack
from evaluator.services.contract_terms import (
    TermsFacts,
    activate_contract,
    findings_of,
    save_terms,
    terms_of,
    waive_rule,
)
from evaluator.services.policies import choose_pack, pack_of, save_profile
from tests.evaluations import ClockNow, Register
from tests.web import People

CLAUSES = tuple(pack().clauses)
FULL = TermsFacts(
    method="consultation",
    services=("T1", "T2"),
    clauses={code: f"见合同第{number}条" for number, code in enumerate(CLAUSES, 1)},
    successor="虚拟接替机构，024-0000003",
    contingency="三日内通知服务对象，七日内全部接手。",
)


@pytest.fixture
def contract(register: Register) -> Contract:
    """A contract of which nothing but its face is recorded."""
    return register.contracts[0]


def codes(session: Session, contract: Contract) -> set[str]:
    return {row.rule.code for row in findings_of(session, contract) if row.is_blocking}


def test_r19_no_contract_goes_active_without_a_contingency_plan(
    session: Session, people: People, clock: ClockNow, contract: Contract
) -> None:
    lead = people.actors["lead"]
    save_terms(session, lead, clock, contract, replace(FULL, contingency=""), 0)
    assert codes(session, contract) == {"contingency_plan"}
    with pytest.raises(NotReady, match="contract_has_findings"):
        activate_contract(session, lead, clock, contract)
    save_terms(session, lead, clock, contract, FULL, 1)
    activate_contract(session, lead, clock, contract)
    assert terms_of(session, contract).active_since == clock()
    with pytest.raises(NotReady, match="contract_active_already"):
        activate_contract(session, lead, clock, contract)


def test_r13_a_contract_without_the_clause_against_transfer_is_blocked_until_waived_by_name(
    session: Session, people: People, clock: ClockNow, contract: Contract
) -> None:
    lead = people.actors["lead"]
    clauses = {code: text for code, text in (FULL.clauses or {}).items() if code != "no_transfer"}
    save_terms(session, lead, clock, contract, replace(FULL, clauses=clauses), 0)
    assert codes(session, contract) == {"no_transfer_clause"}
    with pytest.raises(Invalid, match="waiver_without_reason"):
        waive_rule(session, lead, clock, contract, "no_transfer_clause", "  ")
    waive_rule(session, lead, clock, contract, "no_transfer_clause", "补充协议已写明")
    assert codes(session, contract) == set()
    waiver = terms_of(session, contract).waivers["no_transfer_clause"]
    assert waiver == {"reason": "补充协议已写明", "signed_by": lead.name, "on": "2026-11-23"}
    with pytest.raises(Invalid, match="rule_not_open"):
        waive_rule(session, lead, clock, contract, "no_transfer_clause", "再来一次")


def test_r07_an_ineligible_kind_of_contractor_blocks_the_contract(
    session: Session, people: People, clock: ClockNow, contract: Contract
) -> None:
    lead = people.actors["lead"]
    save_terms(session, lead, clock, contract, FULL, 0)
    save_profile(session, lead, clock, contract.contractor, "first_class_institution", ["credible"])
    assert codes(session, contract) == {"contractor_eligible"}
    save_profile(session, lead, clock, contract.contractor, "enterprise", [])
    assert codes(session, contract) == set()
    with pytest.raises(Invalid, match="unknown_contractor_kind"):
        save_profile(session, lead, clock, contract.contractor, "guild", [])
    with pytest.raises(Invalid, match="unknown_contractor"):
        save_profile(session, lead, clock, people.bureau, "enterprise", [])


def test_r08_an_assessor_that_owns_the_contractor_is_in_conflict(
    session: Session, people: People, clock: ClockNow, contract: Contract
) -> None:
    save_terms(session, people.actors["lead"], clock, contract, FULL, 0)
    session.get_one(Organisation, contract.contractor_id).parent_id = people.firm.id
    session.flush()
    assert codes(session, contract) == {"evaluation_bought"}


@pytest.mark.parametrize(
    ("ends_on", "is_too_long"),
    [(date(2028, 12, 31), False), (date(2029, 1, 1), False), (date(2029, 2, 28), True)],
)
def test_r12_a_term_is_counted_to_the_tenth_of_a_year(
    session: Session,
    people: People,
    clock: ClockNow,
    contract: Contract,
    ends_on: date,
    is_too_long: bool,
) -> None:
    save_terms(session, people.actors["lead"], clock, contract, FULL, 0)
    contract.ends_on = ends_on
    assert ("term_within_limit" in codes(session, contract)) is is_too_long


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(FULL, method="auction"), "unknown_purchase_method"),
        (replace(FULL, services=("T1", "Z9")), "unknown_service"),
        (replace(FULL, clauses={"poetry": "诗"}), "unknown_clause"),
        (replace(FULL, clauses={"price": "长" * 1001}), "clause_too_long"),
    ],
)
def test_what_the_pack_does_not_know_is_refused(
    session: Session,
    people: People,
    clock: ClockNow,
    contract: Contract,
    facts: TermsFacts,
    code: str,
) -> None:
    with pytest.raises(Invalid, match=code):
        save_terms(session, people.actors["lead"], clock, contract, facts, 0)
    assert terms_of(session, contract).revision == 0


def test_of_two_editors_the_second_is_told(
    session: Session, people: People, clock: ClockNow, contract: Contract
) -> None:
    lead = people.actors["lead"]
    save_terms(session, lead, clock, contract, FULL, 0)
    with pytest.raises(Stale):
        save_terms(session, lead, clock, contract, replace(FULL, successor="另一家"), 0)
    assert terms_of(session, contract).successor == FULL.successor


def test_a_foreign_lead_changes_nothing(
    session: Session, people: People, clock: ClockNow, contract: Contract
) -> None:
    stranger = people.actors["other-lead"]
    for act in (
        lambda: save_terms(session, stranger, clock, contract, FULL, 0),
        lambda: waive_rule(session, stranger, clock, contract, "clauses_complete", "因为"),
        lambda: activate_contract(session, stranger, clock, contract),
        lambda: choose_pack(session, stranger, clock, contract.programme, "tieling"),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_programme_is_under_the_nations_pack_until_another_is_chosen(
    session: Session, people: People, clock: ClockNow, register: Register
) -> None:
    programme, lead = register.programme, people.actors["lead"]
    assert pack_of(session, programme).code == "national"
    choose_pack(session, lead, clock, programme, "tieling")
    assert pack_of(session, programme).line == ("tieling", "liaoning", "national")
    choose_pack(session, lead, clock, programme, "guangdong")
    assert pack_of(session, programme).code == "guangdong"
    with pytest.raises(Invalid, match="unknown_pack"):
        choose_pack(session, lead, clock, programme, "atlantis")
