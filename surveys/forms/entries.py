"""The form for typing in a whole questionnaire: one field for all questions, not thirty."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from evaluator.errors import DomainError
from surveys.kinds.documents import Answer, Questionnaire
from surveys.kinds.paths import ANYWHERE, Situation
from surveys.kinds.registry import broken_answers, read_answer
from surveys.models.responses import MODES, PRESENCES
from surveys.services.submissions import Circumstances

WITH_INTERVIEWER = ("face_to_face", "phone")


class BlockField(Field):  # type: ignore[misc]  # the library ships no types
    """All questions of a questionnaire as one field: what was sent, the answers, the refusals."""

    def __init__(self, label: Any = None, **settings: Any) -> None:
        super().__init__(label, **settings)
        self.questionnaire: Questionnaire | None = None
        self.situation = ANYWHERE
        self.sent: dict[str, list[str]] = {}
        self.answers: list[Answer] = []
        self.refusals: dict[str, DomainError] = {}

    def take(
        self, questionnaire: Questionnaire, form: Any, situation: Situation = ANYWHERE
    ) -> None:
        """Take the questionnaire, what was sent for each of its questions, and the situation."""
        self.questionnaire = questionnaire
        self.situation = situation
        self.sent = {
            question.code: form.getlist(question.code) for question in questionnaire.questions
        }

    def pre_validate(self, form: Any) -> None:
        """Read every answer by its kind; each refusal stands at its own question."""
        if self.questionnaire is None:
            raise ValidationError(_("There is no questionnaire."))
        read: list[Answer] = []
        for question in self.questionnaire.questions:
            try:
                read.append(read_answer(question, self.sent.get(question.code, [])))
            except DomainError as refusal:
                self.refusals[question.code] = refusal
                read.append(None)
        self.answers = self.questionnaire.without_unasked(read, self.situation)
        broken = broken_answers(self.questionnaire, self.answers, self.situation)
        for position, broken_rule in broken.items():
            self.refusals[self.questionnaire.questions[position].code] = broken_rule
        if self.refusals:
            raise ValidationError(_("Some answers cannot be taken; see below."))
        if all(answer is None for answer in self.answers):
            raise ValidationError(_("Nothing was filled in yet."))


class EntryForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """A questionnaire typed in for somebody, and how the interview went."""

    submission_id = HiddenField(validators=[InputRequired(), Regexp("^[0-9a-f]{32}$")])
    mode = RadioField(_l("How were the answers given?"), [InputRequired()])
    presence = RadioField(_l("Who else was present?"), default="")
    is_assisted = BooleanField(_l("Somebody helped with reading or pressing"))
    is_proxy = BooleanField(_l("Somebody else answered for the person"))
    proxy_reason = StringField(
        _l("Why somebody else answered"),
        [Length(max=200)],
        description=_l("Illness, hearing, under 14 … never staff or cadres."),
    )
    answers = BlockField(_l("Answers"))

    def offer_choices(self) -> None:
        """Offer the ways of answering and who may have been present."""
        self.mode.choices = [(code, _(text)) for code, text in MODES.items() if code != "self_web"]
        self.presence.choices = [(code, _(text)) for code, text in PRESENCES.items()]
        # A paper that came by post says nothing of who was there.
        self.presence.validate_choice = False

    def validate_presence(self, field: Any) -> None:
        """An interviewer knows who was present."""
        if self.mode.data in WITH_INTERVIEWER and field.data not in PRESENCES:
            raise ValidationError(_("Please say who else was present."))

    def validate_proxy_reason(self, field: Any) -> None:
        """Speaking for somebody needs a reason."""
        if self.is_proxy.data and not (field.data or "").strip():
            raise ValidationError(_("Please say why somebody else answered."))

    def circumstances(self, interviewer: str, spoken_for: bool) -> Circumstances:
        """Return how the interview went."""
        return Circumstances(
            mode=self.mode.data,
            is_assisted=bool(self.is_assisted.data),
            is_proxy=bool(self.is_proxy.data) or spoken_for,
            proxy_reason=(self.proxy_reason.data or "").strip(),
            presence=self.presence.data if self.presence.data in PRESENCES else "",
            interviewer=interviewer,
        )

    def errors_at(self) -> Sequence[str]:
        """Return the codes of the questions whose answers were refused."""
        return list(self.answers.refusals)
