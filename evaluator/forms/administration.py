"""Forms of an administrator: organisations, accounts, passwords."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from evaluator.forms.base import Form, choices_of, short_text
from evaluator.kinds.roles import ROLE_NAMES
from evaluator.models.organisations import ASSESSOR_FIRM, BUREAU, Organisation
from evaluator.services.administration import ROLES_BY_KIND


class OrganisationForm(Form):
    """A bureau or a firm."""

    kind = SelectField(
        _l("Kind of organisation"),
        choices=choices_of(
            ((BUREAU, _l("Bureau that purchases")), (ASSESSOR_FIRM, _l("Firm that assesses")))
        ),
    )
    name = short_text(_l("Name"), 200)


class PasswordForm(Form):
    """A password that is handed over in person and changed by the administrator only."""

    password = PasswordField(
        _l("Password"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "off"}
    )


class AccountForm(PasswordForm):
    """A person, the organisation and the roles in it."""

    organisation_id = SelectField(_l("Organisation"), coerce=int)
    login = short_text(_l("User name"), 80)
    name = short_text(_l("Name"), 80)
    roles = SelectMultipleField(
        _l("Roles"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        choices=choices_of(
            (role, _l(ROLE_NAMES[role]))
            for role in dict.fromkeys(role for roles in ROLES_BY_KIND.values() for role in roles)
        ),
    )

    def offer(self, organisations: list[Organisation]) -> None:
        """Offer the organisations that people can belong to."""
        self.organisation_id.choices = choices_of(
            (row.id, row.name) for row in organisations if row.kind in ROLES_BY_KIND
        )
