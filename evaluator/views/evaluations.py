"""Evaluations: the list, opening and changing one, and the page of its steps."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.forms.base import choices_of
from evaluator.forms.evaluations import EvaluationForm
from evaluator.models.programmes import Programme
from evaluator.queries import evaluations
from evaluator.services.evaluations import change_evaluation, create_evaluation
from evaluator.states.engine import STATE_NAMES
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, the_actor
from evaluator.web.steps import steps_of

views = Blueprint("evaluations", __name__)


@views.get("/evaluations/")
@allow("programmes.read")
def index() -> ResponseReturnValue:
    """List the evaluations of visible programmes."""
    rows = evaluations.evaluations_of(database(), the_actor())
    return render_template("evaluations/index.html", rows=rows, state_names=STATE_NAMES)


@views.route("/programmes/<int:programme_id>/evaluations/new", methods=["GET", "POST"])
@allow("programmes.edit")
def create(programme_id: int) -> ResponseReturnValue:
    """Open an evaluation of a programme."""
    programme = evaluations.programme_of(database(), the_actor(), programme_id)
    form = EvaluationForm()
    _offer_contracts(form, programme)
    if form.validate_on_submit():
        with beside_fields(form):
            evaluation = create_evaluation(
                database(), the_actor(), clock(), programme, form.facts(), form.template.data
            )
            database().commit()
            flash(_("The evaluation is open; its plan is a draft."), "good")
            return redirect(url_for("evaluations.show", evaluation_id=evaluation.id))
    page = render_template("evaluations/edit.html", form=form, programme=programme)
    return page, status_of(form)


@views.get("/evaluations/<int:evaluation_id>")
@allow("programmes.read")
def show(evaluation_id: int) -> ResponseReturnValue:
    """Show an evaluation: its state and its steps, each with the place where it is done."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    return render_template(
        "evaluations/show.html",
        evaluation=evaluation,
        steps=steps_of(evaluation),
        state=_(STATE_NAMES.get(evaluation.state, evaluation.state)),
    )


@views.route("/evaluations/<int:evaluation_id>/edit", methods=["GET", "POST"])
@allow("programmes.edit")
def edit(evaluation_id: int) -> ResponseReturnValue:
    """Change what an evaluation is about while its plan is a draft."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    chosen = [contract.id for contract in evaluation.contracts]
    form = EvaluationForm(obj=evaluation, contract_ids=chosen)
    del form.template
    _offer_contracts(form, evaluation.programme)
    if form.validate_on_submit():
        with beside_fields(form):
            change_evaluation(database(), the_actor(), clock(), evaluation, form.facts())
            database().commit()
            flash(_("The evaluation was changed."), "good")
            return redirect(url_for("evaluations.show", evaluation_id=evaluation_id))
    page = render_template(
        "evaluations/edit.html", form=form, programme=evaluation.programme, evaluation=evaluation
    )
    return page, status_of(form)


def _offer_contracts(form: EvaluationForm, programme: Programme) -> None:
    form.contract_ids.choices = choices_of(
        (row.id, f"{row.code} · {row.name} · {row.contractor.name}") for row in programme.contracts
    )
