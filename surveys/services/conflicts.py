"""Choosing between two different copies of the same answers, with a reason; nothing is lost."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.services.audit import record_act
from surveys.models.responses import Response, ResponseConflict
from surveys.models.reviews import KEPT, REPLACED, ConflictChoice
from surveys.models.waves import CLOSED, Wave
from surveys.services.reviews import LONGEST_REASON, PERMISSION, WITHDRAWN

# What a sending holds besides the answers, under the names of the columns.
CIRCUMSTANCES = (
    "mode",
    "is_assisted",
    "is_proxy",
    "proxy_reason",
    "presence",
    "interviewer",
)


def response_beside(session: Session, conflict: ResponseConflict) -> Response | None:
    """Return the response that was stored first: of the same sending, else of the same case."""
    same = session.get(Response, conflict.submission_id)
    if same is not None or conflict.case_id is None:
        return same
    wanted = (
        select(Response)
        .where(Response.case_id == conflict.case_id)
        .order_by(Response.status, Response.submission_id)  # accepted before excluded
    )
    return session.scalars(wanted).first()


def choose_copy(
    session: Session,
    actor: Actor,
    clock: Clock,
    conflict: ResponseConflict,
    choice: str,
    reason: str,
) -> ConflictChoice:
    """Keep what was stored first or put the other copy in its place; both stay readable."""
    actor.require(PERMISSION)
    wave = session.get_one(Wave, conflict.wave_id)
    if wave.state == CLOSED:
        raise NotReady("wave_is_frozen")
    if choice not in (KEPT, REPLACED):
        raise Invalid("choice_unknown", field="choice", found=choice)
    if not reason.strip():
        raise Invalid("reason_needed", field="reason")
    if session.get(ConflictChoice, conflict.id) is not None:
        raise Duplicate("copy_chosen_already")
    before: dict[str, Any] = {}
    if choice == REPLACED:
        response = response_beside(session, conflict)
        if response is None or response.reason == WITHDRAWN:
            raise NotReady("response_withdrawn")
        before = _replace(response, conflict.content)
    made = ConflictChoice(
        conflict_id=conflict.id,
        choice=choice,
        reason=reason.strip()[:LONGEST_REASON],
        before=before,
        chosen_by_id=actor.account_id,
        chosen_at=clock(),
    )
    session.add(made)
    session.flush()
    subject = f"conflict/{conflict.id}"
    record_act(session, actor, clock, "conflict.choose", subject, choice=choice)
    return made


def _replace(response: Response, content: dict[str, Any]) -> dict[str, Any]:
    names = [name for name in ("answers", *CIRCUMSTANCES) if name in content]
    before = {name: getattr(response, name) for name in names}
    for name in names:
        setattr(response, name, content[name])
    return before
