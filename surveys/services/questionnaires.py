"""Publishing questionnaires: checked, hashed, and from then on unchanged."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid
from evaluator.kinds.clocks import Clock
from scoring.plan import Plan
from surveys.kinds.documents import Questionnaire, questionnaire_from
from surveys.kinds.registry import problems_of
from surveys.models.questionnaires import QuestionnaireVersion

INSTRUMENTS = Path(__file__).parent.parent / "instruments"
CODES = ("T", "S")  # what beneficiaries are asked
READY = (*CODES, "PQ", "CQ", "SV")
_PUBLISHED: dict[str, Questionnaire] = {}


@lru_cache
def instrument(code: str) -> Questionnaire:
    """Return the questionnaire that comes with the platform for a kind of service."""
    if code not in READY:
        raise Invalid("unknown_questionnaire", found=code, allowed=list(READY))
    return read_document((INSTRUMENTS / f"{code}.json").read_text("utf-8"))


def read_document(text: str) -> Questionnaire:
    """Read and check a questionnaire's document; refuses it with all that is wrong."""
    try:
        plain = json.loads(text)
    except ValueError as error:
        raise Invalid("questionnaire_unreadable", found=str(error)) from error
    questionnaire = questionnaire_from(plain)
    problems = problems_of(questionnaire)
    if problems:
        raise Invalid("questionnaire_problems", found=problems)
    return questionnaire


def publish_questionnaire(
    session: Session, clock: Clock, questionnaire: Questionnaire
) -> QuestionnaireVersion:
    """Publish a questionnaire; the same content is published once."""
    wanted = select(QuestionnaireVersion).where(QuestionnaireVersion.digest == questionnaire.digest)
    version = session.scalars(wanted).one_or_none()
    if version is None:
        version = QuestionnaireVersion(
            code=questionnaire.code,
            digest=questionnaire.digest,
            document=questionnaire.document,
            published_at=clock(),
        )
        session.add(version)
        session.flush()
    return version


def questionnaire_of(version: QuestionnaireVersion) -> Questionnaire:
    """Return the questionnaire of a published version."""
    return _remembered(version.digest, version.document)


def published_questionnaire(engine: Engine, digest: str) -> Questionnaire:
    """Return a published questionnaire without a session; what was read once is remembered."""
    known = _PUBLISHED.get(digest)
    if known is not None:
        return known
    wanted = select(QuestionnaireVersion.document).where(QuestionnaireVersion.digest == digest)
    with engine.connect() as connection:
        return _remembered(digest, connection.execute(wanted).scalar_one())


def _remembered(digest: str, document: dict[str, Any]) -> Questionnaire:
    # A version never changes, so its hash is all there is to know about it.
    if digest not in _PUBLISHED:
        _PUBLISHED[digest] = questionnaire_from(document)
    return _PUBLISHED[digest]


def gaps_for(plan: Plan, questionnaire: Questionnaire) -> list[str]:
    """Return the items of a plan that the questionnaire does not ask with the same codes."""
    offered = {
        question.code: {str(code) for code in question.codes if code >= 0}
        for question in questionnaire.questions
    }
    return [item.code for item in plan.items if offered.get(item.code) != set(item.scores)]
