"""Drawing a wave's sample from the roster in use, and turning what was drawn into cases."""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from evaluator.settings import Settings
from surveys.models.cases import Case, Invitation
from surveys.models.draws import MAIN, DrawnUnit, SampleDraw
from surveys.models.rosters import Roster, RosterPerson
from surveys.models.waves import PLANNED, Wave
from surveys.services.frames import (
    contract_and_stratum,
    frame_of,
    framed_people,
    place_counts,
    stratum_name,
)
from surveys.services.links import token_hash, token_of
from surveys.services.rosters import roster_in_use
from surveys.services.sample_designs import DesignFacts, design_samples
from surveys.services.vault import Sealer, seal_identity, sealer_for, unseal

if TYPE_CHECKING:
    from scoring.survey.sample_draws import SampleDraw as Drawn
    from scoring.survey.sample_draws import SampledUnit

PERMISSION = "samples.draw"
SEED_BYTES = 8


def draw_wave(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    wave: Wave,
    facts: DesignFacts,
    seed: int | None = None,
) -> SampleDraw:
    """Draw once for a wave; nobody picks, and nobody draws again until it pleases."""
    from scoring.survey.sample_draws import draw_sample

    actor.require(PERMISSION)
    roster = _require_ready(session, wave)
    people = framed_people(session, roster, facts.unit)
    contracts = wave.evaluation.contracts
    designs = design_samples(place_counts(people), contracts, facts)
    if not designs:
        raise NotReady("roster_holds_nobody")
    wanted = {name: row for design in designs for name, row in design.wanted.items()}
    number = secrets.randbits(8 * SEED_BYTES) if seed is None else seed
    frame = frame_of(people, contracts, facts.method)
    drawn = draw_sample(frame, wanted, number, reserve_share=facts.reserve_share)
    populations = Counter(unit.stratum for unit in frame)
    record = _record(wave, roster, facts, drawn, populations)
    record.drawn_by_id, record.drawn_at = actor.account_id, clock()
    session.add(record)
    session.flush()
    units = [_unit(record, row, contracts) for row in drawn.units]
    session.add_all(units)
    session.flush()
    make_cases(session, clock, settings, record, [u for u in units if u.role == MAIN])
    kept = {"seed": record.seed, "frame": record.roster_digest, "drawn": record.drawn}
    subject = f"wave/{wave.id}"
    record_act(session, actor, clock, "wave.draw", subject, algorithm=record.algorithm, **kept)
    session.flush()
    return record


def draw_of(session: Session, wave: Wave) -> SampleDraw | None:
    """Return the draw of a wave, if there was one."""
    return session.scalars(select(SampleDraw).where(SampleDraw.wave_id == wave.id)).one_or_none()


def make_cases(
    session: Session,
    clock: Clock,
    settings: Settings,
    draw: SampleDraw,
    units: Sequence[DrawnUnit],
) -> list[Case]:
    """Turn drawn units into cases with their links, and take their people into the vault."""
    people = _people(session, draw, units)
    next_number = _next_numbers(session, draw)
    cases = []
    for unit in units:
        number = next_number.get(unit.contract_id, 1)
        next_number[unit.contract_id] = number + 1
        cases.append(_case(draw, unit, people[unit.code], number))
    session.add_all(cases)
    session.flush()
    sealer = sealer_for(session, settings, clock, draw.wave.evaluation_id)
    for unit, case in zip(units, cases, strict=True):
        unit.case_id = case.id
        session.add(Invitation(case_id=case.id, token_hash=token_hash(token_of(settings, case.id))))
        _take_in(session, settings, sealer, case, people[unit.code])
    session.flush()
    return cases


def _require_ready(session: Session, wave: Wave) -> Roster:
    if wave.state != PLANNED:
        raise NotReady("wave_wrong_state", found=wave.state, allowed=[PLANNED])
    if draw_of(session, wave) is not None:
        raise NotReady("drawn_already")
    if session.scalar(select(func.count()).where(Case.wave_id == wave.id)):
        raise NotReady("wave_has_cases")
    roster = roster_in_use(session, wave.evaluation)
    if roster is None:
        raise NotReady("roster_needed")
    return roster


