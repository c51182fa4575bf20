"""A guard for tests: a request that leaves unsaved rows behind has forgotten its commit."""

from flask import Flask, Response
from sqlalchemy import event
from sqlalchemy.orm import Session

from evaluator.extensions import db


def mount(app: Flask) -> None:
    """Fail every request of this application that ends with flushed or pending rows."""
    with app.app_context():
        factory = db.sessionmaker
    event.listen(factory, "after_flush", _mark)
    event.listen(factory, "after_commit", _clear)
    event.listen(factory, "after_soft_rollback", lambda session, _previous: _clear(session))

    @app.after_request
    def look(response: Response) -> Response:
        session = db.session
        if session.info.get("unsaved") or session.new or session.dirty or session.deleted:
            raise AssertionError("this request left rows without a commit")
        return response


def _mark(session: Session, _context: object) -> None:
    session.info["unsaved"] = True


def _clear(session: Session) -> None:
    session.info["unsaved"] = False
