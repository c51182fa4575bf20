"""What tests of collection share: a locked evaluation in the field, with cases and links."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.measures import Measure
from evaluator.models.organisations import Organisation
from evaluator.models.programmes import Contract, Programme
from evaluator.policy.ready_sets import ready_draft
from evaluator.settings import Settings
from scoring.canonical import to_plain
from scoring.indicators.inputs import measure_inputs
from scoring.plan import Plan
from surveys.kinds.documents import Answer, Questionnaire
from surveys.models.cases import Case
from surveys.models.waves import Wave
from surveys.services.cases import DrawnCase, add_cases
from surveys.services.links import token_of
from surveys.services.questionnaires import instrument
from surveys.services.waves import WavePlan, create_wave, open_wave
from tests.web import NOON, People

WAVE_PLAN = WavePlan("第一轮", "T", "024-0000001", "024-0000002", "12位老人试答，改了两处")


@dataclass
class Field:
    """An evaluation whose wave is open, and what one needs to act in it."""

    session: Session
    settings: Settings
    people: People
    evaluation: Evaluation
    contracts: list[Contract]
    wave: Wave
    cases: list[Case]

    def token(self, number: int = 0) -> str:
        """The secret of a case's link."""
        return token_of(self.settings, self.cases[number].id)

    @property
    def clock(self) -> Clock:
        """Noon, always."""
        return lambda: NOON

    def fill_measures(self) -> None:
        """Enter every measure the plan asks for."""
        plan = Plan.from_plain(self.evaluation.plan)
        for contract in self.contracts:
            for asked in measure_inputs(plan):
                value = Decimal("0") if asked.unit == "count" else Decimal("1")
                self.session.add(
                    Measure(
                        evaluation_id=self.evaluation.id,
                        contract_id=contract.id,
                        input=asked.input,
                        value=value,
                        entered_by_id=self.people.actors["lead"].account_id,
                        entered_at=NOON,
                    )
                )
        self.session.commit()


def full_answers(questionnaire: Questionnaire, **chosen: Answer) -> list[Answer]:
    """Answers of somebody content who takes every first option, but for what is chosen."""
    first: Mapping[str, Answer] = {
        "number": 2,
        "text": "谢谢",
        "info": None,
    }
    answers: list[Answer] = [
        chosen.get(
            question.code, first.get(question.kind, question.codes[0] if question.codes else None)
        )
        for question in questionnaire.questions
    ]
    return questionnaire.without_unasked(answers)


def _contracts(session: Session, programme: Programme) -> list[Contract]:
    contractor = Organisation(kind="contractor", name="虚拟清河社工", is_demo=True)
    session.add(contractor)
    session.flush()
    contracts = [
        Contract(
            programme_id=programme.id,
            contractor_id=contractor.id,
            code=code,
            name=f"事务性服务{code}",
            area="虚拟县",
            service_kind="T",
            starts_on=date(2026, 1, 1),
            ends_on=date(2026, 12, 31),
            amount=Decimal("100000"),
            served_population=500,
        )
        for code in ("C1", "C2")
    ]
    session.add_all(contracts)
    session.flush()
    return contracts


@pytest.fixture
def evaluation(session: Session, people: People) -> Evaluation:
    """A demo evaluation of two contracts under a locked plan."""
    programme = Programme(
        code="P1",
        title="社会救助服务",
        purchaser_id=people.bureau.id,
        assessor_id=people.firm.id,
        is_demo=True,
        created_at=NOON,
    )
    session.add(programme)
    session.flush()
    contracts = _contracts(session, programme)
    plain = {"evaluation": "E1", "title": {"zh": "评价", "en": "E"}, **ready_draft("T")}
    plan = Plan.from_plain({**plain, "is_demo": True})
    found = Evaluation(
        programme_id=programme.id,
        code="E1",
        title="2026年评价",
        is_demo=True,
        period_starts_on=date(2026, 1, 1),
        period_ends_on=date(2026, 6, 30),
        state="E1",
        plan=to_plain(plan),
        plan_digest=plan.digest,
        locked_at=NOON,
        created_at=NOON,
        contracts=contracts,
    )
    session.add(found)
    session.commit()
    return found


@pytest.fixture
def questionnaire() -> Questionnaire:
    """The questionnaire for transactional handling."""
    return instrument("T")


@pytest.fixture
def field(
    session: Session,
    people: People,
    settings: Settings,
    clock: Callable[[], datetime],
    evaluation: Evaluation,
) -> Field:
    """An open wave with twelve drawn cases in two villages of the first contract, four beside."""
    lead = people.actors["lead"]
    wave = create_wave(session, lead, clock, evaluation, WAVE_PLAN)
    first, second = evaluation.contracts
    drawn = [
        DrawnCase(first, f"A{n:02d}", "甲镇", f"{n % 2 + 1}村", 2.0, 0.5, 24) for n in range(12)
    ]
    drawn += [DrawnCase(second, f"B{n:02d}", "乙镇", "3村", 1.0, 1.0, 4) for n in range(4)]
    cases = add_cases(session, lead, clock, settings, wave, drawn)
    open_wave(session, lead, clock, settings, wave)
    session.commit()
    return Field(session, settings, people, evaluation, [first, second], wave, cases)
