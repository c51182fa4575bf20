"""The form that opens an evaluation or changes what it is about."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from evaluator.forms.base import Form, choices_of, short_text
from evaluator.policy.ready_sets import READY_SETS
from evaluator.services.evaluations import EvaluationFacts
from evaluator.wording.plans import PHASES


class EvaluationForm(Form):
    """An evaluation's names, period, contracts, and the ready set it starts from."""

    code = short_text(_l("Evaluation code"), 40)
    title = short_text(_l("Title"), 200)
    phase = SelectField(
        _l("Phase"),
        choices=choices_of((code, _l(name)) for code, name in PHASES.items()),
        default="after",
    )
    period_starts_on = DateField(_l("First day of the period"), [InputRequired()])
    period_ends_on = DateField(_l("Last day of the period"), [InputRequired()])
    template = RadioField(
        _l("Ready indicator set"),
        choices=choices_of((code, _l(name)) for code, name in READY_SETS.items()),
        default="T",
    )
    contract_ids = SelectMultipleField(
        _l("Contracts to be judged"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    is_pilot = BooleanField(_l("This is a pilot"))

    def facts(self) -> EvaluationFacts:
        """Return what was filled in."""
        return EvaluationFacts(
            code=self.code.data,
            title=self.title.data,
            phase=self.phase.data,
            period_starts_on=self.period_starts_on.data,
            period_ends_on=self.period_ends_on.data,
            contract_ids=tuple(self.contract_ids.data or ()),
            is_pilot=self.is_pilot.data,
        )
