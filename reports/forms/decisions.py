"""The form on which a purchaser decides."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from reports.services.choices import SHORTEST_REASON


class RecordDecisionForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """One choice among those that the evidence permits, with reasons."""

    choice = RadioField(_l("Decision"), [InputRequired(_l("Please choose one decision."))])
    reasons = TextAreaField(
        _l("Reasons"),
        [
            InputRequired(_l("Please give your reasons.")),
            Length(
                min=SHORTEST_REASON,
                max=4000,
                message=_l("Please give your reasons in %(min)d to %(max)d characters."),
            ),
        ],
    )
