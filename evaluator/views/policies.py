"""The policy pack of a programme: what it says, with the staffing and budget calculators."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from evaluator.forms.base import choices_of
from evaluator.forms.terms import BudgetForm, PackForm, StaffingForm
from evaluator.models.programmes import Programme
from evaluator.policy.budgets import check_budget, left_to_allocate
from evaluator.policy.finding_texts import TAG_TEXTS
from evaluator.policy.packs import Pack, pack, pack_codes
from evaluator.policy.staffing import need
from evaluator.queries import evaluations
from evaluator.services.policies import choose_pack, pack_of
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields
from evaluator.web.current import clock, database, the_actor
from evaluator.web.formatting import local_text
from evaluator.wording.texts import translate

views = Blueprint("policies", __name__, url_prefix="/programmes/<int:programme_id>/policy")


@views.get("")
@allow("programmes.read")
def show(programme_id: int) -> ResponseReturnValue:
    """Show what the pack says, and answer the calculators where something was asked."""
    programme = evaluations.programme_of(database(), the_actor(), programme_id)
    in_force = pack_of(database(), programme)
    staffing, budget = StaffingForm(request.args), BudgetForm(request.args)
    levels = in_force.staffing.values()
    staffing.level.choices = choices_of((norm.code, local_text(norm.name)) for norm in levels)
    answers = {**_staffing(in_force, staffing), **_budget(in_force, budget)}
    page = render_template(
        "policies/show.html",
        programme=programme,
        pack=in_force,
        form=_pack_form(in_force),
        staffing=staffing,
        budget=budget,
        tag_words={tag: translate(text, str(get_locale())) for tag, text in TAG_TEXTS.items()},
        line=[local_text(pack(code).name) for code in in_force.line],
        **answers,
    )
    return page, 422 if staffing.errors or budget.errors else 200


@views.post("")
@allow("programmes.edit")
def choose(programme_id: int) -> ResponseReturnValue:
    """Put the programme under another pack."""
    programme: Programme = evaluations.programme_of(database(), the_actor(), programme_id)
    form = _pack_form()
    if form.validate_on_submit():
        choose_pack(database(), the_actor(), clock(), programme, form.pack.data)
        database().commit()
        flash(_("The policy pack is chosen; contracts and plans are held against it now."), "good")
    return redirect(url_for("policies.show", programme_id=programme_id))


def _pack_form(in_force: Pack | None = None) -> PackForm:
    form = PackForm()
    form.pack.choices = choices_of((code, local_text(pack(code).name)) for code in pack_codes())
    if in_force is not None:
        form.pack.data = in_force.code
    return form


def _staffing(in_force: Pack, form: StaffingForm) -> dict[str, Any]:
    if "count" not in request.args or not form.validate():
        return {}
    norm = in_force.staffing[form.level.data]
    return {"need": need(norm, form.count.data, form.actual.data)}


def _budget(in_force: Pack, form: BudgetForm) -> dict[str, Any]:
    if "base" not in request.args or not form.validate():
        return {}
    parts = [form[name].data or Decimal(0) for name in ("city", "county", "township")]
    answer: dict[str, Any] = {"check": None}
    with beside_fields(form):
        left = left_to_allocate(form.arranged.data, parts)
        found = check_budget(in_force.budget, form.base.data, form.arranged.data)
        answer |= {"check": found, "left": left}
    return answer
