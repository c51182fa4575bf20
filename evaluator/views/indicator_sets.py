"""The tree of indicators: weights edited in place, sums in view, repairs one press away."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from evaluator.errors import Stale
from evaluator.forms.plans import RepairForm, WeightsForm, weights_form
from evaluator.models.evaluations import Evaluation
from evaluator.queries import evaluations
from evaluator.services.plans import (
    current_plan,
    draft_plan,
    restore_ready_set,
    save_plan,
    template_of,
)
from evaluator.services.weights import (
    dominance_proposal,
    dominance_repaired,
    sum_repaired,
    with_weights,
)
from evaluator.web.access import allow
from evaluator.web.current import clock, database, the_actor
from evaluator.wording.plan_findings import finding_sentence
from evaluator.wording.plans import SOURCES, rule_words, word_of
from scoring.plan import Plan
from scoring.plan_checks import findings

views = Blueprint("indicator_sets", __name__, url_prefix="/evaluations/<int:evaluation_id>")


@views.get("/indicators")
@allow("programmes.read")
def show(evaluation_id: int) -> ResponseReturnValue:
    """Show the tree; the lead evaluator of a draft may edit it."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    plan = current_plan(evaluation)
    form = weights_form(plan)
    form.revision.data = evaluation.revision
    return _page(evaluation, plan, form)


@views.post("/indicators")
@allow("plan.edit")
def save(evaluation_id: int) -> ResponseReturnValue:
    """Store the weights that were typed; where they cannot be stored they are shown again."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    plan = draft_plan(evaluation)
    form = weights_form(plan)
    if not form.validate_on_submit():
        return _page(evaluation, plan, form), 422
    changed = with_weights(plan, form.weights)
    try:
        save_plan(database(), the_actor(), clock(), evaluation, changed, _revision(form))
    except Stale:
        database().rollback()
        form.revision.data = evaluation.revision
        return _page(evaluation, changed, form, is_stale=True), 409
    database().commit()
    flash(_("The weights are saved."), "good")
    return redirect(url_for("indicator_sets.show", evaluation_id=evaluation_id))


@views.post("/indicators/repair/<any(sum, dominance, restore):repair>")
@allow("plan.edit")
def mend(evaluation_id: int, repair: str) -> ResponseReturnValue:
    """Distribute the rest, strengthen satisfaction, or go back to the ready set."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    form = RepairForm()
    if not form.validate_on_submit():
        return redirect(url_for("indicator_sets.show", evaluation_id=evaluation_id))
    if repair == "restore":
        restore_ready_set(database(), the_actor(), clock(), evaluation, _revision(form))
    else:
        plan = _mended(draft_plan(evaluation), repair)
        save_plan(database(), the_actor(), clock(), evaluation, plan, _revision(form))
    database().commit()
    flash(_("The weights were mended and saved."), "good")
    return redirect(url_for("indicator_sets.show", evaluation_id=evaluation_id))


def _mended(plan: Plan, repair: str) -> Plan:
    if repair == "sum":
        return sum_repaired(plan)
    return dominance_repaired(plan, request.form.getlist("lock"))


def _revision(form: Any) -> int:
    text = str(form.revision.data)
    return int(text) if text.isdecimal() else -1


def _page(evaluation: Evaluation, plan: Plan, form: WeightsForm, is_stale: bool = False) -> str:
    locale = str(get_locale())
    is_editable = the_actor().may("plan.edit") and evaluation.plan is None
    locked = [node.code for node in plan.dimensions if node.code in request.args.getlist("lock")]
    return render_template(
        "indicator_sets/show.html",
        evaluation=evaluation,
        plan=plan,
        form=form,
        repair=RepairForm(),
        is_stale=is_stale,
        is_editable=is_editable,
        locked=locked,
        proposal=dominance_proposal(plan, locked) if is_editable else None,
        can_restore=bool(template_of(evaluation)),
        findings=[(row, finding_sentence(row, locale)) for row in findings(plan)],
        words=lambda part: rule_words(part, locale),
        sources=lambda code: word_of(SOURCES, code, locale),
    )
