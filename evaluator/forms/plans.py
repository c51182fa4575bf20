"""Forms of the plan: weights of the tree, settings beside it, the signature under it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from evaluator.forms.base import ExactField, Form, trimmed
from scoring.plan import Adjuster, Plan, Waiver
from scoring.plan_checks import DOMINANCE_RULE

WEIGHT = "weight-"


class WeightsForm(Form):
    """The revision that the page showed; the weights are added for each plan."""

    revision = HiddenField(validators=[InputRequired()])

    @property
    def weights(self) -> dict[str, Decimal]:
        """The weights by indicator."""
        return {
            field.name.removeprefix(WEIGHT): field.data
            for field in self
            if field.name.startswith(WEIGHT)
        }

    def weight_field(self, code: str) -> Any:
        """Return the field of an indicator's weight."""
        return self[WEIGHT + code]


def weights_form(plan: Plan) -> WeightsForm:
    """Return a form with a weight for each indicator of the plan."""

    class FormOfThisPlan(WeightsForm):
        """The weights of one plan."""

    for leaf in plan.indicators:
        field = ExactField(leaf.code, "0.0001", 100, 4, default=leaf.weight)
        setattr(FormOfThisPlan, WEIGHT + leaf.code, field)
    return FormOfThisPlan()


class RepairForm(Form):
    """The revision that the page showed, for a repair or the way back to the ready set."""

    revision = HiddenField(validators=[InputRequired()])


class SignPlanForm(Form):
    """The hash that was shown, and the password again."""

    digest = HiddenField(validators=[InputRequired()])
    password = PasswordField(
        _l("Your password, again"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class PlanSettingsForm(Form):
    """Lines, thresholds and adjusters: what is decided beside the tree."""

    revision = HiddenField(validators=[InputRequired()])
    exit_line = ExactField(
        _l("Exit line"),
        0,
        100,
        description=_l("Below it, beyond doubt, not renewing is proposed."),
    )
    renewal_line = ExactField(
        _l("Renewal line"), 0, 100, description=_l("Above it, beyond doubt, renewal is proposed.")
    )
    alpha = ExactField(
        _l("Accepted error rate"),
        "0.001",
        "0.49",
        3,
        description=_l("How often a proposal may rest on chance alone, usually 0.05."),
    )
    minimum_answers = IntegerField(
        _l("Fewest answers for a figure"), [InputRequired(), NumberRange(1, 10000)]
    )
    minimum_psus = IntegerField(
        _l("Fewest villages for a figure"), [InputRequired(), NumberRange(2, 1000)]
    )
    grade_half_width = ExactField(
        _l("Widest margin for a grade, in points"),
        "0.1",
        50,
        description=_l("A grade is printed only where the 95-percent interval is at most ± this."),
    )
    adjusters = SelectMultipleField(
        _l("Adjusted for"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Differences between the people served that no contractor can change."),
    )
    renewal_allowed = BooleanField(_l("Contracts may be renewed under the purchaser's rules"))
    waiver = TextAreaField(
        _l("Reason for an exception to the rule that satisfaction is heaviest"),
        [Length(max=2000)],
        filters=[trimmed],
        description=_l("Leave it empty unless there is one; it is printed in the report."),
    )

    def fill(self, plan: Plan) -> None:
        """Show what the plan holds now."""
        for name in ("exit_line", "renewal_line", "alpha", "renewal_allowed"):
            self[name].data = getattr(plan.decision, name)
        for name in ("minimum_answers", "minimum_psus", "grade_half_width"):
            self[name].data = getattr(plan.thresholds, name)
        self.adjusters.data = [adjuster.code for adjuster in plan.adjusters]
        own = [waiver.reason for waiver in plan.waivers if waiver.rule == DOMINANCE_RULE]
        self.waiver.data = next(iter(own), "")

    def applied_to(self, plan: Plan, known: tuple[Adjuster, ...], signer: str) -> Plan:
        """Return the plan with what was filled in."""
        decision = replace(
            plan.decision,
            exit_line=self.exit_line.data,
            renewal_line=self.renewal_line.data,
            alpha=self.alpha.data,
            renewal_allowed=self.renewal_allowed.data,
        )
        thresholds = replace(
            plan.thresholds,
            minimum_answers=self.minimum_answers.data,
            minimum_psus=self.minimum_psus.data,
            grade_half_width=self.grade_half_width.data,
        )
        reason = self.waiver.data
        waivers = (Waiver(DOMINANCE_RULE, reason, signer),) if reason else ()
        return replace(
            plan,
            decision=decision,
            thresholds=thresholds,
            waivers=self._kept_waivers(plan, waivers),
            adjusters=tuple(row for row in known if row.code in self.adjusters.data),
        )

    @staticmethod
    def _kept_waivers(plan: Plan, waivers: tuple[Waiver, ...]) -> tuple[Waiver, ...]:
        """Keep waivers of policy, and the name under a reason that did not change."""
        own = tuple(row for row in plan.waivers if row.rule == DOMINANCE_RULE)
        others = tuple(row for row in plan.waivers if row.rule != DOMINANCE_RULE)
        is_same = [row.reason for row in own] == [row.reason for row in waivers]
        return (*(own if is_same else waivers), *others)
