"""Back-checks: respondents drawn to be called again by somebody else, and what they then say."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from evaluator.settings import Settings
from surveys.kinds.documents import Question, Questionnaire
from surveys.models.counting import UncheckedResponse
from surveys.models.responses import Response
from surveys.models.reviews import DONE, UNREACHED, BackCheck, BackCheckDraw
from surveys.models.waves import CLOSED, Wave
from surveys.services.links import person_key
from surveys.services.questionnaires import questionnaire_of

PERMISSION = "back_checks.record"
SHARE = 0.10
# What does not change within weeks and does not depend on how one feels today.
FACTS = ("Q00", "Q00b", "Q02n", "Q06", "Q16", "Q18a", "D06", "D08")
LONGEST_NOTE = 500
PSEUDONYM_LENGTH = 8


@dataclass(frozen=True, slots=True)
class BackCheckFacts:
    """What came of calling again; answers by the question's code."""

    is_reached: bool
    is_held: bool | None = None
    answers: Mapping[str, int] = field(default_factory=dict)
    note: str = ""


def draw_back_checks(
    session: Session, clock: Clock, wave: Wave, submission_ids: Iterable[str]
) -> int:
    """Draw among new responses, and one at least of each interviewer; return how many.

    A response is drawn where the hash of the wave's seed and its own number falls below the share:
    the draw can be repeated by whoever is given the seed, and by nobody before.
    """
    plan = _plan(session, clock, wave)
    held = session.execute(
        select(Response.submission_id, Response.interviewer)
        .where(Response.wave_id == wave.id, Response.interviewer != "")
        .where(Response.submission_id.in_(list(submission_ids)))
        .order_by(Response.submission_id)
    ).all()
    chosen = {
        submission_id: interviewer
        for submission_id, interviewer in held
        if lot(plan.seed, submission_id) < plan.share
    }
    for interviewer in sorted({who for _, who in held} - set(chosen.values())):
        chosen |= _first_of(session, wave, plan.seed, interviewer)
    known = select(BackCheck.submission_id).where(BackCheck.submission_id.in_(list(chosen)))
    for submission_id in session.scalars(known):
        del chosen[submission_id]
    rows = [
        {
            "submission_id": submission_id,
            "wave_id": wave.id,
            "interviewer": interviewer,
            "drawn_at": clock(),
        }
        for submission_id, interviewer in sorted(chosen.items())
    ]
    if rows:
        session.execute(insert(BackCheck), rows)
    return len(rows)


def lot(seed: str, submission_id: str) -> float:
    """Return the lot of a response, 0 to 1: the first 52 bits of a hash with the seed."""
    digest = hashlib.sha256(f"{seed}:{submission_id}".encode()).hexdigest()
    return int(digest[:13], 16) / 16**13


def fact_questions(questionnaire: Questionnaire) -> list[Question]:
    """Return the questions that are asked again."""
    return [question for question in questionnaire.questions if question.code in FACTS]


def checker_of(settings: Settings, actor: Actor) -> str:
    """Return the name under which somebody stands in the data, as an interviewer or a checker."""
    return f"i-{person_key(settings, f'interviewer {actor.account_id}')[:PSEUDONYM_LENGTH]}"


def record_back_check(
    session: Session,
    actor: Actor,
    clock: Clock,
    settings: Settings,
    check: BackCheck,
    facts: BackCheckFacts,
) -> None:
    """Record what came of calling again; never by the one who held the interview."""
    actor.require(PERMISSION)
    wave = session.get_one(Wave, check.wave_id)
    if wave.state == CLOSED:
        raise NotReady("wave_is_frozen")
    checker = checker_of(settings, actor)
    if checker == check.interviewer:
        raise NotReady("checker_not_independent")
    if facts.is_reached and facts.is_held is None:
        raise Invalid("say_whether_held", field="is_held")
    response = session.get_one(Response, check.submission_id)
    first = _coded(questionnaire_of(wave.questionnaire), response)
    both = [code for code in facts.answers if code in first and facts.answers[code] >= 0]
    check.state = DONE if facts.is_reached else UNREACHED
    check.checker, check.checked_by_id, check.checked_at = checker, actor.account_id, clock()
    check.is_held = facts.is_held if facts.is_reached else None
    check.answers = dict(facts.answers) if facts.is_reached else {}
    check.compared = len(both) if facts.is_reached else 0
    differing = [code for code in both if facts.answers[code] != first[code]]
    check.differing = len(differing) if facts.is_reached else 0
    check.note = facts.note.strip()[:LONGEST_NOTE]
    session.merge(UncheckedResponse(submission_id=check.submission_id, wave_id=wave.id))
    # What was said stands in the table; the chain only holds that it was recorded.
    subject = f"response/{check.submission_id}"
    record_act(session, actor, clock, "back_check.record", subject, state=check.state)
    session.flush()


def _plan(session: Session, clock: Clock, wave: Wave) -> BackCheckDraw:
    plan = session.get(BackCheckDraw, wave.id)
    if plan is None:
        seed = secrets.token_hex(16)
        plan = BackCheckDraw(wave_id=wave.id, seed=seed, share=SHARE, begun_at=clock())
        session.add(plan)
        session.flush()
    return plan


def _first_of(session: Session, wave: Wave, seed: str, interviewer: str) -> dict[str, str]:
    """Return the response with the lowest lot of an interviewer of whom nobody is drawn yet."""
    drawn = select(BackCheck.submission_id).where(
        BackCheck.wave_id == wave.id, BackCheck.interviewer == interviewer
    )
    if session.scalars(drawn.limit(1)).first() is not None:
        return {}
    everything = session.scalars(
        select(Response.submission_id)
        .where(Response.wave_id == wave.id, Response.interviewer == interviewer)
        .order_by(Response.submission_id)
    )
    return {min(everything, key=lambda one: (lot(seed, one), one)): interviewer}


def _coded(questionnaire: Questionnaire, response: Response) -> dict[str, int]:
    """Return the facts of the first interview that were answered at all."""
    pairs = zip(questionnaire.questions, response.answers, strict=True)
    return {
        question.code: answer
        for question, answer in pairs
        if question.code in FACTS and isinstance(answer, int) and answer >= 0
    }
