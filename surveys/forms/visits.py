"""The form by which an interviewer notes one try to reach somebody."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from evaluator.forms.base import Form, choices_of
from evaluator.kinds.clocks import LEGAL_ZONE
from surveys.models.cases import COMPLETE, DISPOSITION_NAMES, ISSUED
from surveys.services.attempts import LONGEST_NOTE, AttemptFacts

WAYS = {"face_to_face": _l("At the door"), "phone": _l("By telephone")}


class AttemptForm(Form):
    """One try: how, what came of it, and when to come again."""

    client_id = HiddenField(validators=[Regexp("^[0-9a-f]{32}$")])
    mode = RadioField(_l("How did you try?"), [InputRequired()])
    disposition = RadioField(_l("What came of it?"), [InputRequired()])
    appointment = DateTimeLocalField(
        _l("Appointment, if one was made"), [Optional()], format="%Y-%m-%dT%H:%M"
    )
    note = TextAreaField(
        _l("Note for the next visit"),
        [Optional(), Length(max=LONGEST_NOTE)],
        description=_l("No health matters and no opinions about people; it is kept sealed."),
    )

    def offer(self, translate: Any) -> None:
        """Offer the ways and the outcomes that can be noted by hand."""
        self.mode.choices = choices_of(WAYS.items())
        self.disposition.choices = choices_of(
            (code, translate(name))
            for code, name in DISPOSITION_NAMES.items()
            if code not in (COMPLETE, ISSUED)
        )

    def facts(self, at: datetime) -> AttemptFacts:
        """Return what was noted; times are typed in legal time."""
        agreed = self.appointment.data
        return AttemptFacts(
            client_id=self.client_id.data,
            at=at,
            mode=self.mode.data,
            disposition=self.disposition.data,
            note=self.note.data or "",
            appointment_at=agreed.replace(tzinfo=LEGAL_ZONE) if agreed else None,
        )
