"""The interviewer's own pages: whom to visit, where, and what came of every try."""

import secrets

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.errors import DomainError
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from surveys.forms.visits import AttemptForm
from surveys.models.assignments import Assignment
from surveys.models.cases import DISPOSITION_NAMES
from surveys.models.responses import MODES
from surveys.queries.assignments import attempts_of
from surveys.queries.visits import visits_of
from surveys.queries.waves import case_of
from surveys.services.attempts import note_of, record_attempt
from surveys.services.visits import open_for_visit, visit_in_hand

views = Blueprint("visits", __name__)


@views.get("/visits")
@allow("cases.visit")
def index() -> ResponseReturnValue:
    """Show what is still to do: appointments first, then village by village."""
    lines = visits_of(database(), the_actor().account_id)
    return render_template("surveys/visits/index.html", lines=lines, dispositions=DISPOSITION_NAMES)


@views.get("/visits/<case_id>")
@allow("cases.visit")
def show(case_id: str) -> ResponseReturnValue:
    """Show one case that is still to be visited."""
    return _show(_held(case_id))


@views.post("/visits/<case_id>/person")
@allow("cases.visit")
def person(case_id: str) -> ResponseReturnValue:
    """Show name and address once; that they were looked at is recorded."""
    held = _held(case_id)
    try:
        found = open_for_visit(database(), the_actor(), clock(), settings(), held.case)
    except DomainError as refusal:
        database().rollback()
        return _show(held, refusal=refusal)
    database().commit()
    return _show(held, person=found)


@views.post("/visits/<case_id>/attempts")
@allow("cases.visit")
def attempt(case_id: str) -> ResponseReturnValue:
    """Note one try; the same page sent twice is one try."""
    held = _held(case_id)
    form = AttemptForm()
    form.offer(_)
    if not form.validate_on_submit():
        return _show(held, form, status=422)
    try:
        noted = form.facts(clock()())
        record_attempt(database(), the_actor(), clock(), settings(), held.case, noted)
    except DomainError as refusal:
        database().rollback()
        return _show(held, form, refusal)
    database().commit()
    flash(_("The attempt is noted."), "good")
    return redirect(url_for("visits.index"))


def _held(case_id: str) -> Assignment:
    return visit_in_hand(database(), the_actor(), case_of(database(), the_actor(), case_id))


def _show(
    held: Assignment,
    form: AttemptForm | None = None,
    refusal: DomainError | None = None,
    person: dict[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if form is None:
        form = AttemptForm(formdata=None)
        form.offer(_)
        form.client_id.data = secrets.token_hex(16)
    attempts = attempts_of(database(), held.case_id)
    page = render_template(
        "surveys/visits/show.html",
        held=held,
        case=held.case,
        attempts=[(row, note_of(database(), settings(), row)) for row in attempts],
        dispositions=DISPOSITION_NAMES,
        modes=MODES,
        form=form,
        person=person,
        refusal=refusal,
    )
    return page, refusal.status if refusal else status
