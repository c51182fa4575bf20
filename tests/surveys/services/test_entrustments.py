"""People's data are taken in only under a signed agreement that has not ended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotAllowed, NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.settings import Settings
from surveys.services.cases import DrawnCase, add_cases
from surveys.services.entrustments import (
    EntrustmentFacts,
    entrustment_in_force,
    record_entrustment,
    revoke_entrustment,
)
from tests.collection import Field
from tests.rosters import AGREEMENT, entrust
from tests.web import NOON, People


def test_an_agreement_ends_by_itself_and_can_be_ended(
    session: Session, settings: Settings, people: People, evaluation: Evaluation
) -> None:
    record = entrust(session, settings, people, evaluation)
    assert entrustment_in_force(session, lambda: NOON, evaluation) is record
    with pytest.raises(NotReady, match="entrustment_needed"):
        entrustment_in_force(session, lambda: NOON + timedelta(days=60), evaluation)
    revoke_entrustment(session, people.actors["purchaser"], lambda: NOON, record)
    with pytest.raises(NotReady, match="entrustment_needed"):
        entrustment_in_force(session, lambda: NOON, evaluation)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(AGREEMENT, signed_on=date(2026, 12, 1)), "signed_in_the_future"),
        (replace(AGREEMENT, expires_on=AGREEMENT.signed_on), "term_backward"),
        (replace(AGREEMENT, scope="  "), "scope_needed"),
    ],
)
def test_an_agreement_that_cannot_hold_is_refused(
    session: Session,
    settings: Settings,
    people: People,
    evaluation: Evaluation,
    facts: EntrustmentFacts,
    code: str,
) -> None:
    with pytest.raises(Invalid, match=code):
        record_entrustment(
            session, people.actors["lead"], lambda: NOON, settings, evaluation, facts
        )


def test_the_scan_is_kept_under_its_hash_and_judged_by_its_content(
    session: Session, settings: Settings, people: People, evaluation: Evaluation
) -> None:
    lead = people.actors["lead"]
    made = record_entrustment(
        session, lead, lambda: NOON, settings, evaluation, AGREEMENT, ("../页.pdf", b"%PDF-1.7 x")
    )
    (kept,) = (settings.home / "entrustments").iterdir()
    assert kept.name == f"{made.scan_digest}.pdf"
    for content in (b"", b"<svg onload=x>", b"MZ\x90"):
        with pytest.raises(Invalid, match="scan_kind"):
            record_entrustment(
                session, lead, lambda: NOON, settings, evaluation, AGREEMENT, ("a.pdf", content)
            )


def test_a_field_lead_does_not_record_agreements(
    session: Session, settings: Settings, people: People, evaluation: Evaluation
) -> None:
    with pytest.raises(NotAllowed):
        record_entrustment(
            session, people.actors["field"], lambda: NOON, settings, evaluation, AGREEMENT
        )


def test_a_list_with_names_needs_the_agreement_too(field: Field) -> None:
    field.evaluation.is_demo = False
    lead = field.people.actors["lead"]
    drawn = [DrawnCase(field.contracts[0], "P1", person={"name": "虚拟甲"})]
    with pytest.raises(NotReady, match="entrustment_needed"):
        add_cases(field.session, lead, field.clock, field.settings, field.wave, drawn)
