"""The respondent's pages: one question a page, each answer saved before the next is shown."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from evaluator.errors import DomainError, Invalid
from evaluator.extensions import db
from evaluator.web.access import LINK_HOLDER, allow
from evaluator.web.current import clock, settings
from surveys.kinds.documents import Answer
from surveys.kinds.registry import check_answers, is_needed, read_offered
from surveys.kinds.uploads import TYPES
from surveys.services.attachments import require_own_attachments
from surveys.services.drafts import DraftCopy, begin_draft, save_answer
from surveys.services.proxies import is_spoken_for
from surveys.services.submissions import Circumstances, Submission, submit
from surveys.views.attachments import media_of, take_file
from surveys.views.pages import Visit, unknown_link, visit_of
from surveys.views.screens import Progress, show_question, show_review

views = Blueprint("respond", __name__, url_prefix="/r")
LONGEST_ANSWERS = 64 * 1024


Page = Callable[..., ResponseReturnValue]


def while_open(page: Page) -> Page:
    """Let only the holder of an open link through; the others are told how things stand."""

    @wraps(page)
    def view(token: str, **values: Any) -> ResponseReturnValue:
        visit = visit_of(token)
        if visit is None:
            return unknown_link()
        if visit.invited.is_used:
            return render_template("surveys/respond/received.html", visit=visit)
        if not visit.invited.is_open:
            return render_template("surveys/respond/over.html", visit=visit)
        return page(visit, **values)

    return view


@views.errorhandler(DomainError)
def answer_refusal(refusal: DomainError) -> ResponseReturnValue:
    """Show a refusal in the respondent's own shell."""
    return render_template("surveys/respond/refused.html", refusal=refusal), refusal.status


@views.get("/<token>")
@allow(LINK_HOLDER)
@while_open
def start(visit: Visit) -> ResponseReturnValue:
    """Introduce the survey; who has begun goes on where it stopped."""
    draft = visit.draft()
    if draft is not None:
        return redirect(Progress(visit, draft).next_address(draft.reached))
    return render_template("surveys/respond/start.html", visit=visit)


@views.post("/<token>/begin")
@allow(LINK_HOLDER)
@while_open
def begin(visit: Visit) -> ResponseReturnValue:
    """Begin, having been told what it is about."""
    visit.require_proof()
    draft = begin_draft(db.engine, clock(), visit.invited.case_id, visit.questionnaire)
    return redirect(Progress(visit, draft).next_address(draft.reached))


@views.get("/<token>/help")
@allow(LINK_HOLDER)
def help_page(token: str) -> ResponseReturnValue:
    """Say who may help, and who had better not listen."""
    visit = visit_of(token)
    if visit is None:
        return unknown_link()
    return render_template("surveys/respond/help.html", visit=visit)


@views.get("/<token>/q/<code>")
@allow(LINK_HOLDER)
@while_open
def question(visit: Visit, code: str) -> ResponseReturnValue:
    """Show one question."""
    draft = visit.draft()
    position = visit.questionnaire.position(code)
    if draft is None:
        return redirect(visit.address("respond.start"))
    progress = Progress(visit, draft)
    # Questions that are passed over do not count: the next one asked may be shown.
    is_ahead = any(draft.reached <= place < position for place in progress.asked)
    if is_ahead or position not in progress.asked:
        return redirect(progress.next_address(draft.reached))
    return show_question(progress, position)


