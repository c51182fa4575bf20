"""Forms of accounts: signing in, choosing an organisation."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignInForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """User name and password."""

    login = StringField(
        _l("User name"), [InputRequired(), Length(max=80)], render_kw={"autocomplete": "username"}
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """Nothing but the proof that the page was ours."""
