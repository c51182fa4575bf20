"""Opening evaluations: a period that runs forward and contracts of one kind of service."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotAllowed, NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.services.evaluations import change_evaluation, create_evaluation
from evaluator.services.plans import draft_plan, template_of
from tests.evaluations import Register, evaluation_facts
from tests.web import People

ClockNow = Callable[[], datetime]


def test_a_new_evaluation_drafts_its_plan_from_the_ready_set(drafted: Evaluation) -> None:
    plan = draft_plan(drafted)
    assert (drafted.state, template_of(drafted), plan.total_points) == ("E0", "T", 100)
    assert [adjuster.code for adjuster in plan.adjusters] == ["age", "health", "schooling"]
    assert plan.evaluation == "PJ-2026"


def test_an_evaluation_needs_a_contract(
    session: Session, people: People, clock: ClockNow, register: Register
) -> None:
    facts = evaluation_facts()
    with pytest.raises(Invalid, match="no_contracts_chosen"):
        create_evaluation(session, people.actors["lead"], clock, register.programme, facts, "T")


def test_a_set_for_care_does_not_judge_transactional_contracts(
    session: Session, people: People, clock: ClockNow, register: Register
) -> None:
    facts = evaluation_facts(*register.contracts)
    with pytest.raises(Invalid, match="contracts_of_another_kind"):
        create_evaluation(session, people.actors["lead"], clock, register.programme, facts, "S")


def test_a_period_runs_forward(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    facts = replace(evaluation_facts(*drafted.contracts), period_ends_on=date(2025, 1, 1))
    with pytest.raises(Invalid, match="ends_before_start"):
        change_evaluation(session, people.actors["lead"], clock, drafted, facts)


def test_a_programme_has_each_code_once(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    facts = evaluation_facts(*drafted.contracts)
    with pytest.raises(Duplicate):
        create_evaluation(session, people.actors["lead"], clock, drafted.programme, facts, "T")


def test_contracts_may_change_until_the_plan_is_locked(
    session: Session, people: People, clock: ClockNow, register: Register, drafted: Evaluation
) -> None:
    facts = replace(evaluation_facts(register.contracts[1]), code="PJ-2027")
    change_evaluation(session, people.actors["lead"], clock, drafted, facts)
    assert [row.code for row in drafted.contracts] == ["HT-2"]
    assert draft_plan(drafted).evaluation == "PJ-2027"


def test_a_locked_evaluation_keeps_its_contracts(
    session: Session, people: People, clock: ClockNow, locked: Evaluation
) -> None:
    facts = evaluation_facts(*locked.contracts)
    with pytest.raises(NotReady, match="plan_locked"):
        change_evaluation(session, people.actors["lead"], clock, locked, facts)


def test_a_foreign_firm_opens_nothing_here(
    session: Session, people: People, clock: ClockNow, register: Register
) -> None:
    facts = evaluation_facts(*register.contracts)
    stranger = people.actors["other-lead"]
    with pytest.raises(NotAllowed):
        create_evaluation(session, stranger, clock, register.programme, facts, "T")
