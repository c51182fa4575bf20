"""Entry of measures: what is missing for each contract, and its sheet."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from evaluator.forms.accounts import ConfirmForm
from evaluator.forms.measures import Row, entry_from, stored_row, typed_rows
from evaluator.models.evaluations import Evaluation
from evaluator.models.programmes import Contract
from evaluator.queries import evaluations
from evaluator.queries import measures as stored
from evaluator.services.measures import (
    OPEN_STATES,
    Problem,
    entry_of,
    missing_inputs,
    record_measures,
)
from evaluator.services.plans import plan_of
from evaluator.web.access import allow
from evaluator.web.current import clock, database, the_actor
from evaluator.wording.plans import CLASSES, SOURCES, UNITS, word_of
from evaluator.wording.sentences import sentence
from scoring.indicators.inputs import measure_inputs

views = Blueprint("measures", __name__, url_prefix="/evaluations/<int:evaluation_id>/measures")


@views.get("")
@allow("measures.read")
def index(evaluation_id: int) -> ResponseReturnValue:
    """Show for each contract how many values are there and how many are missing."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    asked = len(measure_inputs(plan_of(evaluation)))
    missing = missing_inputs(database(), evaluation)
    rows = [
        (contract, [code for other, code in missing if other.id == contract.id])
        for contract in evaluation.contracts
    ]
    return render_template("measures/index.html", evaluation=evaluation, rows=rows, asked=asked)


@views.get("/<int:contract_id>")
@allow("measures.read")
def show(evaluation_id: int, contract_id: int) -> ResponseReturnValue:
    """Show the sheet of one contract."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    contract = evaluations.contract_in(evaluation, contract_id)
    return _sheet(evaluation, contract, _stored_rows(evaluation, contract))


@views.post("/<int:contract_id>")
@allow("measures.enter")
def save(evaluation_id: int, contract_id: int) -> ResponseReturnValue:
    """Save the rows that are right and show the others again as they were typed."""
    evaluation = evaluations.evaluation_of(database(), the_actor(), evaluation_id)
    contract = evaluations.contract_in(evaluation, contract_id)
    typed = typed_rows(measure_inputs(plan_of(evaluation)), request.form)
    entries = [entry for entry in map(entry_from, typed) if entry is not None]
    saved, problems = record_measures(
        database(), the_actor(), clock(), evaluation, contract, entries
    )
    database().commit()
    _place(typed, problems)
    wrong = {row.measure.input: row for row in typed if row.problems}
    if not wrong:
        flash(_("Saved: %(count)s rows changed.", count=saved), "good")
        address = url_for("measures.show", evaluation_id=evaluation_id, contract_id=contract_id)
        return redirect(address)
    rows = [wrong.get(row.measure.input, row) for row in _stored_rows(evaluation, contract)]
    return _sheet(evaluation, contract, rows, saved), 422


def _place(rows: list[Row], problems: list[Problem]) -> None:
    """Put each problem into the cell of its row."""
    by_input = {row.measure.input: row for row in rows}
    for problem in problems:
        by_input[problem.input].problems[problem.field] = problem


def _stored_rows(evaluation: Evaluation, contract: Contract) -> list[Row]:
    known = {
        row.input: row for row in stored.measures_of_contract(database(), evaluation, contract)
    }
    return [
        stored_row(measure, entry_of(known.get(measure.input), measure.input))
        for measure in measure_inputs(plan_of(evaluation))
    ]


def _sheet(
    evaluation: Evaluation, contract: Contract, rows: list[Row], saved: int | None = None
) -> str:
    locale = str(get_locale())
    actor = the_actor()
    return render_template(
        "measures/show.html",
        evaluation=evaluation,
        contract=contract,
        rows=rows,
        saved=saved,
        form=ConfirmForm(),
        indicators={leaf.code: leaf for leaf in plan_of(evaluation).indicators},
        can_enter=actor.may("measures.enter") and evaluation.state in OPEN_STATES,
        can_excuse=actor.may("measures.excuse"),
        told=lambda problem: problem_sentence(problem, locale),
        classes=lambda code: word_of(CLASSES, code, locale),
        unit=lambda code: word_of(UNITS, code, locale),
        source=lambda code: word_of(SOURCES, code, locale),
    )


def problem_sentence(problem: Problem, locale: str) -> str:
    """Return what is wrong with a cell and what is allowed there."""
    values = dict(problem.parameters)
    if problem.code == "value_outside_rule":
        unit = word_of(UNITS, str(values["unit"]), locale)
        highest = values["highest"]
        span = _("0 or more") if highest is None else _("0 to %(highest)s", highest=highest)
        values["allowed"] = f"{span} ({unit})"
    return sentence(problem.code, values, locale)
