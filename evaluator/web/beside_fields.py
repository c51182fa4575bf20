"""Showing a refusal of the domain beside the field that it names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import get_locale

from evaluator.errors import DomainError
from evaluator.extensions import db
from evaluator.wording.sentences import sentence


@contextmanager
def beside_fields(form: Any) -> Iterator[None]:
    """Put a refusal that names one of the form's fields under it; let any other pass."""
    try:
        yield
    except DomainError as error:
        name = error.parameters.get("field")
        if name is None or str(name) not in form:
            raise
        db.session.rollback()
        text = sentence(error.code, error.parameters, str(get_locale() or "zh_CN"))
        field = form[str(name)]
        field.errors = [*field.errors, text]


def status_of(form: Any) -> int:
    """Return the status of a page that shows a form: fine, or with something to mend."""
    return 422 if form.errors else 200
