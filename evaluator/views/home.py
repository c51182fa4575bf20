"""The first page after signing in: what needs me today."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from evaluator.feature import Step
from evaluator.queries import evaluations
from evaluator.web.access import PUBLIC, SIGNED_IN, allow
from evaluator.web.current import current_actor, database, the_actor
from evaluator.web.steps import steps_of

views = Blueprint("home", __name__)


@views.get("/")
@allow(PUBLIC)
def start() -> ResponseReturnValue:
    """Lead to the day's work, or to the way in."""
    return redirect(url_for("home.today" if current_actor() else "accounts.sign_in"))


@views.get("/today")
@allow(SIGNED_IN)
def today() -> ResponseReturnValue:
    """Show what waits for this person, then what waits for others, then what is finished."""
    actor = the_actor()
    mine, others = [], []
    if actor.may("programmes.read"):
        for evaluation in evaluations.evaluations_of(database(), actor):
            steps = steps_of(evaluation)
            current = _first(steps, "current")
            if current is not None:
                mine.append((evaluation, current))
            else:
                others.append((evaluation, _first(steps, "blocked", "waiting")))
    return render_template("home/today.html", mine=mine, others=others)


def _first(steps: Sequence[Step], *states: str) -> Step | None:
    return next((step for step in steps if step.status in states), None)


@views.get("/healthz")
@allow(PUBLIC)
def health() -> ResponseReturnValue:
    """Answer the supervisor: this worker serves."""
    return {"state": "ok"}
