"""The quality of a wave on one page, the list of its responses, and the evidence on one of them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.errors import DomainError
from evaluator.forms.accounts import ConfirmForm
from evaluator.jobs.mount import enqueue
from evaluator.services.jobs import start_job
from evaluator.web.access import allow
from evaluator.web.current import clock, database, the_actor
from evaluator.web.languages import short_locale
from surveys.forms.reviews import DecisionForm, VerdictForm
from surveys.models.quality import FLAG_KINDS, TEST_NAMES, InterviewTrace
from surveys.models.responses import MODES, PRESENCES, Response
from surveys.models.reviews import VERDICTS
from surveys.models.waves import CLOSED
from surveys.queries.flags import (
    flag_counts,
    flags_of_responses,
    interviewer_signs,
    response_page,
)
from surveys.queries.progress import conflicts_of
from surveys.queries.response_rates import rate_lines
from surveys.queries.reviews import (
    discrepancy_table,
    proposal_of,
    response_of,
    verdicts_on,
    waiting_verdicts,
)
from surveys.queries.tallies import contract_tallies, responses_by_day
from surveys.queries.waves import wave_of
from surveys.services.questionnaires import questionnaire_of
from surveys.services.reviews import decide_verdict, propose_verdict
from surveys.services.rounds import JOB, parameters_of
from surveys.views.answer_tables import answer_rows
from surveys.wording_quality import EXCLUSION_NAMES

views = Blueprint("quality", __name__)
MOST_INTERVIEWERS = 60
MOST_DAYS = 31


@views.get("/waves/<int:wave_id>/quality")
@allow("responses.read")
def show(wave_id: int) -> ResponseReturnValue:
    """Show counts, rates, flags and interviewers of a wave, from what is counted already."""
    wave = wave_of(database(), the_actor(), wave_id)
    tallies = contract_tallies(database(), wave)
    return render_template(
        "surveys/quality/show.html",
        wave=wave,
        evaluation=wave.evaluation,
        tallies=tallies,
        rates=rate_lines(tallies),
        days=responses_by_day(database(), wave)[-MOST_DAYS:],
        flags=flag_counts(database(), wave),
        flag_names=FLAG_KINDS,
        signs=interviewer_signs(database(), wave)[:MOST_INTERVIEWERS],
        test_names=TEST_NAMES,
        discrepancies={row.interviewer: row for row in discrepancy_table(database(), wave)},
        waiting=waiting_verdicts(database(), wave),
        verdict_names=VERDICTS,
        conflicts=conflicts_of(database(), wave),
        reason_names=EXCLUSION_NAMES,
        is_frozen=wave.state == CLOSED,
        form=ConfirmForm(),
    )


@views.post("/waves/<int:wave_id>/quality")
@allow("responses.review")
def judge(wave_id: int) -> ResponseReturnValue:
    """Judge the whole wave anew in the background."""
    wave = wave_of(database(), the_actor(), wave_id)
    job = start_job(database(), the_actor(), clock(), JOB, parameters_of(wave))
    database().commit()
    enqueue(job.id)
    return redirect(url_for("jobs.show", job_id=job.id))


@views.get("/waves/<int:wave_id>/responses")
@allow("responses.read")
def index(wave_id: int) -> ResponseReturnValue:
    """List the responses of a wave by number, a page at a time."""
    wave = wave_of(database(), the_actor(), wave_id)
    asked = {name: request.args.get(name, "")[:40] for name in ("kind", "interviewer", "status")}
    page = response_page(database(), wave, after=request.args.get("after", "")[:40], **asked)
    return render_template(
        "surveys/quality/index.html",
        wave=wave,
        evaluation=wave.evaluation,
        page=page,
        asked=asked,
        flag_names=FLAG_KINDS,
        mode_names=MODES,
        reason_names=EXCLUSION_NAMES,
        contracts={contract.id: contract.code for contract in wave.evaluation.contracts},
    )


@views.route("/responses/<submission_id>", methods=["GET"])
@allow("responses.read")
def evidence(submission_id: str) -> ResponseReturnValue:
    """Show a response with its flags beside the one it is compared with."""
    response = response_of(database(), the_actor(), submission_id)
    return render_template("surveys/quality/evidence.html", **_evidence(response))


@views.post("/responses/<submission_id>/verdicts")
@allow("responses.review")
def propose(submission_id: str) -> ResponseReturnValue:
    """Propose what becomes of a response."""
    response = response_of(database(), the_actor(), submission_id)
    form = _verdict_form(response)
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            propose_verdict(
                database(),
                the_actor(),
                clock(),
                response,
                form.verdict.data,
                form.reason.data,
                form.changes(),
            )
        except DomainError as error:
            database().rollback()
            refusal = error
        else:
            database().commit()
            flash(_("Proposed; another person decides."), "good")
            return redirect(url_for("quality.evidence", submission_id=submission_id))
    response = response_of(database(), the_actor(), submission_id)
    page = _evidence(response) | {"form": form, "refusal": refusal}
    return render_template("surveys/quality/evidence.html", **page), 422


@views.post("/verdicts/<int:adjudication_id>/decision")
@allow("responses.review")
def decide(adjudication_id: int) -> ResponseReturnValue:
    """Confirm or decline what somebody else proposed."""
    proposal = proposal_of(database(), the_actor(), adjudication_id)
    submission_id = proposal.submission_id
    form = DecisionForm()
    form.offer()
    refusal: DomainError | None = None
    if form.validate_on_submit():
        is_confirmed = form.is_confirmed.data == "yes"
        note = form.note.data or ""
        try:
            decide_verdict(database(), the_actor(), clock(), proposal, is_confirmed, note)
        except DomainError as error:
            database().rollback()
            refusal = error
        else:
            database().commit()
            flash(_("Decided; both names and reasons are kept."), "good")
            return redirect(url_for("quality.evidence", submission_id=submission_id))
    response = response_of(database(), the_actor(), submission_id)
    page = _evidence(response) | {"decision": form, "refusal": refusal}
    return render_template("surveys/quality/evidence.html", **page), 422


def _verdict_form(response: Response) -> VerdictForm:
    form = VerdictForm()
    wave = wave_of(database(), the_actor(), response.wave_id)
    locale = short_locale()
    questions = [q for q in questionnaire_of(wave.questionnaire).questions if q.options]
    form.offer(questions, lambda text: text.get(locale) or next(iter(text.values()), ""))
    return form


def _evidence(response: Response) -> dict[str, Any]:
    """Return what the page of one response shows."""
    wave = wave_of(database(), the_actor(), response.wave_id)
    flags = flags_of_responses(database(), [response.submission_id]).get(response.submission_id, [])
    beside = _beside(response, [flag.partner for flag in flags if flag.partner])
    others = [] if beside is None else [beside]
    decision = DecisionForm()
    decision.offer()
    return {
        "wave": wave,
        "evaluation": wave.evaluation,
        "shown": [response, *others],
        "traces": [
            database().get(InterviewTrace, one.submission_id) for one in (response, *others)
        ],
        "rows": answer_rows(wave, [one.answers for one in (response, *others)]),
        "flags": flags,
        "flag_names": FLAG_KINDS,
        "mode_names": MODES,
        "presence_names": PRESENCES,
        "reason_names": EXCLUSION_NAMES,
        "verdict_names": VERDICTS,
        "log": verdicts_on(database(), response),
        "form": _verdict_form(response),
        "decision": decision,
        "actor_id": the_actor().account_id,
        "is_frozen": wave.state == CLOSED,
        "refusal": None,
    }


def _beside(response: Response, partners: list[str]) -> Response | None:
    """Return the response to compare with: the one asked for, else a flag's other one."""
    wanted = request.args.get("beside", "")[:40] or next(iter(partners), "")
    other = database().get(Response, wanted) if wanted else None
    return other if other is not None and other.wave_id == response.wave_id else None


def _trace_of(response: Response) -> InterviewTrace | None:
    return database().get(InterviewTrace, response.submission_id)
