"""What a request may hold: numbers that a database can keep, text that a person can have typed."""

import re
from collections.abc import Iterator

from flask import Flask, current_app, request
from werkzeug.routing import IntegerConverter

from evaluator.errors import Invalid
from evaluator.web.access import mark_of

# Line breaks and tabs are typed; other control characters are not. One database refuses some of
# them, a workbook others: what is let in here must stay readable in every place it comes out.
_NEVER_TYPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class RowNumberConverter(IntegerConverter):
    """A number of a row: plain digits, no more than 64 bits hold; all else leads nowhere."""

    regex = "[0-9]{1,18}"


def mount(app: Flask) -> None:
    """Read numbers in addresses strictly and look at every text that is sent."""
    app.url_map.converters["int"] = RowNumberConverter
    app.before_request(refuse_unreadable)


def refuse_unreadable() -> None:
    """Refuse control characters in what is sent.

    The respondent's pages are left alone: there a text loses such characters when it is read, so
    that nothing that an old person typed is ever thrown back.
    """
    mark = mark_of(current_app, request.endpoint) if request.endpoint else None
    if mark is None or mark.kind == "link":
        return
    for text in _texts():
        found = _NEVER_TYPED.search(text)
        if found:
            raise Invalid("unreadable_characters", found=f"U+{ord(found[0]):04X}")


def _texts() -> Iterator[str]:
    yield from (str(value) for value in (request.view_args or {}).values())
    for sent in (request.args, request.form):
        for name, values in sent.lists():
            yield name
            yield from values
    for file in request.files.values():
        yield file.filename or ""
