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
    ITEM_PREFIX,
    MEASURES,
    responses_schema,
)
from scoring.plan import Plan
from surveys.kinds.documents import Answer, Questionnaire
from surveys.models.cases import Case, Identity
from surveys.models.responses import Response
from surveys.models.waves import Wave
from surveys.queries.flags import flags_by_response
from surveys.services.links import person_key
from surveys.services.questionnaires import questionnaire_of
from surveys.services.sample_tables import drawn_at_once, sampling_unit

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


def responses(session: Session, settings: Settings, plan: Plan, waves: Sequence[Wave]) -> pa.Table:
    """Return every submitted response with its coded items and adjusters."""
    items = _items(plan, waves)
    adjusters = [adjuster.code for adjuster in plan.adjusters]
    schema = responses_schema(items, adjusters)
    alone = drawn_at_once(session, waves)
    rows = []
    for wave in waves:
        questionnaire = questionnaire_of(wave.questionnaire)
        flags = flags_by_response(session, wave)
        for response, case, contract, known in _answered(session, wave):
            row = _around(response, case, contract)
            row["flags"] = flags.get(response.submission_id)
            if case.id in alone:
                row["psu"] = None
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
            if question.is_item:
                codes.setdefault(question.code, None)
    return list(codes)


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
    """Return the coded answers; words, days, places and files never enter a bundle."""
    return {
        ITEM_PREFIX + question.code: answer
        for question, answer in zip(questionnaire.questions, answers, strict=True)
        if question.is_item and isinstance(answer, int)
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
