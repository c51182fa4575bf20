"""Calling respondents again, and choosing between different copies of the same answers."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.errors import DomainError
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from evaluator.web.languages import short_locale
from surveys.forms.reviews import BackCheckForm, CopyForm
from surveys.models.cases import Case
from surveys.models.responses import MODES, PRESENCES, Response, ResponseConflict
from surveys.models.reviews import ConflictChoice
from surveys.queries.reviews import (
    back_check_of,
    back_checks_to_do,
    conflict_of,
    discrepancy_table,
    open_conflicts,
)
from surveys.queries.waves import wave_of
from surveys.services.back_checks import checker_of, fact_questions, record_back_check
from surveys.services.conflicts import choose_copy, response_beside
from surveys.services.questionnaires import questionnaire_of
from surveys.views.answer_tables import answer_rows
from surveys.views.pages import names_in

views = Blueprint("back_checks", __name__)


@views.get("/waves/<int:wave_id>/back-checks")
@allow("back_checks.record")
def index(wave_id: int) -> ResponseReturnValue:
    """Show whom to call again, and what calling again has said so far."""
    wave = wave_of(database(), the_actor(), wave_id)
    waiting = back_checks_to_do(database(), wave, checker_of(settings(), the_actor()))
    return render_template(
        "surveys/back_checks/index.html",
        wave=wave,
        evaluation=wave.evaluation,
        waiting=[(check, _label(check.submission_id)) for check in waiting],
        table=discrepancy_table(database(), wave) if the_actor().may("responses.read") else [],
    )


@views.route("/back-checks/<submission_id>", methods=["GET", "POST"])
@allow("back_checks.record")
def record(submission_id: str) -> ResponseReturnValue:
    """Ask a few facts again; what was answered first is not shown."""
    check = back_check_of(database(), the_actor(), submission_id)
    wave = wave_of(database(), the_actor(), check.wave_id)
    questions = fact_questions(questionnaire_of(wave.questionnaire))
    form = BackCheckForm()
    form.offer()
    refusal: DomainError | None = None
    if form.validate_on_submit():
        facts = form.facts({q.code: tuple(q.codes) for q in questions}, request.form)
        try:
            record_back_check(database(), the_actor(), clock(), settings(), check, facts)
        except DomainError as error:
            database().rollback()
            refusal = error
        else:
            database().commit()
            flash(_("Recorded."), "good")
            return redirect(url_for("back_checks.index", wave_id=wave.id))
    names = names_in(wave.evaluation, _("the contractor"))
    page = render_template(
        "surveys/back_checks/record.html",
        wave=wave,
        evaluation=wave.evaluation,
        check=check,
        label=_label(submission_id),
        questions=[
            (
                question.code,
                names.put_into(question.text, short_locale()),
                [(one.code, one.text.get(short_locale(), "")) for one in question.options],
            )
            for question in questions
        ],
        sent=request.form,
        form=form,
        refusal=refusal,
    )
    return page, 422 if request.method == "POST" else 200


@views.get("/waves/<int:wave_id>/conflicts")
@allow("responses.read")
def conflicts(wave_id: int) -> ResponseReturnValue:
    """Show the copies between which nobody has chosen yet."""
    wave = wave_of(database(), the_actor(), wave_id)
    return render_template(
        "surveys/back_checks/conflicts.html",
        wave=wave,
        evaluation=wave.evaluation,
        conflicts=open_conflicts(database(), wave),
    )


@views.get("/conflicts/<int:conflict_id>")
@allow("responses.read")
def compare(conflict_id: int) -> ResponseReturnValue:
    """Show two copies side by side."""
    conflict = conflict_of(database(), the_actor(), conflict_id)
    return render_template("surveys/back_checks/compare.html", **_compared(conflict))


@views.post("/conflicts/<int:conflict_id>")
@allow("responses.review")
def choose(conflict_id: int) -> ResponseReturnValue:
    """Choose the copy that counts."""
    conflict = conflict_of(database(), the_actor(), conflict_id)
    wave_id = conflict.wave_id
    form = CopyForm()
    form.offer()
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            choose_copy(
                database(), the_actor(), clock(), conflict, form.choice.data, form.reason.data
            )
        except DomainError as error:
            database().rollback()
            refusal = error
        else:
            database().commit()
            flash(_("Chosen; the other copy stays readable."), "good")
            return redirect(url_for("back_checks.conflicts", wave_id=wave_id))
    conflict = conflict_of(database(), the_actor(), conflict_id)
    page = _compared(conflict) | {"form": form, "refusal": refusal}
    return render_template("surveys/back_checks/compare.html", **page), 422


def _compared(conflict: ResponseConflict) -> dict[str, Any]:
    wave = wave_of(database(), the_actor(), conflict.wave_id)
    form = CopyForm()
    form.offer()
    stored = response_beside(database(), conflict)
    first = {} if stored is None else _content(stored)
    return {
        "wave": wave,
        "evaluation": wave.evaluation,
        "conflict": conflict,
        "stored": stored,
        "copies": [first, conflict.content],
        "rows": answer_rows(wave, [first.get("answers", []), conflict.content.get("answers", [])]),
        "mode_names": MODES,
        "presence_names": PRESENCES,
        "choice": database().get(ConflictChoice, conflict.id),
        "form": form,
        "refusal": None,
    }


def _content(response: Response) -> dict[str, Any]:
    names = ("answers", "mode", "presence", "interviewer", "is_proxy")
    return {name: getattr(response, name) for name in names}


def _label(submission_id: str) -> str:
    """Return the number on the slip by which the field team knows the household."""
    response = database().get(Response, submission_id)
    case_id = None if response is None else response.case_id
    case = None if case_id is None else database().get(Case, case_id)
    return "" if case is None else case.label
