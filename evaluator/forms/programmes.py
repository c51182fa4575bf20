"""Forms of the register: programmes, contractors, contracts."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from evaluator.forms.base import ExactField, Form, choices_of, short_text, trimmed
from evaluator.policy.ready_sets import READY_SETS
from evaluator.services.programmes import ContractFacts

MOST_PEOPLE = 100_000_000


class ProgrammeForm(Form):
    """A programme and who purchases it."""

    code = short_text(_l("Programme code"), 40)
    title = short_text(_l("Title"), 200)
    purchaser_id = SelectField(_l("Purchaser"), coerce=int)


class ContractorForm(Form):
    """A contractor as registered."""

    name = short_text(_l("Name of the contractor"), 200)
    credit_code = StringField(
        _l("Unified social credit code"),
        [Length(max=30)],
        filters=[trimmed],
        description=_l("18 characters; leave it empty where the organisation has none."),
    )


class ContractForm(Form):
    """A contract: who delivers what, where, for how long and for how much."""

    contractor_id = SelectField(_l("Contractor"), coerce=int)
    code = short_text(_l("Contract number"), 40)
    name = short_text(_l("Name in tables"), 200)
    area = short_text(_l("Area served"), 200)
    service_kind = SelectField(
        _l("Kind of service"),
        choices=choices_of((code, _l(name)) for code, name in READY_SETS.items()),
    )
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    amount = ExactField(_l("Amount in yuan"), 0, "999999999999.99")
    served_population = IntegerField(
        _l("Persons served"),
        [InputRequired(), NumberRange(0, MOST_PEOPLE)],
        description=_l("A contractor's figure weighs its contracts by this number."),
    )
    renewal_allowed = BooleanField(_l("The contract may be renewed"), default=True)

    def facts(self) -> ContractFacts:
        """Return what was filled in."""
        return ContractFacts(
            **{name: self[name].data for name in ContractFacts.__dataclass_fields__}
        )
