"""The tables of a bundle, made from what was collected: people and instants stay behind."""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Contract
from evaluator.queries.measures import measures_of
from evaluator.settings import Settings
from scoring.bundle_schema import (
    ADJUSTER_PREFIX,
    CONTRACTS,
    FRAME,
    FRAME_LIST,
    ITEM_PREFIX,
    MEASURES,
    SAMPLE,
    responses_schema,
)
from scoring.plan import Plan
from surveys.kinds.documents import Answer, Questionnaire
from surveys.models.cases import Case, Identity
from surveys.models.responses import Response
from surveys.models.waves import Wave
from surveys.services.links import person_key
from surveys.services.questionnaires import questionnaire_of

PROXY = "proxy"  # an adjuster that is known of the interview, not of the person


def contracts(evaluation: Evaluation) -> pa.Table:
    """Return the contracts that are judged."""
    rows = [
        {
            "contract": contract.code,
            "contractor": contract.contractor.name,
            "name": contract.name,
            "area": contract.area,
            "served_population": contract.served_population,
        }
        for contract in evaluation.contracts
    ]
    return pa.Table.from_pylist(rows, schema=CONTRACTS)


def measures(session: Session, evaluation: Evaluation) -> pa.Table:
    """Return the values that do not come from the beneficiaries' answers."""
    rows = [
        {
            "contract": row.contract.code,
            "input": row.input,
            "status": row.status,
            "value": None if row.value is None else float(row.value),
            "successes": row.successes,
            "sampled": row.sampled,
            "variance": None if row.variance is None else float(row.variance),
            "reason": row.reason or None,
            "evidence": row.evidence or None,
        }
        for row in measures_of(session, evaluation)
    ]
    return pa.Table.from_pylist(rows, schema=MEASURES)


def questionnaires(waves: Iterable[Wave]) -> dict[str, Any]:
    """Return the published questionnaires by code and the start of their hash."""
    return {
        f"{wave.questionnaire.code}-{wave.questionnaire.digest[:12]}": wave.questionnaire.document
        for wave in waves
    }


def sample(session: Session, waves: Sequence[Wave]) -> pa.Table | None:
    """Return every drawn case with its outcome; nothing where no list was drawn from."""
    drawn = _drawn(session, waves)
    rows = [
        {
            **_place(case, contract),
            "inclusion_probability": case.inclusion_probability,
            "size_measure": case.size_measure,
            "disposition": case.disposition,
        }
        for case, contract in drawn
    ]
    return pa.Table.from_pylist(rows, schema=SAMPLE) if rows else None


