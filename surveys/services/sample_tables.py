"""The tables of a bundle about the sample: who could be drawn, who was, and how to draw again."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.programmes import Contract
from scoring.bundle_schema import FRAME, FRAME_LIST, SAMPLE
from surveys.models.assignments import CaseReplacement
from surveys.models.cases import Case
from surveys.models.draws import DrawnUnit, SampleDraw
from surveys.models.waves import Wave
from surveys.services.draws import draw_of
from surveys.services.frames import frame_of, framed_people

Drawn = tuple[Case, str, DrawnUnit | None]


def sample(session: Session, waves: Sequence[Wave]) -> pa.Table | None:
    """Return every drawn case with its outcome; nothing where no list was drawn from."""
    drawn = _drawn(session, waves)
    replaced = _replacements(session)
    codes = {case.id: _code(case, unit) for case, _, unit in drawn}
    rows = [
        {
            **_place(case, contract, unit),
            "inclusion_probability": case.inclusion_probability,
            "size_measure": case.size_measure,
            "disposition": case.disposition,
            "replaced_by": codes.get(replaced.get(case.id, "")),
            **_stages(unit),
        }
        for case, contract, unit in drawn
    ]
    return pa.Table.from_pylist(rows, schema=SAMPLE) if rows else None


def frame(session: Session, waves: Sequence[Wave]) -> pa.Table | None:
    """Return population and drawn counts by contract and stratum, where all of them are known.

    A case that stands in for another was not drawn beside it but in its place.
    """
    stands_in = set(_replacements(session).values())
    cells: dict[tuple[str, str], list[Case]] = {}
    for case, contract, _ in _drawn(session, waves):
        if case.id not in stands_in:
            cells.setdefault((contract, case.stratum), []).append(case)
    rows = []
    for (contract, stratum), cases in sorted(cells.items()):
        population = max((case.stratum_population or 0 for case in cases), default=0)
        if population < len(cases):
            return None
        place = {"contract": contract, "stratum": stratum}
        rows.append({**place, "population": population, "drawn": len(cases)})
    return pa.Table.from_pylist(rows, schema=FRAME) if rows else None


def frame_list(session: Session, waves: Sequence[Wave]) -> pa.Table | None:
    """Return who could be drawn, under pseudonyms and in the order of the draw.

    Where lists were drawn elsewhere, only those who were drawn are known.
    """
    rows: list[dict[str, Any]] = []
    for draw in _draws(session, waves):
        rows += _framed(session, draw)
    if not rows:
        rows = [_place(case, contract, unit) for case, contract, unit in _drawn(session, waves)]
    numbered = [{"position": number, **row} for number, row in enumerate(rows, start=1)]
    return pa.Table.from_pylist(numbered, schema=FRAME_LIST) if numbered else None


def draws(session: Session, waves: Sequence[Wave]) -> list[dict[str, Any]]:
    """Return how each sample was drawn and which rows of the frame list it was drawn from."""
    found: list[dict[str, Any]] = []
    first = 1
    for draw in _draws(session, waves):
        size = sum(draw.settings["populations"].values())
        found.append(
            {
                "wave": draw.wave.title,
                "method": draw.method,
                "unit": draw.unit,
                "algorithm": draw.algorithm,
                "seed": draw.seed,
                "reserve_share": draw.reserve_share,
                "frame_digest": draw.roster_digest,
                "wanted": draw.wanted,
                "positions": [first, first + size - 1],
            }
        )
        first += size
    return found


def drawn_at_once(session: Session, waves: Sequence[Wave]) -> set[str]:
    """Return the cases that were drawn person by person: each is its own sampling unit."""
    wanted = (
        select(DrawnUnit.case_id)
        .join(SampleDraw, SampleDraw.id == DrawnUnit.draw_id)
        .where(SampleDraw.wave_id.in_([wave.id for wave in waves]))
        .where(DrawnUnit.psus_drawn.is_(None), DrawnUnit.case_id.is_not(None))
    )
    return {case_id for case_id in session.scalars(wanted) if case_id is not None}


def sampling_unit(case: Case, contract: str) -> str | None:
    """Return the code of a case's village as it was drawn; None where it has none.

    Scoring takes one code for one unit wherever it occurs. Many villages are called alike, and one
    is drawn apart in every stratum, so a bare name would tie contracts that have nothing in common.
    """
    return f"{contract}/{case.stratum}/{case.psu}" if case.psu else None


def _draws(session: Session, waves: Sequence[Wave]) -> list[SampleDraw]:
    found = [draw_of(session, wave) for wave in waves]
    return [draw for draw in found if draw is not None]


def _framed(session: Session, draw: SampleDraw) -> list[dict[str, Any]]:
    contracts = draw.wave.evaluation.contracts
    people = framed_people(session, draw.roster, draw.unit)
    units = frame_of(people, contracts, draw.method)
    codes = {contract.id: contract.code for contract in contracts}
    return [
        {
            "case": unit.code,
            "contract": codes[person.contract_id],
            "stratum": unit.stratum.removeprefix(f"{codes[person.contract_id]}/"),
            "psu": unit.psu,
        }
        for person, unit in zip(people, units, strict=True)
    ]


def _drawn(session: Session, waves: Sequence[Wave]) -> list[Drawn]:
    found = session.execute(
        select(Case, Contract.code, DrawnUnit)
        .join(Contract, Contract.id == Case.contract_id)
        .outerjoin(DrawnUnit, DrawnUnit.case_id == Case.id)
        .where(Case.wave_id.in_([wave.id for wave in waves]))
        .where(Case.inclusion_probability.is_not(None))
        .order_by(Contract.code, Case.stratum, Case.psu, Case.id)
    )
    return [(case, code, unit) for case, code, unit in found]


def _replacements(session: Session) -> dict[str, str]:
    found = session.execute(select(CaseReplacement.lost_case_id, CaseReplacement.new_case_id))
    return {row[0]: row[1] for row in found}


def _place(case: Case, contract: str, unit: DrawnUnit | None) -> dict[str, Any]:
    is_alone = unit is not None and unit.psus_drawn is None
    village = None if is_alone else sampling_unit(case, contract)
    code = _code(case, unit)
    return {
        "case": code,
        "contract": contract,
        "stratum": case.stratum,
        # Who was drawn alone is a sampling unit alone.
        "psu": code if is_alone else village or "",
    }


def _code(case: Case, unit: DrawnUnit | None) -> str:
    """Return under which code a case stands in the frame; drawn elsewhere, under its own."""
    return case.id if unit is None else unit.code


def _stages(unit: DrawnUnit | None) -> dict[str, int | None]:
    if unit is None:
        return {}
    return {
        "psus_population": unit.psus_population,
        "psus_drawn": unit.psus_drawn,
        "units_population": unit.units_population,
        "units_drawn": unit.units_drawn,
    }
