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
from evaluator.web.languages import short_locale
from surveys.kinds.documents import Answer
from surveys.kinds.registry import answer_words, check_answers, kind_of, read_answer
from surveys.services.drafts import DraftCopy, begin_draft, save_answer
from surveys.services.proxies import is_spoken_for
from surveys.services.submissions import Circumstances, Submission, submit
from surveys.views.pages import Visit, unknown_link, visit_of

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
        return redirect(_next_address(visit, draft, draft.reached))
    return render_template("surveys/respond/start.html", visit=visit)


@views.post("/<token>/begin")
@allow(LINK_HOLDER)
@while_open
def begin(visit: Visit) -> ResponseReturnValue:
    """Begin, having been told what it is about."""
    visit.require_proof()
    draft = begin_draft(db.engine, clock(), visit.invited.case_id, visit.questionnaire)
    return redirect(_next_address(visit, draft, draft.reached))


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
    asked = visit.questionnaire.asked(draft.answers)
    # Questions that are passed over do not count: the next one asked may be shown.
    is_ahead = any(draft.reached <= place < position for place in asked)
    if is_ahead or position not in asked:
        return redirect(_next_address(visit, draft, draft.reached))
    return _show(visit, draft, position)


@views.post("/<token>/q/<code>")
@allow(LINK_HOLDER)
@while_open
def answer(visit: Visit, code: str) -> ResponseReturnValue:
    """Save one answer for good, then lead on; a page that was open for long works all the same."""
    position = visit.questionnaire.position(code)
    draft = begin_draft(db.engine, clock(), visit.invited.case_id, visit.questionnaire)
    asked = visit.questionnaire.questions[position]
    sent = request.form.getlist(code)
    is_back = request.form.get("go") == "back"
    try:
        visit.require_proof()
        read = read_answer(asked, sent)
        if read is None and kind_of(asked).is_needed and not is_back:
            raise Invalid("choose_one", question=code)
    except DomainError as refusal:
        return _show(visit, draft, position, sent, refusal), refusal.status
    if is_back and read is None:
        return redirect(_previous_address(visit, draft, position))
    saved = save_answer(db.engine, visit.invited.case_id, visit.questionnaire, position, read)
    if saved is None:
        return redirect(visit.address("respond.start"))
    if is_back:
        return redirect(_previous_address(visit, saved, position))
    if request.form.get("go") == "review":
        return redirect(_next_address(visit, saved, saved.reached))
    return redirect(_next_address(visit, saved, position + 1))


@views.get("/<token>/review")
@allow(LINK_HOLDER)
@while_open
def review(visit: Visit) -> ResponseReturnValue:
    """Show all answers once more before they are sent."""
    draft = visit.draft()
    if draft is None:
        return redirect(visit.address("respond.start"))
    if _is_unfinished(visit, draft):
        return redirect(_next_address(visit, draft, draft.reached))
    return _show_review(visit, draft)


@views.post("/<token>/send")
@allow(LINK_HOLDER)
def send(token: str) -> ResponseReturnValue:
    """Take the finished questionnaire; sending it again gives the same receipt."""
    visit = visit_of(token)
    if visit is None:
        return unknown_link()
    visit.require_proof()
    answers = _sent_answers(visit)
    draft = visit.draft()
    if draft is not None and draft.answers != answers:
        # Another page of the same link changed an answer after this one was shown.
        return _show_review(visit, draft, is_changed=True), 409
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
    outcome = submit(db.engine, settings(), clock(), sent)
    if outcome.is_conflict:
        return render_template("surveys/respond/conflict.html", visit=visit), 409
    return render_template("surveys/respond/thanks.html", visit=visit, receipt=outcome.receipt)


def _sent_answers(visit: Visit) -> list[Answer]:
    text = request.form.get("answers", "")
    try:
        sent = json.loads(text) if len(text) <= LONGEST_ANSWERS else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, list):
        raise Invalid("answers_unreadable")
    return check_answers(visit.questionnaire, sent)


def _submission_id(draft: DraftCopy | None) -> str:
    """Return the id under which the answers were begun; a form that lags behind brings its own."""
    if draft is not None:
        return draft.submission_id
    sent = request.form.get("submission_id", "")
    if len(sent) != 32 or not sent.isalnum():
        raise Invalid("answers_unreadable")
    return sent


def _show(
    visit: Visit,
    draft: DraftCopy,
    position: int,
    sent: list[str] | None = None,
    refusal: DomainError | None = None,
) -> str:
    asked = visit.questionnaire.asked(draft.answers)
    given = draft.answers[position]
    stored = [] if given is None else [str(given)]
    return render_template(
        "surveys/respond/question.html",
        visit=visit,
        question=visit.questionnaire.questions[position],
        given=stored if sent is None else sent,
        number=asked.index(position) + 1,
        total=len(asked),
        is_complete=not _is_unfinished(visit, draft),
        refusal=refusal,
    )


def _show_review(visit: Visit, draft: DraftCopy, is_changed: bool = False) -> str:
    rows = [
        (question, answer_words(question, draft.answers[position], short_locale()))
        for position in visit.questionnaire.asked(draft.answers)
        if (question := visit.questionnaire.questions[position]).kind != "info"
    ]
    return render_template(
        "surveys/respond/review.html",
        visit=visit,
        rows=rows,
        draft=draft,
        answers=json.dumps(draft.answers, ensure_ascii=False),
        is_changed=is_changed,
    )


def _is_unfinished(visit: Visit, draft: DraftCopy) -> bool:
    """Whether a question that is asked has not been reached yet."""
    return any(place >= draft.reached for place in visit.questionnaire.asked(draft.answers))


def _next_address(visit: Visit, draft: DraftCopy, position: int) -> str:
    """Return the address of the first question asked from a position on, else of the review."""
    later = [place for place in visit.questionnaire.asked(draft.answers) if place >= position]
    if not later:
        return visit.address("respond.review")
    return visit.address("respond.question", code=visit.questionnaire.questions[later[0]].code)


def _previous_address(visit: Visit, draft: DraftCopy, position: int) -> str:
    before = [place for place in visit.questionnaire.asked(draft.answers) if place < position]
    place = before[-1] if before else position
    return visit.address("respond.question", code=visit.questionnaire.questions[place].code)
