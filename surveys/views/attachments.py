"""Files given as answers: taken in on the respondent's page, handed out to who reads answers."""

import base64

from flask import Blueprint, Response, make_response, request, url_for

from evaluator.errors import Invalid, NotFound
from evaluator.extensions import db
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from surveys.kinds.questions import Question
from surveys.queries.attachments import attachment_of
from surveys.services.attachments import open_attachment, store_attachment
from surveys.services.media import open_media
from surveys.uploads.recognition import LARGEST, MEDIA_TYPES
from surveys.views.pages import Visit

views = Blueprint("attachments", __name__)


@views.get("/attachments/<attachment_name>")
@allow("responses.read")
def show(attachment_name: str) -> Response:
    """Hand out a file: to be saved, never to be opened as a page of ours."""
    found = attachment_of(database(), the_actor(), attachment_name)
    ending = found.name.rpartition(".")[2]
    answer = make_response(open_attachment(settings(), found.name))
    answer.content_type = MEDIA_TYPES[ending]
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name[:8]}.{ending}"'
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def media_address(visit: Visit, name: str) -> str:
    """Return where a clip or picture of a questionnaire is heard or seen; empty without one."""
    stored = visit.questionnaire.files.get(name, "")
    return url_for("respond.media", token=visit.token, code=stored) if stored else ""


def media_of(visit: Visit, stored: str) -> Response:
    """Hand out a clip or picture, if it is one of this questionnaire."""
    if stored not in visit.questionnaire.files.values():
        raise NotFound("not_found")
    answer = make_response(open_media(settings(), stored))
    answer.content_type = MEDIA_TYPES[stored.rpartition(".")[2]]
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    # Its name is its content, so what was heard once need not be fetched again.
    answer.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return answer


def take_file(visit: Visit, question: Question, sent: list[str]) -> list[str]:
    """Store the file that came with a page and return its name; without one, what was sent."""
    file = request.files.get(f"{question.code}.file")
    if file is not None and file.filename:
        # One byte more than is allowed tells that there is too much; the rest need not be read.
        found = (file.filename, file.stream.read(LARGEST + 1))
    elif question.kind == "signature" and request.form.get(f"{question.code}.drawn"):
        found = ("drawn.png", _drawn(request.form[f"{question.code}.drawn"]))
    else:
        return sent
    case = visit.invited.case_id
    return [store_attachment(db.engine, settings(), clock(), case, question, found)]


def _drawn(text: str) -> bytes:
    """Return the picture of a signature that was drawn in the page."""
    try:
        return base64.b64decode(text.removeprefix("data:image/png;base64,"), validate=True)
    except ValueError as error:
        raise Invalid("file_broken", allowed="PNG") from error
