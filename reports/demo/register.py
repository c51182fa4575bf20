"""Registering a scene of the demo: programme, contracts, evaluation, and the plan signed by two."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.organisations import Organisation
from evaluator.models.programmes import Contract, Programme
from evaluator.services.evaluations import EvaluationFacts, create_evaluation
from evaluator.services.plans import draft_plan, sign_plan
from evaluator.services.programmes import (
    ContractFacts,
    create_contract,
    create_contractor,
    create_programme,
)
from reports.demo.people import PASSWORD, Cast
from reports.demo.scenes import Scene
from surveys.virtual_city.city import City


def register_scene(
    session: Session, clock: Clock, cast: Cast, city: City, scene: Scene
) -> tuple[Evaluation, Mapping[int, Contract]]:
    """Register everything up to the locked plan; return the contracts by place in the city."""
    programme = create_programme(
        session, cast.lead, clock, scene.code, scene.programme, cast.bureau.id
    )
    known = city.contractors
    places = [
        place
        for place, code in enumerate(known.contracts)
        if scene.contract is None or code == scene.contract
    ]
    contracts = {
        place: _contract(session, clock, cast, city, scene, programme, place) for place in places
    }
    facts = EvaluationFacts(
        code=scene.code,
        title=scene.title,
        phase="after" if scene.is_finished else "during",
        period_starts_on=scene.period[0],
        period_ends_on=scene.period[1],
        contract_ids=tuple(contract.id for contract in contracts.values()),
    )
    evaluation = create_evaluation(session, cast.lead, clock, programme, facts, scene.template)
    digest = draft_plan(evaluation).digest
    for signer in (cast.lead, cast.purchaser):
        sign_plan(session, signer, clock, evaluation, digest, PASSWORD)
    return evaluation, contracts


def _contract(
    session: Session,
    clock: Clock,
    cast: Cast,
    city: City,
    scene: Scene,
    programme: Programme,
    place: int,
) -> Contract:
    known = city.contractors
    facts = ContractFacts(
        contractor_id=_contractor(session, clock, cast, known.names[place]).id,
        code=f"{scene.template}-{known.contracts[place]}",
        name=known.names[place],
        area=known.areas[place],
        service_kind=scene.template,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        amount=Decimal(480_000 + 35_000 * place),
        served_population=int(city.served_population[place]),
    )
    return create_contract(session, cast.lead, clock, programme, facts)


def _contractor(session: Session, clock: Clock, cast: Cast, name: str) -> Organisation:
    found = session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()
    return found or create_contractor(session, cast.lead, clock, name, "")
