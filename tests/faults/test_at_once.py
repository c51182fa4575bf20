"""Two people who do the same thing at the same instant: it is done once, and both are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.errors import DomainError, NotAllowed, TooManyAttempts
from evaluator.extensions import db
from evaluator.models.accounts import Throttle
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import DONE, Job
from evaluator.services.audit import broken_position
from evaluator.services.passwords import check_credentials
from evaluator.services.plans import draft_plan, sign_plan
from reports.models.decisions import Decision, DecisionCase
from reports.models.runs import ScoringRun
from reports.services.decisions import record_decision
from reports.services.scoring import start_scoring
from surveys.models.bundles import FrozenBundle
from tests.collection import Field
from tests.web import NOON, PASSWORD, People, both_databases

REASONS = "评价结果与现场核查相符，整改期限届满后复查合格再续约。"
Act = Callable[[Session, str], object]


def _at_once(app: Flask, act: Act, who: list[str]) -> list[object]:
    """Let each of these people act in a transaction of their own, all started together."""
    gate = Barrier(len(who))

    def one(login: str) -> object:
        with app.app_context(), db.sessionmaker() as session:
            gate.wait()
            try:
                done = act(session, login)
            except DomainError as refusal:
                if refusal.code == "wrong_credentials":
                    session.commit()
                return refusal
            session.commit()
            return done

    with ThreadPoolExecutor(len(who)) as pool:
        return list(pool.map(one, who))


@both_databases
def test_two_last_signatures_at_one_instant_lock_the_plan(
    app: Flask, session: Session, people: People, drafted: Evaluation
) -> None:
    digest, number = draft_plan(drafted).digest, drafted.id
    session.commit()

    def sign(beside: Session, login: str) -> bool:
        evaluation = beside.get_one(Evaluation, number)
        actor = people.actors[login]
        return sign_plan(beside, actor, lambda: NOON, evaluation, digest, PASSWORD)

    assert sorted(map(str, _at_once(app, sign, ["lead", "purchaser"]))) == ["False", "True"]
    session.expire_all()
    assert (drafted.state, drafted.plan_digest) == ("E1", digest)
    for organisation in (people.firm.id, people.bureau.id):
        assert broken_position(session, organisation) is None


@pytest.fixture
def frozen(field: Field) -> Field:
    """A field whose data are frozen, ready to be scored."""
    field.evaluation.state = "E3"
    field.session.add(
        FrozenBundle(
            evaluation_id=field.evaluation.id,
            folder="none",
            digest="0" * 64,
            responses=0,
            accepted=0,
            cases=0,
            frozen_at=NOON,
        )
    )
    field.session.commit()
    return field


@both_databases
def test_two_starts_of_a_scoring_make_one_run(app: Flask, frozen: Field) -> None:
    number, lead = frozen.evaluation.id, frozen.people.actors["lead"]
    frozen.session.commit()

    def start(beside: Session, _: str) -> int:
        evaluation = beside.get_one(Evaluation, number)
        return start_scoring(beside, lead, frozen.clock, evaluation).id

    jobs = set(_at_once(app, start, ["lead"] * 4))
    assert len(jobs) == 1
    job = frozen.session.scalars(select(Job)).one()
    assert {job.id} == jobs
    job.state = DONE
    frozen.session.commit()
    assert start(frozen.session, "lead") not in jobs


@pytest.fixture
def case(frozen: Field) -> int:
    """The number of a case that waits for a decision."""
    run = ScoringRun(
        evaluation_id=frozen.evaluation.id,
        job_id=None,
        folder="none",
        bundle_digest="0" * 64,
        plan_digest="0" * 64,
        book_digest="0" * 64,
        account_id=frozen.people.actors["lead"].account_id,
        created_at=NOON,
    )
    frozen.session.add(run)
    frozen.session.flush()
    made = DecisionCase(
        evaluation_id=frozen.evaluation.id,
        contract_id=frozen.contracts[0].id,
        run_id=run.id,
        decision_class="rectify",
        proposal="D3",
        needs_explanation=False,
        reasons=[],
    )
    frozen.session.add(made)
    frozen.session.commit()
    return made.id


@both_databases
def test_two_decisions_at_one_instant_leave_one_and_name_its_maker(
    app: Flask, frozen: Field, case: int
) -> None:
    purchaser = frozen.people.actors["purchaser"]

    def decide(beside: Session, _: str) -> str:
        found = beside.get_one(DecisionCase, case)
        record_decision(beside, purchaser, frozen.clock, found, "D3", REASONS)
        return "recorded"

    outcomes = _at_once(app, decide, ["purchaser"] * 4)
    refusals = [one for one in outcomes if isinstance(one, DomainError)]
    assert outcomes.count("recorded") == 1
    assert [one.code for one in refusals] == ["already_decided"] * 3
    assert frozen.session.scalar(select(func.count()).select_from(Decision)) == 1
    assert broken_position(frozen.session, purchaser.organisation_id) is None


@both_databases
def test_guesses_at_one_instant_are_all_counted(
    app: Flask, session: Session, people: People
) -> None:
    def guess(beside: Session, _: str) -> object:
        return check_credentials(beside, lambda: NOON, "lead", "wrong", "192.0.2.7")

    outcomes = [one for _ in range(2) for one in _at_once(app, guess, ["lead"] * 8)]
    assert all(isinstance(one, NotAllowed | TooManyAttempts) for one in outcomes)
    counted = session.scalar(select(Throttle.failures)) or 0
    assert counted == sum(isinstance(one, NotAllowed) for one in outcomes) >= 10
    assert isinstance(_at_once(app, guess, ["lead"])[0], TooManyAttempts)
