"""Adding cases to a wave: from a list that was drawn, or as blank links for a contract."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.programmes import Contract
from evaluator.services.audit import record_act
from evaluator.settings import Settings
from surveys.models.cases import Case, Invitation
from surveys.models.waves import OPEN, PLANNED, Wave
from surveys.services.entrustments import entrustment_in_force
from surveys.services.links import token_hash, token_of
from surveys.services.vault import seal_identity, sealer_for
from surveys.services.waves import PERMISSION

MOST_BLANK_LINKS = 5_000


@dataclass(frozen=True, slots=True)
class DrawnCase:
    """One line of a list of drawn households, as it was read and checked."""

    contract: Contract
    label: str
    stratum: str = ""
    psu: str = ""
    base_weight: float = 1.0
    inclusion_probability: float | None = None
    stratum_population: int | None = None
    covariates: Mapping[str, float] = field(default_factory=dict)
    person: Mapping[str, str] = field(default_factory=dict)


def add_cases(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    wave: Wave,
    drawn: Sequence[DrawnCase],
) -> list[Case]:
    """Add cases with their links; all or none."""
    actor.require(PERMISSION)
    if wave.state not in (PLANNED, OPEN):
        raise NotReady("wave_wrong_state", found=wave.state, allowed=[PLANNED, OPEN])
    taken = set(session.scalars(select(Case.label).where(Case.wave_id == wave.id)))
    repeated = sorted(taken & {row.label for row in drawn})
    if repeated:
        raise Duplicate("case_known", found=repeated[:10], column="label")
    cases = [_case(wave, row) for row in drawn]
    session.add_all(cases)
    # The vault and the invitations refer to the cases, which must be there first.
    session.flush()
    session.add_all(
        Invitation(case_id=case.id, token_hash=token_hash(token_of(settings, case.id)))
        for case in cases
    )
    if any(row.person for row in drawn):
        if not wave.evaluation.is_demo:
            entrustment_in_force(session, clock, wave.evaluation)
        sealer = sealer_for(session, settings, clock, wave.evaluation_id)
        for case, row in zip(cases, drawn, strict=True):
            if row.person:
                seal_identity(session, settings, sealer, case.id, row.person)
    record_act(session, actor, clock, "wave.add_cases", f"wave/{wave.id}", cases=len(cases))
    session.flush()
    return cases


def add_blank_links(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    wave: Wave,
    contract: Contract,
    count: int,
) -> list[Case]:
    """Add links that are not tied to anybody drawn, numbered on within the contract."""
    if not 1 <= count <= MOST_BLANK_LINKS:
        raise Invalid("count_outside", field="count", found=count, allowed=f"1–{MOST_BLANK_LINKS}")
    so_far = session.scalar(
        select(func.count()).where(Case.wave_id == wave.id, Case.contract_id == contract.id)
    )
    start = (so_far or 0) + 1
    drawn = [
        DrawnCase(contract, f"{contract.code}-{number:04d}")
        for number in range(start, start + count)
    ]
    return add_cases(session, actor, clock, settings, wave, drawn)


def _case(wave: Wave, row: DrawnCase) -> Case:
    return Case(
        id=secrets.token_hex(16),
        wave_id=wave.id,
        contract_id=row.contract.id,
        label=row.label,
        stratum=row.stratum,
        psu=row.psu,
        base_weight=row.base_weight,
        inclusion_probability=row.inclusion_probability,
        stratum_population=row.stratum_population,
        covariates=dict(row.covariates),
    )