@views.post("/<token>/q/<code>")
@allow(LINK_HOLDER)
@while_open
def answer(visit: Visit, code: str) -> ResponseReturnValue:
    """Save one answer for good, then lead on; a page that was open for long works all the same."""
    position = visit.questionnaire.position(code)
    draft = begin_draft(db.engine, clock(), visit.invited.case_id, visit.questionnaire)
    progress = Progress(visit, draft)
    sent = request.form.getlist(code)
    is_back = request.form.get("go") == "back"
    try:
        visit.require_proof()
        asked = visit.questionnaire.questions[position]
        if asked.kind in TYPES:
            sent = take_file(visit, asked, sent)
        read = read_offered(visit.questionnaire, position, sent, draft.answers, progress.situation)
        require_own_attachments(db.engine, visit.invited.case_id, [asked], [read])
        if read is None and is_needed(asked) and not is_back:
            raise Invalid("choose_one", question=code)
    except DomainError as refusal:
        return show_question(progress, position, sent, refusal), refusal.status
    if is_back and read is None:
        return redirect(progress.previous_address(position))
    saved = save_answer(db.engine, visit.invited.case_id, visit.questionnaire, position, read)
    if saved is None:
        return redirect(visit.address("respond.start"))
    return redirect(_where_to(Progress(visit, saved), position))


def _where_to(progress: Progress, position: int) -> str:
    go = request.form.get("go")
    if go == "back":
        return progress.previous_address(position)
    return progress.next_address(progress.draft.reached if go == "review" else position + 1)


@views.get("/<token>/media/<code>")
@allow(LINK_HOLDER)
@while_open
def media(visit: Visit, code: str) -> ResponseReturnValue:
    """Let a recorded clip be heard, or a picture be seen."""
    return media_of(visit, code)


@views.get("/<token>/review")
@allow(LINK_HOLDER)
@while_open
def review(visit: Visit) -> ResponseReturnValue:
    """Show all answers once more before they are sent."""
    draft = visit.draft()
    if draft is None:
        return redirect(visit.address("respond.start"))
    progress = Progress(visit, draft)
    if progress.is_unfinished:
        return redirect(progress.next_address(draft.reached))
    if progress.holdup is not None:
        return redirect(progress.next_address(progress.holdup))
    return show_review(progress)


@views.post("/<token>/send")
@allow(LINK_HOLDER)
def send(token: str) -> ResponseReturnValue:
    """Take the finished questionnaire; sending it again gives the same receipt."""
    visit = visit_of(token)
    if visit is None:
        return unknown_link()
    visit.require_proof()
    draft = visit.draft()
    answers = _sent_answers(visit, draft)
    progress = None if draft is None else Progress(visit, draft)
    if progress is not None and progress.answers != answers:
        # Another page of the same link changed an answer after this one was shown.
        return show_review(progress, is_changed=True), 409
    if progress is not None and progress.holdup is not None:
        return redirect(progress.next_address(progress.holdup))
    if visit.invited.wave_state != "open" and not visit.invited.is_used:
        return render_template("surveys/respond/over.html", visit=visit)
    sent = Submission(
        submission_id=_submission_id(draft),
        case_id=visit.invited.case_id,
        answers=answers,
        circumstances=Circumstances(
            "self_web", is_proxy=is_spoken_for(visit.questionnaire, answers)
        ),
        started_at=None if draft is None else draft.started_at,
    )
    questions = visit.questionnaire.questions
    require_own_attachments(db.engine, visit.invited.case_id, questions, answers)
    outcome = submit(db.engine, settings(), clock(), sent)
    if outcome.is_conflict:
        return render_template("surveys/respond/conflict.html", visit=visit), 409
    return render_template("surveys/respond/thanks.html", visit=visit, receipt=outcome.receipt)


def _sent_answers(visit: Visit, draft: DraftCopy | None) -> list[Answer]:
    text = request.form.get("answers", "")
    try:
        sent = json.loads(text) if len(text) <= LONGEST_ANSWERS else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, list):
        raise Invalid("answers_unreadable")
    return check_answers(visit.questionnaire, sent, visit.situation(draft))


def _submission_id(draft: DraftCopy | None) -> str:
    """Return the id under which the answers were begun; a form that lags behind brings its own."""
    if draft is not None:
        return draft.submission_id
    sent = request.form.get("submission_id", "")
    if len(sent) != 32 or not sent.isalnum():
        raise Invalid("answers_unreadable")
    return sent