def frame_list(session: Session, waves: Sequence[Wave]) -> pa.Table | None:
    """Return the drawn cases in a fixed order under their pseudonyms."""
    drawn = _drawn(session, waves)
    rows = [
        {"position": position, **_place(case, contract)}
        for position, (case, contract) in enumerate(drawn, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=FRAME_LIST) if rows else None


def frame(session: Session, waves: Sequence[Wave]) -> pa.Table | None:
    """Return population and drawn counts by contract and stratum, where all of them are known."""
    cells: dict[tuple[str, str], list[Case]] = {}
    for case, contract in _drawn(session, waves):
        cells.setdefault((contract, case.stratum), []).append(case)
    rows = []
    for (contract, stratum), cases in sorted(cells.items()):
        population = max((case.stratum_population or 0 for case in cases), default=0)
        if population < len(cases):
            return None
        rows.append(
            {
                "contract": contract,
                "stratum": stratum,
                "population": population,
                "drawn": len(cases),
            }
        )
    return pa.Table.from_pylist(rows, schema=FRAME) if rows else None


def responses(session: Session, settings: Settings, plan: Plan, waves: Sequence[Wave]) -> pa.Table:
    """Return every submitted response with its coded items and adjusters."""
    items = _items(plan, waves)
    adjusters = [adjuster.code for adjuster in plan.adjusters]
    schema = responses_schema(items, adjusters)
    rows = []
    for wave in waves:
        questionnaire = questionnaire_of(wave.questionnaire)
        for response, case, contract, known in _answered(session, wave):
            row = _around(response, case, contract)
            row["person_key"] = known or person_key(settings, response.case_id or "")
            row |= _coded(questionnaire, response.answers)
            row |= _adjusted(questionnaire, adjusters, response, case)
            rows.append({name: row.get(name) for name in schema.names})
    return pa.Table.from_pylist(rows, schema=schema)


def _items(plan: Plan, waves: Iterable[Wave]) -> list[str]:
    """Return the columns of items: those of the plan, then what else was asked with codes."""
    codes = {item.code: None for item in plan.items}
    for wave in waves:
        for question in questionnaire_of(wave.questionnaire).questions:
            if question.kind not in ("text", "info"):
                codes.setdefault(question.code, None)
    return list(codes)


def _drawn(session: Session, waves: Sequence[Wave]) -> list[tuple[Case, str]]:
    found = session.execute(
        select(Case, Contract.code)
        .join(Contract, Contract.id == Case.contract_id)
        .where(Case.wave_id.in_([wave.id for wave in waves]))
        .where(Case.inclusion_probability.is_not(None))
        .order_by(Contract.code, Case.stratum, Case.psu, Case.id)
    )
    return [(case, code) for case, code in found]


def _place(case: Case, contract: str) -> dict[str, Any]:
    place = {"contract": contract, "stratum": case.stratum}
    return {"case": case.id, **place, "psu": sampling_unit(case, contract) or ""}


def sampling_unit(case: Case, contract: str) -> str | None:
    """Return the code of a case's village as it was drawn; None where it has none.

    Scoring takes one code for one unit wherever it occurs. Many villages are called alike, and one
    is drawn apart in every stratum, so a bare name would tie contracts that have nothing in common.
    """
    return f"{contract}/{case.stratum}/{case.psu}" if case.psu else None


def _answered(session: Session, wave: Wave) -> list[Any]:
    found = session.execute(
        select(Response, Case, Contract.code, Identity.person_key)
        .join(Case, Case.id == Response.case_id)
        .join(Contract, Contract.id == Response.contract_id)
        .outerjoin(Identity, Identity.case_id == Case.id)
        .where(Response.wave_id == wave.id)
        .order_by(Contract.code, Response.submission_id)
    )
    return list(found)


def _around(response: Response, case: Case, contract: str) -> dict[str, Any]:
    return {
        "response": response.submission_id,
        "contract": contract,
        "stratum": case.stratum or None,
        "psu": sampling_unit(case, contract),
        "interviewer": response.interviewer or None,
        "mode": response.mode,
        "is_proxy": response.is_proxy,
        "presence": response.presence or None,
        "status": response.status,
        "reason": response.reason or None,
        "base_weight": case.base_weight,
        "duration_seconds": response.duration_seconds,
    }


def _coded(questionnaire: Questionnaire, answers: Sequence[Answer]) -> dict[str, Any]:
    """Return the coded answers; words that people wrote never enter a bundle."""
    return {
        ITEM_PREFIX + question.code: answer
        for question, answer in zip(questionnaire.questions, answers, strict=True)
        if isinstance(answer, int)
    }


def _adjusted(
    questionnaire: Questionnaire, adjusters: Sequence[str], response: Response, case: Case
) -> dict[str, float | None]:
    """Return the adjusters: what the frame knows, else what was answered, as numbers."""
    values: dict[str, float | None] = {PROXY: float(response.is_proxy)}
    for question, answer in zip(questionnaire.questions, response.answers, strict=True):
        option = question.option(answer) if question.adjuster and isinstance(answer, int) else None
        if option is not None and option.value is not None:
            values[question.adjuster] = float(option.value)
    values |= case.covariates
    return {ADJUSTER_PREFIX + code: values.get(code) for code in adjusters}
