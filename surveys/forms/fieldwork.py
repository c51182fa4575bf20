"""Forms of fieldwork: agreements, lists of people, sample designs, work given out, the vault."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from evaluator.forms.base import ExactField, Form, choices_of, short_text
from surveys.models.draws import METHODS, UNITS
from surveys.services.entrustments import EntrustmentFacts
from surveys.services.replacements import REASONS
from surveys.services.sample_designs import DesignFacts

HUNDRED = Decimal(100)


class EntrustmentForm(Form):
    """The agreement by which a bureau entrusts people's data."""

    title = short_text(_l("Title of the agreement"), 200)
    number = short_text(_l("Document number"), 80)
    signed_on = DateField(_l("Signed on"), [InputRequired()])
    expires_on = DateField(
        _l("Ends on"), [InputRequired()], description=_l("From then on nothing is taken in.")
    )
    controller_signer = short_text(_l("Signed for the bureau by"), 80)
    processor_signer = short_text(_l("Signed for the assessor by"), 80)
    scope = TextAreaField(
        _l("What for, which data, how they are kept and when they are destroyed"),
        [InputRequired(), Length(max=4000)],
    )
    scan = FileField(_l("Scan of the sealed page (PDF, JPG or PNG)"), [Optional()])

    def facts(self) -> EntrustmentFacts:
        """Return what was filled in."""
        return EntrustmentFacts(
            title=self.title.data,
            number=self.number.data,
            signed_on=self.signed_on.data,
            expires_on=self.expires_on.data,
            controller_signer=self.controller_signer.data,
            processor_signer=self.processor_signer.data,
            scope=self.scope.data,
        )


class RosterForm(Form):
    """A list of the people served."""

    file = FileField(
        _l("List of the people served (Excel or CSV)"),
        [FileRequired(_l("Please choose a file."))],
        description=_l(
            "Needed: 姓名; with several contracts also 合同编号. If known: 身份证号, 电话, 乡镇, "
            "村(居), 救助类型, 户编号, 住址. Title rows and merged headings are fine. Identity "
            "numbers serve to find doubles and are not kept."
        ),
    )


class DesignForm(Form):
    """What is decided about a sample; percentages are typed as such."""

    method = RadioField(_l("How to draw"), [InputRequired()])
    unit = RadioField(_l("Who is drawn"), [InputRequired()])
    interviews = IntegerField(
        _l("Interviews wanted in each contract"),
        [Optional(), NumberRange(1, 200_000)],
        description=_l("Left empty, it follows from the exactness below."),
    )
    half_width = ExactField(_l("Exactness of a share: plus or minus, in points"), "0.5", "50", 1)
    response_rate = ExactField(_l("Of 100 people drawn, so many answer"), 5, 100, 1)
    per_village = IntegerField(
        _l("People in each drawn village"), [InputRequired(), NumberRange(1, 200)]
    )
    correlation = ExactField(
        _l("Likeness within a village"),
        0,
        1,
        3,
        description=_l("0.05 is usual; it matters where villages are drawn first."),
    )
    reserve = ExactField(_l("Reserve for each 100 drawn"), 0, 500, 0)
    price = ExactField(_l("Price of a completed interview (yuan)"), 0, 100_000)
    travel = ExactField(_l("Travel to a village (yuan)"), 0, 100_000)
    budget = ExactField(_l("Budget for interviews (yuan)"), 0, 100_000_000, validators=[Optional()])

    def offer(self, translate: Any) -> None:
        """Offer the ways of drawing."""
        self.method.choices = choices_of((code, translate(name)) for code, name in METHODS.items())
        self.unit.choices = choices_of((code, translate(name)) for code, name in UNITS.items())

    def facts(self) -> DesignFacts:
        """Return what was filled in."""
        return DesignFacts(
            method=self.method.data,
            unit=self.unit.data,
            interviews=self.interviews.data,
            half_width=float(self.half_width.data / HUNDRED),
            response_rate=float(self.response_rate.data / HUNDRED),
            per_village=self.per_village.data,
            correlation=float(self.correlation.data),
            reserve_share=Fraction(self.reserve.data) / 100,
            price=self.price.data,
            travel=self.travel.data,
            budget=self.budget.data,
        )


USUAL_DESIGN = {
    "method": "stratified",
    "unit": "person",
    "half_width": Decimal(5),
    "response_rate": Decimal(70),
    "per_village": 5,
    "correlation": Decimal("0.05"),
    "reserve": Decimal(20),
    "price": Decimal(0),
    "travel": Decimal(0),
}


class AssignAllForm(Form):
    """Who shares the cases that nobody holds."""

    interviewers = SelectMultipleField(
        _l("Interviewers"),
        [InputRequired()],
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    due_on = DateField(_l("Due on"), [Optional()])

    def offer(self, people: Sequence[Any]) -> None:
        """Offer the interviewers of the firm."""
        self.interviewers.choices = choices_of((person.id, person.name) for person in people)


class AssignForm(Form):
    """Who takes one case."""

    interviewer = SelectField(_l("Interviewer"), coerce=int)
    due_on = DateField(_l("Due on"), [Optional()])

    def offer(self, people: Sequence[Any]) -> None:
        """Offer the interviewers of the firm."""
        self.interviewer.choices = choices_of((person.id, person.name) for person in people)


class ReplaceForm(Form):
    """Why another case is to stand in."""

    reason = SelectField(_l("Reason"))

    def offer(self, codes: Sequence[str], translate: Any) -> None:
        """Offer the reasons for which the case may be replaced as things stand."""
        self.reason.choices = choices_of((code, translate(REASONS[code].name)) for code in codes)


class OpenIdentityForm(Form):
    """Why one identity is opened."""

    reason = short_text(_l("Why this person is looked up"), 200)


class DestroyForm(Form):
    """What a certificate of destruction needs."""

    witness = short_text(_l("Second person who is present"), 80)
    reason = short_text(_l("Reason"), 200)
