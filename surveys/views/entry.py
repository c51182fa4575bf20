"""Typing in a questionnaire on behalf of a respondent: from paper, a call or a visit."""

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.errors import NotReady
from evaluator.extensions import db
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from evaluator.web.languages import short_locale
from surveys.forms.entries import EntryForm
from surveys.kinds.paths import Situation, moment_of
from surveys.models.cases import Case
from surveys.models.waves import OPEN
from surveys.queries.waves import case_of, open_cases_of, wave_of
from surveys.services.drafts import draft_of
from surveys.services.links import person_key
from surveys.services.proxies import is_spoken_for
from surveys.services.questionnaires import questionnaire_of
from surveys.services.submissions import Submission, submit
from surveys.views.pages import names_in

views = Blueprint("entry", __name__)
PSEUDONYM_LENGTH = 8


@views.get("/waves/<int:wave_id>/entry")
@allow("responses.enter")
def index(wave_id: int) -> ResponseReturnValue:
    """Show the cases that nobody has answered for yet."""
    wave = wave_of(database(), the_actor(), wave_id)
    return render_template(
        "surveys/entry/index.html",
        wave=wave,
        evaluation=wave.evaluation,
        cases=open_cases_of(database(), wave),
    )


@views.route("/cases/<case_id>/entry", methods=["GET", "POST"])
@allow("responses.enter")
def create(case_id: str) -> ResponseReturnValue:
    """Take a whole questionnaire on one page; what was typed is never lost."""
    case = case_of(database(), the_actor(), case_id)
    if case.wave.state != OPEN:
        raise NotReady("wave_not_open")
    questionnaire = questionnaire_of(case.wave.questionnaire)
    form = EntryForm()
    form.offer_choices()
    form.answers.take(questionnaire, request.form, _situation())
    if request.method == "GET":
        form.submission_id.data = _submission_id(case)
    if not form.validate_on_submit():
        page = render_template("surveys/entry/create.html", **_page(case, form))
        return page, 422 if request.method == "POST" else 200
    answers = form.answers.answers
    sent = Submission(
        submission_id=form.submission_id.data,
        case_id=case.id,
        answers=answers,
        circumstances=form.circumstances(_pseudonym(), is_spoken_for(questionnaire, answers)),
    )
    wave_id, label = case.wave_id, case.label
    # The submission has its own connection; ours must not hold the database meanwhile.
    database().rollback()
    outcome = submit(db.engine, settings(), clock(), sent)
    if outcome.is_conflict:
        flash(
            _("Other answers for %(label)s had arrived before; both are kept.", label=label), "warn"
        )
    else:
        receipt = outcome.receipt
        flash(_("%(label)s is stored. Receipt: %(receipt)s", label=label, receipt=receipt), "good")
    return redirect(url_for("entry.index", wave_id=wave_id))


def _submission_id(case: Case) -> str:
    """Go on under the id of what the respondent began alone, else mint a new one."""
    draft = draft_of(db.engine, case.id)
    return secrets.token_hex(16) if draft is None else draft.submission_id


def _situation() -> Situation:
    """Return what conditions hang on besides answers; unknown modes are none."""
    return Situation(request.form.get("mode", ""), moment_of(clock()()), short_locale())


def _pseudonym() -> str:
    """Return the name under which the one who types it in stands in the data."""
    key = person_key(settings(), f"interviewer {the_actor().account_id}")
    return f"i-{key[:PSEUDONYM_LENGTH]}"


def _page(case: Case, form: EntryForm) -> dict[str, Any]:
    return {
        "case": case,
        "wave": case.wave,
        "evaluation": case.wave.evaluation,
        "questionnaire": form.answers.questionnaire,
        "names": names_in(case.wave.evaluation, case.contract.contractor.name),
        "sent": form.answers.sent,
        "refusals": form.answers.refusals,
        "form": form,
    }
