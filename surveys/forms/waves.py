"""Forms of waves: preparing one, adding the people to be asked."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from surveys.services.cases import MOST_BLANK_LINKS
from surveys.services.questionnaires import CODES, instrument
from surveys.services.waves import WavePlan


class CreateWaveForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """What is decided about a wave."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=200)])
    questionnaire = RadioField(_l("Questionnaire"), [InputRequired()])
    bureau_phone = StringField(
        _l("Telephone of the bureau"),
        [InputRequired(), Length(max=40)],
        description=_l("Respondents can call it to ask whether the survey is genuine."),
    )
    complaint_phone = StringField(_l("Telephone for complaints"), [InputRequired(), Length(max=40)])
    pretest_note = TextAreaField(
        _l("Try-out of the questionnaire"),
        [InputRequired(), Length(max=2000)],
        description=_l(
            "With how many elders it was tried out and what was changed; at least ten with little "
            "schooling, who say each question again in their own words. If it was not, why not: "
            "the reason is printed in the report."
        ),
    )
    closes_on = DateField(_l("Closes on"), [Optional()])

    def offer_questionnaires(self, language: str) -> None:
        """Offer the questionnaires in the reader's language."""
        self.questionnaire.choices = [
            (code, instrument(code).title.get(language, code)) for code in CODES
        ]

    def wave_plan(self) -> WavePlan:
        """Return what was filled in."""
        return WavePlan(
            title=self.title.data.strip(),
            questionnaire=self.questionnaire.data,
            bureau_phone=self.bureau_phone.data.strip(),
            complaint_phone=self.complaint_phone.data.strip(),
            pretest_note=self.pretest_note.data.strip(),
            closes_on=self.closes_on.data,
        )


class UploadCasesForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """A list of the households that were drawn."""

    file = FileField(
        _l("List of drawn households (CSV or Excel)"), [FileRequired(_l("Please choose a file."))]
    )


class BlankLinksForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """Links that are not tied to anybody who was drawn."""

    contract = SelectField(_l("Contract"), coerce=int)
    count = IntegerField(_l("Number of links"), [InputRequired(), NumberRange(1, MOST_BLANK_LINKS)])

    def offer_contracts(self, contracts: Any) -> None:
        """Offer the contracts of the evaluation."""
        self.contract.choices = [
            (contract.id, f"{contract.code} {contract.name}") for contract in contracts
        ]
