"""Forms of review: a verdict, the second person's decision, a chosen copy, calling again."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from evaluator.forms.base import Form, choices_of, trimmed
from surveys.models.responses import MODES, PRESENCES
from surveys.models.reviews import KEPT, REPAIR, REPLACED, VERDICTS
from surveys.services.back_checks import LONGEST_NOTE, BackCheckFacts
from surveys.services.reviews import LONGEST_REASON

NOTHING = ""


class VerdictForm(Form):
    """What is proposed for a response, and why."""

    verdict = RadioField(_l("Verdict"), [InputRequired()])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=LONGEST_REASON)], filters=[trimmed]
    )
    # One thing at a time: what is to be repaired, as name=value.
    change = SelectField(_l("What a repair changes"), [Optional()])

    def offer(self, questions: Any, say: Any) -> None:
        """Offer the verdicts and what can be repaired."""
        self.verdict.choices = choices_of((code, _(text)) for code, text in VERDICTS.items())
        offered = [(NOTHING, _("nothing"))]
        offered += [(f"mode={code}", f"{_('How')}: {_(text)}") for code, text in MODES.items()]
        offered += [
            (f"presence={code}", f"{_('Who else was there')}: {_(text)}")
            for code, text in PRESENCES.items()
        ]
        for question in questions:
            offered += [
                (f"{question.code}={option.code}", f"{question.code}: {say(option.text)}")
                for option in question.options
            ]
        self.change.choices = choices_of(offered)

    def changes(self) -> dict[str, Any]:
        """Return what is to be repaired; nothing for the other verdicts."""
        name, _sign, value = (self.change.data or "").partition("=")
        if self.verdict.data != REPAIR or not name:
            return {}
        return {name: value if name in ("mode", "presence") else int(value)}


class DecisionForm(Form):
    """The second person's word on a proposal."""

    is_confirmed = RadioField(_l("Your decision"), [InputRequired()])
    note = TextAreaField(
        _l("Remark"),
        [Length(max=LONGEST_REASON)],
        filters=[trimmed],
        description=_l("Needed when you decline."),
    )

    def offer(self) -> None:
        """Offer yes and no."""
        self.is_confirmed.choices = choices_of((("yes", _("Confirm")), ("no", _("Decline"))))


class CopyForm(Form):
    """Which of two copies counts."""

    choice = RadioField(_l("Which copy counts"), [InputRequired()])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=LONGEST_REASON)], filters=[trimmed]
    )

    def offer(self) -> None:
        """Offer both copies."""
        self.choice.choices = choices_of(
            ((KEPT, _("The one that was stored first")), (REPLACED, _("The other copy")))
        )


class BackCheckForm(Form):
    """What came of calling somebody again; the facts are asked on the same page."""

    outcome = RadioField(_l("What came of the call"), [InputRequired()])
    note = TextAreaField(_l("Remark"), [Length(max=LONGEST_NOTE)], filters=[trimmed])

    def offer(self) -> None:
        """Offer the outcomes of a call."""
        self.outcome.choices = choices_of(
            (
                ("held", _("Reached: the interview took place")),
                ("denied", _("Reached: there was no such interview")),
                ("unreached", _("Not reached")),
            )
        )

    def facts(self, codes: dict[str, tuple[int, ...]], sent: Any) -> BackCheckFacts:
        """Return what was filled in; answers that are not offered are left out."""
        answers = {
            code: int(sent[f"fact-{code}"])
            for code, allowed in codes.items()
            if sent.get(f"fact-{code}", "") in {str(value) for value in allowed}
        }
        is_reached = self.outcome.data != "unreached"
        is_held = self.outcome.data == "held" if is_reached else None
        return BackCheckFacts(is_reached, is_held, answers, self.note.data or "")
