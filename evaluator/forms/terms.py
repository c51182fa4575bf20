"""Forms of policy: a contract's terms and waivers, a contractor's standing, the calculators."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from evaluator.forms.base import ExactField, Form, choices_of, trimmed
from evaluator.models.programmes import ContractTerms
from evaluator.policy.packs import Pack
from evaluator.policy.terms import Text
from evaluator.services.contract_terms import LONGEST_CLAUSE, TermsFacts

CLAUSE = "clause-"
MOST_SERVED = 100_000_000
MOST_YUAN = "999999999999.99"


class TermsForm(Form):
    """What a contract says; the clauses are added for each policy pack."""

    revision = HiddenField(validators=[InputRequired()])
    method = SelectField(_l("Way of purchase"))
    services = SelectMultipleField(
        _l("Services that are bought"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    successor = StringField(
        _l("Who takes over should the contractor fail"),
        [Length(max=200)],
        filters=[trimmed],
        description=_l("The organisation that stands ready, and a telephone that is answered."),
    )
    contingency = TextAreaField(
        _l("Contingency plan"),
        [Length(max=5000)],
        filters=[trimmed],
        description=_l("Who does what within the first days, and where the list of people is."),
    )
    is_staffing_only = BooleanField(_l("The contract only provides staff"))
    is_paid_by_result = BooleanField(_l("The contract says that payment follows the result"))

    @property
    def clauses(self) -> list[Any]:
        """The fields of the clauses, in the pack's order."""
        return [field for field in self if field.name.startswith(CLAUSE)]

    def fill(self, terms: ContractTerms) -> None:
        """Show what is recorded now."""
        self.revision.data = str(terms.revision or 0)
        for name in ("method", "services", "successor", "contingency"):
            self[name].data = getattr(terms, name)
        self.is_staffing_only.data = terms.is_staffing_only
        self.is_paid_by_result.data = terms.is_paid_by_result
        for field in self.clauses:
            field.data = terms.clauses.get(field.name.removeprefix(CLAUSE), "")

    def facts(self) -> TermsFacts:
        """Return what was filled in."""
        return TermsFacts(
            method=self.method.data,
            services=tuple(self.services.data),
            clauses={field.name.removeprefix(CLAUSE): field.data for field in self.clauses},
            successor=self.successor.data,
            contingency=self.contingency.data,
            is_staffing_only=self.is_staffing_only.data,
            is_paid_by_result=self.is_paid_by_result.data,
        )


def terms_form(pack: Pack, say: Callable[[Text], str]) -> TermsForm:
    """Return the form of a policy pack; ``say`` chooses the reader's language of a text."""

    class FormOfThisPack(TermsForm):
        """The terms of a contract under one pack."""

    for clause in pack.clauses.values():
        label = say(clause.name)
        field = StringField(label, [Length(max=LONGEST_CLAUSE)], filters=[trimmed])
        setattr(FormOfThisPack, CLAUSE + clause.code, field)
    form = FormOfThisPack()
    named = [(row.code, say(row.name)) for row in pack.methods.values()]
    form.method.choices = choices_of([("", _l("not recorded")), *named])
    services = pack.services.values()
    form.services.choices = choices_of((s.code, f"{s.code} {say(s.name)}") for s in services)
    return form


class WaiveRuleForm(Form):
    """Why a rule does not hold for this contract."""

    rule = HiddenField(validators=[InputRequired()])
    reason = TextAreaField(
        _l("Reason for the waiver, printed in the report"),
        [InputRequired(), Length(max=2000)],
        filters=[trimmed],
    )


class BareForm(Form):
    """A button without fields."""


class PackForm(Form):
    """Under which policy pack a programme is purchased."""

    pack = SelectField(_l("Policy pack"))


class ProfileForm(Form):
    """Of which kind a contractor is, and what was seen on paper."""

    kind = SelectField(_l("Kind of contractor"))
    conditions = SelectMultipleField(
        _l("Seen on paper"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class StaffingForm(Form):
    """How many people a level needs; asked by address, nothing is stored."""

    class Meta:
        """A question changes nothing, so it needs no proof that its page was ours."""

        csrf = False

    level = SelectField(_l("Level"))
    count = IntegerField(_l("Number served"), [InputRequired(), NumberRange(0, MOST_SERVED)])
    actual = IntegerField(_l("Staff there are"), [Optional(), NumberRange(0, MOST_SERVED)])


class BudgetForm(Form):
    """What the budget norm comes to; asked by address, nothing is stored."""

    class Meta:
        """A question changes nothing, so it needs no proof that its page was ours."""

        csrf = False

    base = ExactField(_l("Base in yuan"), 0, MOST_YUAN)
    arranged = ExactField(_l("Set aside in yuan"), 0, MOST_YUAN)
    city = ExactField(_l("Of this to the city"), 0, MOST_YUAN, validators=[Optional()])
    county = ExactField(_l("Of this to counties"), 0, MOST_YUAN, validators=[Optional()])
    township = ExactField(_l("Of this to townships"), 0, MOST_YUAN, validators=[Optional()])
