"""What the actor's organisation may see of programmes and evaluations, and nothing else."""

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import NotFound
from evaluator.models.evaluations import Evaluation
from evaluator.queries import evaluations
from evaluator.services.programmes import create_contractor
from tests.evaluations import ClockNow
from tests.web import People


@pytest.mark.parametrize("login", ["lead", "purchaser", "observer"])
def test_purchaser_and_assessor_see_their_own(
    session: Session, people: People, drafted: Evaluation, login: str
) -> None:
    actor = people.actors[login]
    assert evaluations.evaluations_of(session, actor) == [drafted]
    assert evaluations.evaluation_of(session, actor, drafted.id) is drafted
    assert evaluations.programmes_of(session, actor) == [drafted.programme]
    assert evaluations.evaluations_in(session, drafted.programme) == [drafted]


@pytest.mark.parametrize("login", ["other-lead", "other-purchaser"])
def test_others_see_nothing(
    session: Session, people: People, drafted: Evaluation, login: str
) -> None:
    actor = people.actors[login]
    assert evaluations.evaluations_of(session, actor) == []
    with pytest.raises(NotFound):
        evaluations.evaluation_of(session, actor, drafted.id)
    with pytest.raises(NotFound):
        evaluations.programme_of(session, actor, drafted.programme_id)
    with pytest.raises(NotFound):
        evaluations.contract_of(session, actor, drafted.contracts[0].id)


def test_a_contract_outside_the_evaluation_is_not_in_it(drafted: Evaluation) -> None:
    contract = drafted.contracts[0]
    assert evaluations.contract_in(drafted, contract.id) is contract
    with pytest.raises(NotFound):
        evaluations.contract_in(drafted, 9999)


def test_a_contractor_is_seen_by_those_it_works_for_and_by_all_while_it_works_for_nobody(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    lead, stranger = people.actors["lead"], people.actors["other-lead"]
    busy = drafted.contracts[0].contractor_id
    idle = create_contractor(session, lead, clock, "虚拟闲置机构", "").id
    assert evaluations.contractor_of(session, lead, busy).id == busy
    assert evaluations.contractor_of(session, stranger, idle).id == idle
    assert [row.id for row in evaluations.contracts_with(session, lead, busy)] == [
        row.id for row in drafted.contracts if row.contractor_id == busy
    ]
    for actor, wanted in ((stranger, busy), (lead, people.bureau.id), (lead, 0)):
        with pytest.raises(NotFound):
            evaluations.contractor_of(session, actor, wanted)
