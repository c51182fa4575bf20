"""Agreements and lists of people: recorded, uploaded, reviewed, taken into use."""

from pathlib import Path
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from evaluator.errors import DomainError
from evaluator.forms.accounts import ConfirmForm
from evaluator.jobs.mount import enqueue
from evaluator.kinds.clocks import legal_day
from evaluator.models.evaluations import Evaluation
from evaluator.policy.aid_types import aid_types
from evaluator.queries.evaluations import evaluation_of
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, settings, the_actor
from surveys.forms.fieldwork import EntrustmentForm, RosterForm
from surveys.imports.problems import Problem
from surveys.models.rosters import ROSTER_STATES
from surveys.services.entrustments import entrustments_of, is_in_force, record_entrustment
from surveys.services.rosters import (
    accept_roster,
    drop_roster,
    roster_in,
    rosters_of,
    upload_roster,
)
from surveys.wording import problem_line

views = Blueprint("rosters", __name__, url_prefix="/evaluations/<int:evaluation_id>")


@views.get("/rosters")
@allow("rosters.read")
def index(evaluation_id: int) -> ResponseReturnValue:
    """Show the agreement in force and the lists taken in under it."""
    return _index(_evaluation(evaluation_id), RosterForm())


@views.post("/rosters")
@allow("rosters.upload")
def upload(evaluation_id: int) -> ResponseReturnValue:
    """Take a list to be read in the background."""
    evaluation = _evaluation(evaluation_id)
    form = RosterForm()
    if not form.validate_on_submit():
        return _index(evaluation, form)
    name = Path(form.file.data.filename or "").name
    try:
        _roster, job = upload_roster(
            database(), the_actor(), clock(), settings(), evaluation, name, form.file.data.save
        )
    except DomainError as refusal:
        database().rollback()
        return _index(evaluation, form, refusal)
    database().commit()
    enqueue(job.id)
    return redirect(url_for("jobs.show", job_id=job.id))


@views.route("/entrustments/new", methods=["GET", "POST"])
@allow("entrustments.record")
def entrust(evaluation_id: int) -> ResponseReturnValue:
    """Record the agreement."""
    evaluation = _evaluation(evaluation_id)
    form = EntrustmentForm()
    if form.validate_on_submit():
        sent = form.scan.data
        scan = (Path(sent.filename).name, sent.read()) if sent and sent.filename else None
        with beside_fields(form):
            record_entrustment(
                database(), the_actor(), clock(), settings(), evaluation, form.facts(), scan
            )
            database().commit()
            flash(_("The agreement is recorded."), "good")
            return redirect(url_for("rosters.index", evaluation_id=evaluation_id))
    page = render_template("surveys/rosters/entrust.html", evaluation=evaluation, form=form)
    return page, status_of(form)


@views.get("/rosters/<int:number>")
@allow("rosters.read")
def show(evaluation_id: int, number: int) -> ResponseReturnValue:
    """Show what was found in a list and whom it covers; no name, no number."""
    return _show(_evaluation(evaluation_id), number)


@views.post("/rosters/<int:number>/accept")
@allow("rosters.accept")
def accept(evaluation_id: int, number: int) -> ResponseReturnValue:
    """Take a reviewed list into use."""
    return _act(evaluation_id, number, accept_roster, _("The list is in use."))


@views.post("/rosters/<int:number>/drop")
@allow("rosters.accept")
def drop(evaluation_id: int, number: int) -> ResponseReturnValue:
    """Drop a list and delete its people."""
    return _act(evaluation_id, number, drop_roster, _("The list is dropped; its people are gone."))


def _act(evaluation_id: int, number: int, act: Any, said: str) -> ResponseReturnValue:
    evaluation = _evaluation(evaluation_id)
    try:
        act(database(), the_actor(), clock(), roster_in(evaluation, database(), number))
    except DomainError as refusal:
        database().rollback()
        return _show(evaluation, number, refusal)
    database().commit()
    flash(said, "good")
    return redirect(url_for("rosters.show", evaluation_id=evaluation_id, number=number))


def _evaluation(evaluation_id: int) -> Evaluation:
    return evaluation_of(database(), the_actor(), evaluation_id)


def _index(
    evaluation: Evaluation, form: RosterForm, refusal: DomainError | None = None
) -> ResponseReturnValue:
    today = legal_day(clock()())
    agreements = [(row, is_in_force(row, today)) for row in entrustments_of(database(), evaluation)]
    page = render_template(
        "surveys/rosters/index.html",
        evaluation=evaluation,
        agreements=agreements,
        is_entrusted=any(in_force for _row, in_force in agreements),
        rosters=rosters_of(database(), evaluation),
        states=ROSTER_STATES,
        form=form,
        refusal=refusal,
    )
    return page, refusal.status if refusal else status_of(form)


def _show(
    evaluation: Evaluation, number: int, refusal: DomainError | None = None
) -> ResponseReturnValue:
    roster = roster_in(evaluation, database(), number)
    problems = [
        problem_line(Problem(**row), str(get_locale()))
        for row in roster.findings.get("problems", [])
    ]
    language = "en" if str(get_locale()) == "en" else "zh"
    page = render_template(
        "surveys/rosters/show.html",
        evaluation=evaluation,
        roster=roster,
        states=ROSTER_STATES,
        problems=problems,
        aid_names={kind.code: kind.names[language] for kind in aid_types()},
        form=ConfirmForm(),
        refusal=refusal,
    )
    return page, refusal.status if refusal else 200
