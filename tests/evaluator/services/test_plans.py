"""The plan: drafts that cannot overwrite each other, two signatures under one hash, a lock."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import NotAllowed, NotReady, Stale
from evaluator.models.evaluations import Evaluation
from evaluator.services.plans import (
    draft_plan,
    plan_of,
    restore_ready_set,
    save_plan,
    sign_plan,
    signatures_of,
)
from evaluator.services.weights import with_weights
from scoring.errors import PlanError
from tests.web import PASSWORD, People, both_databases

ClockNow = Callable[[], datetime]


def _reweigh(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation, **weights: str
) -> None:
    wanted = {f"T-{code}": Decimal(weight) for code, weight in weights.items()}
    plan = with_weights(draft_plan(drafted), wanted)
    save_plan(session, people.actors["lead"], clock, drafted, plan, drafted.revision)


@both_databases
def test_two_people_lock_the_plan(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    digest = draft_plan(drafted).digest
    first = sign_plan(session, people.actors["lead"], clock, drafted, digest, PASSWORD)
    session.commit()
    second = sign_plan(session, people.actors["purchaser"], clock, drafted, digest, PASSWORD)
    session.commit()
    session.refresh(drafted)
    assert (first, second, drafted.state, drafted.plan_digest) == (False, True, "E1", digest)
    assert plan_of(drafted).digest == digest
    assert drafted.locked_at == clock()


def test_no_plan_is_handed_out_before_it_is_locked(drafted: Evaluation) -> None:
    with pytest.raises(NotReady, match="plan_not_locked"):
        plan_of(drafted)


def test_one_person_cannot_sign_twice(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    digest = draft_plan(drafted).digest
    sign_plan(session, people.actors["lead"], clock, drafted, digest, PASSWORD)
    with pytest.raises(NotReady, match="already_signed"):
        sign_plan(session, people.actors["lead"], clock, drafted, digest, PASSWORD)


@pytest.mark.parametrize("login", ["assessor", "observer", "other-lead", "other-purchaser"])
def test_nobody_else_signs(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation, login: str
) -> None:
    digest = draft_plan(drafted).digest
    with pytest.raises(NotAllowed):
        sign_plan(session, people.actors[login], clock, drafted, digest, PASSWORD)


def test_a_wrong_password_signs_nothing(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    digest = draft_plan(drafted).digest
    with pytest.raises(NotAllowed, match="wrong_credentials"):
        sign_plan(session, people.actors["lead"], clock, drafted, digest, "not this one")
    assert signatures_of(session, drafted) == []


def test_a_change_after_the_first_signature_makes_it_void(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    digest = draft_plan(drafted).digest
    sign_plan(session, people.actors["lead"], clock, drafted, digest, PASSWORD)
    _reweigh(session, people, clock, drafted, A101="6", B101="5")
    assert [row.is_valid for row in signatures_of(session, drafted)] == [False]
    with pytest.raises(Stale, match="plan_changed_since_shown"):
        sign_plan(session, people.actors["purchaser"], clock, drafted, digest, PASSWORD)
    changed = draft_plan(drafted).digest
    is_locked = sign_plan(session, people.actors["purchaser"], clock, drafted, changed, PASSWORD)
    assert not is_locked


def test_weights_that_do_not_sum_to_100_block_the_signature(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    _reweigh(session, people, clock, drafted, A101="6")
    digest = draft_plan(drafted).digest
    with pytest.raises(PlanError, match="points_not_100"):
        sign_plan(session, people.actors["lead"], clock, drafted, digest, PASSWORD)


def test_satisfaction_that_is_not_heaviest_blocks_the_signature(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    _reweigh(session, people, clock, drafted, A201="4", B101="12")
    digest = draft_plan(drafted).digest
    with pytest.raises(PlanError, match="satisfaction_not_heaviest"):
        sign_plan(session, people.actors["lead"], clock, drafted, digest, PASSWORD)


@both_databases
def test_a_draft_is_never_saved_over_a_newer_one(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    plan = draft_plan(drafted)
    save_plan(session, people.actors["lead"], clock, drafted, plan, 0)
    session.commit()
    with pytest.raises(Stale):
        save_plan(session, people.actors["lead"], clock, drafted, plan, 0)


def test_a_locked_plan_never_changes(
    session: Session, people: People, clock: ClockNow, locked: Evaluation
) -> None:
    plan = draft_plan(locked)
    with pytest.raises(NotReady, match="plan_locked"):
        save_plan(session, people.actors["lead"], clock, locked, plan, locked.revision)


def test_only_the_lead_evaluator_drafts(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    plan = draft_plan(drafted)
    for login in ("assessor", "purchaser", "other-lead"):
        with pytest.raises(NotAllowed):
            save_plan(session, people.actors[login], clock, drafted, plan, 0)


def test_the_ready_set_comes_back_with_its_hash(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    digest = draft_plan(drafted).digest
    _reweigh(session, people, clock, drafted, A101="9")
    restore_ready_set(session, people.actors["lead"], clock, drafted, drafted.revision)
    assert draft_plan(drafted).digest == digest
