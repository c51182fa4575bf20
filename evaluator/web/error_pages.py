"""Errors become status, page and language here, and nowhere else."""

import logging

from flask import Flask, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge

from evaluator.errors import DomainError, Duplicate, NotSignedIn
from evaluator.extensions import db
from evaluator.web.current import settings
from evaluator.wording.sentences import sentence
from scoring.errors import ScoringError

log = logging.getLogger("gongping")
UNAVAILABLE = "database_unavailable"


def mount(app: Flask) -> None:
    """Register one handler for each family of errors."""
    app.register_error_handler(DomainError, answer_domain_error)
    app.register_error_handler(ScoringError, answer_scoring_error)
    app.register_error_handler(CSRFError, answer_csrf_error)
    app.register_error_handler(IntegrityError, answer_integrity_error)
    # What a database says that is read-only, out of room, or gone.
    for family in (OperationalError, InternalError):
        app.register_error_handler(family, answer_database_error)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(500, answer_unexpected)


def show(status: int, code: str, **parameters: object) -> ResponseReturnValue:
    """Return an error page that says what happened, what is kept and what to do next."""
    db.session.rollback()
    text = sentence(code, parameters, str(get_locale() or "zh_CN"))
    if request.accept_mimetypes.best == "application/json":
        return {"code": code, "message": text}, status
    return render_template("layout/error.html", status=status, text=text, code=code), status


def answer_domain_error(error: DomainError) -> ResponseReturnValue:
    """Show what the domain refused; who is not signed in is shown the way in."""
    if isinstance(error, NotSignedIn) and request.method == "GET":
        session["return_to"] = request.full_path.rstrip("?")
        return redirect(url_for("accounts.sign_in"))
    return show(error.status, error.code, **error.parameters)


def answer_scoring_error(error: ScoringError) -> ResponseReturnValue:
    """Show what scoring could not take."""
    return show(422, error.code, **error.parameters)


def answer_csrf_error(_error: CSRFError) -> ResponseReturnValue:
    """Ask to send the form again."""
    return show(400, "csrf")


def answer_integrity_error(error: IntegrityError) -> ResponseReturnValue:
    """Name the rule of the database that was touched, without its data."""
    duplicate = duplicate_from(error)
    return show(duplicate.status, duplicate.code, **duplicate.parameters)


def answer_database_error(error: OperationalError | InternalError) -> ResponseReturnValue:
    """Say that nothing was stored and hand back what was typed, to be sent again.

    The cause goes to the log without any data. The page asks nothing of the database.
    """
    log.error("database unavailable: %s", type(error.orig).__name__)
    try:
        db.session.rollback()
    except (OperationalError, InternalError):
        db.session.invalidate()  # the connection is gone, and with it all that was begun
    if request.accept_mimetypes.best == "application/json":
        return {"code": UNAVAILABLE, "message": _unavailable()}, 503
    shell = (
        "surveys/respond/resend.html" if request.blueprint == "respond" else "layout/resend.html"
    )
    page = render_template(shell, text=_unavailable(), typed=_typed(), address=request.full_path)
    return page, 503, {"Retry-After": "10"}


def _unavailable() -> str:
    return sentence(UNAVAILABLE, {}, str(get_locale() or "zh_CN"))


def _typed() -> list[tuple[str, str]]:
    """Return the fields of the form that was sent; passwords are typed anew."""
    if request.method != "POST":
        return []
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if "password" not in name]


def answer_http_error(error: HTTPException) -> ResponseReturnValue:
    """Show the plain web errors in our words."""
    if isinstance(error, RequestEntityTooLarge):
        return show(413, "too_large", allowed=f"{settings().max_upload_bytes // 1024**2} MB")
    if error.code is None or error.response is not None:
        return error
    code = "not_found" if error.code in (404, 405) else "http_400"
    answer = make_response(show(error.code, code))
    if isinstance(error, MethodNotAllowed):
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return answer


def answer_unexpected(error: Exception) -> ResponseReturnValue:
    """Admit a fault of ours; the trace is in the log, never on the page."""
    return show(500, "unexpected")


def duplicate_from(error: IntegrityError) -> Duplicate:
    """Turn a broken rule of the database into its code, keyed by the constraint's name."""
    return Duplicate("duplicate", found=constraint_of(error))


def constraint_of(error: IntegrityError) -> str:
    """Return the name of the constraint that was broken, as far as the driver tells."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None and diagnosis.constraint_name:
        return str(diagnosis.constraint_name)
    return str(error.orig).rpartition(": ")[2]
