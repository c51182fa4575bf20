"""Samples are drawn once, from a roster in use, and anybody can draw them again."""

import json
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotAllowed, NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.settings import Settings
from scoring.survey.sample_draws import FrameUnit, repeat_sample
from surveys.models.cases import Case, Identity
from surveys.models.draws import CENSUS, MAIN, RESERVE, SIMPLE, STRATIFIED, TWO_STAGE, DrawnUnit
from surveys.models.rosters import RosterPerson
from surveys.models.waves import Wave
from surveys.services.draws import draw_of, draw_wave
from surveys.services.sample_designs import DesignFacts
from surveys.services.sample_tables import draws, frame, frame_list, sample
from surveys.services.vault import open_identity
from surveys.services.waves import create_wave
from tests.collection import WAVE_PLAN
from tests.rosters import accepted, person
from tests.web import NOON, People

SEED = 20261123


@pytest.fixture
def wave(session: Session, settings: Settings, people: People, evaluation: Evaluation) -> Wave:
    """A wave in preparation over a roster of 300 and 60 people."""
    rows = [person(n) for n in range(300)] + [person(n, "C2") for n in range(300, 360)]
    accepted(session, settings, people, evaluation, rows)
    made = create_wave(session, people.actors["lead"], lambda: NOON, evaluation, WAVE_PLAN)
    session.commit()
    return made


@pytest.fixture
def draw(session: Session, settings: Settings, people: People, wave: Wave) -> Callable[..., None]:
    """Draw for the wave."""

    def now(login: str = "field", seed: int = SEED, **facts: object) -> None:
        design = DesignFacts(**facts)  # type: ignore[arg-type]  # a table of examples
        draw_wave(session, people.actors[login], lambda: NOON, settings, wave, design, seed)
        session.commit()

    return now


def _units(session: Session, role: str = MAIN) -> list[DrawnUnit]:
    return list(session.scalars(select(DrawnUnit).where(DrawnUnit.role == role)))


@pytest.mark.parametrize("method", [STRATIFIED, TWO_STAGE, SIMPLE, CENSUS])
def test_an_outsider_draws_the_same_sample_from_the_bundle_s_tables(
    session: Session, wave: Wave, draw: Callable[..., None], method: str
) -> None:
    draw(method=method, interviews=40, response_rate=0.8)
    listed, drawn, (spec,) = (
        frame_list(session, [wave]),
        sample(session, [wave]),
        draws(session, [wave]),
    )
    assert listed is not None
    assert drawn is not None
    first, last = spec["positions"]
    frame_units = [
        FrameUnit(row["case"], f"{row['contract']}/{row['stratum']}", row["psu"])
        for row in listed.to_pylist()[first - 1 : last]
    ]
    again = repeat_sample(frame_units, json.loads(json.dumps(spec)))
    mains = {unit.code: unit for unit in again.units if unit.role == MAIN}
    assert set(mains) == set(drawn["case"].to_pylist())
    for row in drawn.to_pylist():
        unit = mains[row["case"]]
        assert row["inclusion_probability"] == float(unit.probability)
        assert (row["units_population"], row["units_drawn"]) == unit.units
        assert (row["psus_population"], row["psus_drawn"]) == (unit.psus or (None, None))


def test_weights_add_up_to_the_people_of_every_stratum(
    session: Session, wave: Wave, draw: Callable[..., None]
) -> None:
    draw(method=STRATIFIED, interviews=40, response_rate=0.8)
    cells = frame(session, [wave])
    assert cells is not None
    weights: Counter[tuple[str, str]] = Counter()
    for case in session.scalars(select(Case).where(Case.wave_id == wave.id)):
        weights[(case.contract.code, case.stratum)] += case.base_weight  # type: ignore[assignment]  # a counter of weights
    for row in cells.to_pylist():
        assert weights[(row["contract"], row["stratum"])] == pytest.approx(row["population"])
    assert sum(cells["population"].to_pylist()) == 360
    assert sum(cells["drawn"].to_pylist()) == 100


def test_a_drawn_case_knows_its_person_only_through_the_vault(
    session: Session, settings: Settings, wave: Wave, draw: Callable[..., None]
) -> None:
    draw(method=STRATIFIED, interviews=10)
    unit = _units(session)[0]
    assert unit.case_id is not None
    listed = session.scalars(select(RosterPerson).where(RosterPerson.code == unit.code)).one()
    person_of = open_identity(session, settings, unit.case_id)
    assert person_of["name"] == f"虚拟{listed.row - 2:06d}"
    assert session.get_one(Identity, unit.case_id).person_key == listed.person_key
    assert session.get_one(Case, unit.case_id).covariates == {f"aid_{listed.aid_type}": 1.0}


def test_one_wave_is_drawn_once(session: Session, wave: Wave, draw: Callable[..., None]) -> None:
    draw(interviews=10)
    record = draw_of(session, wave)
    assert record is not None
    assert (record.seed, len(record.roster_digest)) == (str(SEED), 64)
    with pytest.raises(NotReady, match="drawn_already"):
        draw(interviews=10, seed=1)


def test_reserves_wait_without_a_case(
    session: Session, wave: Wave, draw: Callable[..., None]
) -> None:
    draw(method=TWO_STAGE, interviews=40, per_village=5)
    reserves = _units(session, RESERVE)
    assert reserves
    assert all(unit.case_id is None for unit in reserves)
    villages = {(unit.contract_id, unit.psu) for unit in _units(session)}
    assert {(unit.contract_id, unit.psu) for unit in reserves} <= villages


def test_households_are_drawn_as_one(
    session: Session, wave: Wave, draw: Callable[..., None]
) -> None:
    draw(method=SIMPLE, unit="household", interviews=200, response_rate=1.0)
    record = draw_of(session, wave)
    assert record is not None
    assert record.settings["populations"] == {"C1/": 150, "C2/": 30}


def test_who_may_not_draw_does_not(draw: Callable[..., None]) -> None:
    with pytest.raises(NotAllowed):
        draw("purchaser")
    with pytest.raises(Invalid, match="count_outside"):
        draw(half_width=0.0)


def test_without_a_roster_in_use_nothing_is_drawn(
    session: Session, settings: Settings, people: People, evaluation: Evaluation
) -> None:
    lead = people.actors["lead"]
    made = create_wave(session, lead, lambda: NOON, evaluation, WAVE_PLAN)
    with pytest.raises(NotReady, match="roster_needed"):
        draw_wave(session, lead, lambda: NOON, settings, made, DesignFacts())
