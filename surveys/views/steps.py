"""The lines on an evaluation's page about its waves: prepared, open with counts, closed."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evaluator.feature import Step
from evaluator.kinds.actors import Actor
from evaluator.models.evaluations import Evaluation
from surveys.models.waves import CLOSING, OPEN, PLANNED, Wave
from surveys.queries.bundles import frozen_bundle_of
from surveys.queries.progress import counts_by_contract
from surveys.queries.waves import waves_of


def steps_of(session: Session, actor: Actor, evaluation: Evaluation) -> list[Step]:
    """Return the three lines about collection."""
    if not actor.may("waves.read"):
        return []
    waves = waves_of(session, evaluation)
    return [
        _prepared(actor, evaluation, waves),
        _in_field(session, actor, evaluation, waves),
        _closed(session, actor, evaluation, waves),
    ]


def _prepared(actor: Actor, evaluation: Evaluation, waves: list[Wave]) -> Step:
    title = _("Wave prepared")
    address = url_for("waves.index", evaluation_id=evaluation.id)
    if not waves:
        may = actor.may("waves.manage") and evaluation.state in ("E0", "E1")
        # Preparing is possible before the plan is locked, but only then is it the next thing.
        status = "current" if may and evaluation.state == "E1" else "waiting"
        return Step(title, status, _("There is no wave yet."), address, _("Prepare"))
    planned = [wave for wave in waves if wave.state == PLANNED]
    if planned:
        detail = _("Prepared, not open yet: %(title)s", title=planned[0].title)
        status = "current" if evaluation.state in ("E1", "E2") else "waiting"
        return Step(title, status, detail, _show(planned[0]), _("Go on"))
    return Step(title, "done", waves[-1].title, address, _("See"))


def _in_field(session: Session, actor: Actor, evaluation: Evaluation, waves: list[Wave]) -> Step:
    title = _("Wave open")
    started = [wave for wave in waves if wave.state != PLANNED]
    if not started:
        detail = _("Waits for the plan to be locked and a wave to be prepared.")
        return Step(title, "waiting", detail)
    rows = [row for wave in started for row in counts_by_contract(session, wave)]
    answered, cases = sum(row.answered for row in rows), sum(row.cases for row in rows)
    detail = _("%(answered)s of %(cases)s have answered", answered=answered, cases=cases)
    is_open = any(wave.state == OPEN for wave in started)
    # An open wave waits for those who collect; a purchaser or an observer only looks on.
    status = "current" if actor.may("responses.enter") else "waiting"
    return Step(title, status if is_open else "done", detail, _show(started[-1]), _("See"))


def _closed(session: Session, actor: Actor, evaluation: Evaluation, waves: list[Wave]) -> Step:
    title = _("Wave closed and data frozen")
    address = url_for("waves.index", evaluation_id=evaluation.id)
    bundle = frozen_bundle_of(session, evaluation)
    if bundle is not None:
        detail = _(
            "%(count)s responses, hash %(digest)s",
            count=bundle.responses,
            digest=bundle.digest[:12],
        )
        return Step(title, "done", detail, address, _("See"))
    if waves and all(wave.state == CLOSING for wave in waves):
        status = "current" if actor.may("waves.manage") else "waiting"
        return Step(title, status, _("The data are being frozen."), address, _("See"))
    return Step(title, "waiting", _("Waits for the wave to be closed."))


def _show(wave: Wave) -> str:
    return url_for("waves.show", wave_id=wave.id)
