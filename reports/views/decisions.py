"""A case as the purchaser sees it, and the recording of the decision."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from evaluator.errors import Invalid
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from evaluator.web.languages import choose_locale, short_locale
from evaluator.wording.sentences import sentence
from reports.documents.contract_lines import contract_line
from reports.documents.gate_lines import gate_lines
from reports.forms.decisions import RecordDecisionForm
from reports.models.decisions import DecisionCase
from reports.queries import runs
from reports.services.choices import permitted_choices
from reports.services.decisions import record_decision
from reports.wording import PROPOSALS

views = Blueprint("decisions", __name__, url_prefix="/evaluations/<int:evaluation_id>/decisions")


@views.get("/<int:case_id>")
@allow("decisions.read")
def show(evaluation_id: int, case_id: int) -> ResponseReturnValue:
    """Show the proposal with its reasons and, to the purchaser, the form."""
    case = runs.case_of(database(), the_actor(), evaluation_id, case_id)
    return _page(case, _form(case))


@views.post("/<int:case_id>")
@allow("decisions.record")
def record(evaluation_id: int, case_id: int) -> ResponseReturnValue:
    """Record the decision."""
    actor = the_actor()
    case = runs.case_of(database(), actor, evaluation_id, case_id)
    form = _form(case)
    if not form.validate_on_submit():
        return _page(case, form), 422
    try:
        record_decision(database(), actor, clock(), case, form.choice.data, form.reasons.data)
    except Invalid as error:
        field = form[str(error.parameters["field"])]
        field.errors = [sentence(error.code, error.parameters, choose_locale())]
        return _page(case, form), 422
    database().commit()
    flash(_("The decision is recorded."), "good")
    return redirect(url_for("decisions.show", evaluation_id=evaluation_id, case_id=case_id))


def _form(case: DecisionCase) -> RecordDecisionForm:
    form = RecordDecisionForm()
    form.choice.choices = [
        SelectChoice(code, _(PROPOSALS[code]))
        for code in permitted_choices(case.proposal, tuple(case.reasons))
    ]
    return form


def _page(case: DecisionCase, form: RecordDecisionForm) -> str:
    book = runs.score_book(settings(), case.run)
    return render_template(
        "reports/decisions/show.html",
        case=case,
        evaluation=case.evaluation,
        line=contract_line(book.contract(case.contract.code), short_locale()),
        gates=gate_lines(book.contract(case.contract.code).decision.gates, short_locale()),
        form=form,
        waiting=_waiting(case),
    )


def _waiting(case: DecisionCase) -> list[DecisionCase]:
    """Return the other cases of the run that nobody has decided yet."""
    cases = runs.cases_of(database(), case.run)
    return [other for other in cases if other.decision is None and other.id != case.id]