def _record(
    wave: Wave,
    roster: Roster,
    facts: DesignFacts,
    drawn: "Drawn",
    populations: Mapping[str, int],
) -> SampleDraw:
    """Return the record of a draw: its settings, and what repeating it needs."""
    plain = drawn.to_plain()
    return SampleDraw(
        wave_id=wave.id,
        roster_id=roster.id,
        method=facts.method,
        unit=facts.unit,
        seed=plain["seed"],
        algorithm=plain["algorithm"],
        roster_digest=plain["frame_digest"],
        reserve_share=plain["reserve_share"],
        wanted=plain["wanted"],
        settings={
            **json.loads(json.dumps(asdict(facts), default=str)),
            "populations": dict(populations),
        },
        drawn=sum(unit.role == MAIN for unit in drawn.units),
    )


def _unit(draw: SampleDraw, row: "SampledUnit", contracts: Sequence[Any]) -> DrawnUnit:
    contract, stratum = contract_and_stratum(row.stratum, contracts)
    return DrawnUnit(
        draw_id=draw.id,
        code=row.code,
        contract_id=contract.id,
        stratum=stratum,
        psu=row.psu,
        role=row.role,
        position=row.position,
        probability=float(row.probability),
        exact_probability=str(row.probability),
        size_measure=row.size,
        psus_population=None if row.psus is None else row.psus[0],
        psus_drawn=None if row.psus is None else row.psus[1],
        units_population=row.units[0],
        units_drawn=row.units[1],
    )


def _people(
    session: Session, draw: SampleDraw, units: Sequence[DrawnUnit]
) -> dict[str, RosterPerson]:
    found: dict[str, RosterPerson] = {}
    codes = [unit.code for unit in units]
    for start in range(0, len(codes), 500):
        wanted = select(RosterPerson).where(
            RosterPerson.roster_id == draw.roster_id,
            RosterPerson.code.in_(codes[start : start + 500]),
        )
        found |= {person.code: person for person in session.scalars(wanted)}
    if len(found) < len(set(codes)):
        raise NotReady("vault_key_shredded", found=draw.roster_id)
    return found


def _next_numbers(session: Session, draw: SampleDraw) -> dict[int, int]:
    counts = session.execute(
        select(Case.contract_id, func.count())
        .where(Case.wave_id == draw.wave_id)
        .group_by(Case.contract_id)
    )
    return {row[0]: row[1] + 1 for row in counts}


def _case(draw: SampleDraw, unit: DrawnUnit, person: RosterPerson, number: int) -> Case:
    contract = next(c for c in draw.wave.evaluation.contracts if c.id == unit.contract_id)
    return Case(
        id=secrets.token_hex(16),
        wave_id=draw.wave_id,
        contract_id=unit.contract_id,
        label=f"{contract.code}-{number:04d}",
        stratum=unit.stratum,
        psu=unit.psu,
        base_weight=1 / unit.probability,
        inclusion_probability=unit.probability,
        size_measure=unit.size_measure,
        stratum_population=_population(draw, contract.code, unit.stratum),
        covariates={f"aid_{person.aid_type}": 1.0} if person.aid_type else {},
    )


def _population(draw: SampleDraw, contract: str, stratum: str) -> int:
    populations: dict[str, int] = draw.settings["populations"]
    return populations[stratum_name(contract, stratum)]


def _take_in(
    session: Session, settings: Settings, sealer: Sealer, case: Case, person: RosterPerson
) -> None:
    """Seal what the interviewer needs again, bound to the case; the list's own copy stays."""
    subject = f"roster/{person.roster_id}/{person.code}"
    known = json.loads(unseal(session, settings, subject, person.sealed))
    seal_identity(session, settings, sealer, case.id, known, known_key=person.person_key)
