"""The form that asks for a file of a wave."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from surveys.exports.columns import SCOPES
from surveys.exports.formats import FORMATS


class ExportForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """What is to be in the file, and for which tool."""

    scope = RadioField(_l("What is wanted"), [InputRequired()])
    format = RadioField(_l("Format"), [InputRequired()])

    def offer(self, scopes: Sequence[str]) -> None:
        """Offer what the actor has a right to."""
        self.scope.choices = [(scope, _(SCOPES[scope])) for scope in scopes]
        self.format.choices = [(name, name) for name in FORMATS]
