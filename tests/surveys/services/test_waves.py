"""Waves open only after the plan is locked and only on an address that is safe."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from evaluator.errors import Duplicate, Invalid, NotAllowed, NotFound, NotReady
from evaluator.models.audit import AuditEntry
from evaluator.models.evaluations import Evaluation
from surveys.models.cases import Case, Invitation
from surveys.queries.waves import wave_of
from surveys.services.cases import DrawnCase, add_blank_links, add_cases
from surveys.services.links import receipt_hash, receipt_of, token_hash, token_of
from surveys.services.vault import open_identity
from surveys.services.waves import create_wave, open_wave
from tests.collection import WAVE_PLAN, Field


def _prepared(field: Field, questionnaire: str = "T") -> Field:
    lead = field.people.actors["lead"]
    wanted = replace(WAVE_PLAN, questionnaire=questionnaire)
    field.wave = create_wave(field.session, lead, field.clock, field.evaluation, wanted)
    return field


def _open(field: Field, login: str = "lead") -> None:
    actor = field.people.actors[login]
    open_wave(field.session, actor, field.clock, field.settings, field.wave)


def test_an_open_wave_puts_the_evaluation_in_the_field_and_is_recorded(field: Field) -> None:
    assert (field.evaluation.state, field.wave.state) == ("E2", "open")
    acts = field.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert acts[-3:] == ["wave.create", "wave.add_cases", "wave.open"]


def test_a_wave_without_people_does_not_open(field: Field) -> None:
    with pytest.raises(NotReady, match="wave_without_cases"):
        _open(_prepared(field))


def test_no_wave_opens_before_the_plan_is_locked(field: Field) -> None:
    prepared = _prepared(field)
    field.evaluation.plan = None
    with pytest.raises(NotReady, match="plan_not_locked"):
        _open(prepared)


def test_no_real_wave_opens_on_an_address_that_leads_to_this_machine(field: Field) -> None:
    prepared = _prepared(field)
    field.evaluation.is_demo = False
    with pytest.raises(NotReady, match="address_not_safe"):
        _open(prepared)


def test_a_questionnaire_that_does_not_ask_what_is_scored_does_not_open(field: Field) -> None:
    with pytest.raises(NotReady) as refusal:
        _open(_prepared(field, "S"))
    assert refusal.value.code == "questionnaire_lacks_items"
    found = refusal.value.parameters["found"]
    assert isinstance(found, list)
    assert "Q02" in found


def test_a_wave_opens_once_and_only_by_those_who_may(field: Field) -> None:
    with pytest.raises(NotReady, match="wave_wrong_state"):
        _open(field)
    with pytest.raises(NotAllowed):
        _open(_prepared(field), "assessor")


def test_a_wave_needs_a_word_about_its_try_out_and_a_day_to_come(field: Field) -> None:
    lead = field.people.actors["lead"]
    for wrong in (
        replace(WAVE_PLAN, pretest_note=" "),
        replace(WAVE_PLAN, closes_on=date(2026, 11, 22)),
        replace(WAVE_PLAN, questionnaire="X"),
    ):
        with pytest.raises(Invalid):
            create_wave(field.session, lead, field.clock, field.evaluation, wrong)


def test_a_foreign_wave_is_as_if_it_did_not_exist(field: Field) -> None:
    for login, may in (("lead", True), ("purchaser", True), ("other-lead", False)):
        actor = field.people.actors[login]
        if may:
            assert wave_of(field.session, actor, field.wave.id) is field.wave
        else:
            with pytest.raises(NotFound):
                wave_of(field.session, actor, field.wave.id)


def test_a_link_can_be_made_again_and_only_its_hash_is_stored(field: Field) -> None:
    case = field.cases[0]
    token = token_of(field.settings, case.id)
    assert len(token) == 26
    assert token == token_of(field.settings, case.id)
    stored = field.session.scalars(
        select(Invitation.token_hash).where(Invitation.case_id == case.id)
    ).one()
    assert stored == token_hash(token)
    tokens = {token_of(field.settings, other.id) for other in field.cases}
    assert len(tokens) == len(field.cases)


def test_a_receipt_is_known_however_it_is_written(field: Field) -> None:
    code = receipt_of(field.settings, "0" * 32)
    heard = code.replace("-", " ").replace("0", "o").replace("1", "l")
    assert receipt_hash(field.settings, code) == receipt_hash(field.settings, heard)


def test_blank_links_are_numbered_on_within_their_contract(field: Field) -> None:
    prepared = _prepared(field)
    contract = field.evaluation.contracts[0]
    lead = field.people.actors["lead"]
    for _ in range(2):
        add_blank_links(
            field.session, lead, field.clock, field.settings, prepared.wave, contract, 3
        )
    wanted = select(Case.label).where(Case.wave_id == prepared.wave.id).order_by(Case.label)
    assert field.session.scalars(wanted).all() == [f"C1-{n:04d}" for n in range(1, 7)]
    with pytest.raises(Invalid, match="count_outside"):
        add_blank_links(
            field.session, lead, field.clock, field.settings, prepared.wave, contract, 0
        )


def test_people_go_into_the_vault_and_nowhere_else(field: Field, evaluation: Evaluation) -> None:
    lead = field.people.actors["lead"]
    person = {"name": "虚拟甲", "phone": "000-1"}
    drawn = [DrawnCase(evaluation.contracts[0], "P1", person=person)]
    (case,) = add_cases(field.session, lead, field.clock, field.settings, field.wave, drawn)
    field.session.commit()
    assert open_identity(field.session, field.settings, case.id) == person
    raw = field.session.connection().exec_driver_sql("SELECT sealed FROM identity").scalar_one()
    assert "虚拟甲".encode() not in raw
    with pytest.raises(NotFound):
        open_identity(field.session, field.settings, field.cases[0].id)


def test_a_number_that_is_taken_is_refused_and_nothing_is_added(field: Field) -> None:
    lead = field.people.actors["lead"]
    drawn = [DrawnCase(field.contracts[0], label) for label in ("NEW", "A00")]
    with pytest.raises(Duplicate, match="case_known"):
        add_cases(field.session, lead, field.clock, field.settings, field.wave, drawn)
    assert field.session.scalar(select(Case.id).where(Case.label == "NEW")) is None
