"""What all forms of the workspace are made of: the base class, exact numbers, tidy texts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DecimalField, SelectChoice, StringField, ValidationError
from wtforms.validators import InputRequired, Length
from wtforms.widgets import TextInput


class Form(FlaskForm):  # type: ignore[misc]  # the library ships no types
    """A form that carries the proof that its page was ours."""


class ExactField(DecimalField):  # type: ignore[misc]  # the library ships no types
    """A decimal within bounds; what is no number is kept as typed and refused in words."""

    data: Any
    # A number box of the browser would drop what is no number, and change with the mouse wheel.
    widget = TextInput()

    def __init__(self, label: Any, low: Any, high: Any, decimals: int = 2, **options: Any) -> None:
        options.setdefault("validators", [InputRequired()])
        options.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, places=None, **options)
        self.low, self.high, self.decimals = Decimal(low), Decimal(high), decimals

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a finite decimal; full-width digits and blanks around it are fine."""
        super().process_formdata([text.strip() for text in valuelist])
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(self.gettext("Not a valid decimal value."))

    def pre_validate(self, form: Any) -> None:
        """Refuse what lies outside the bounds or carries more decimals than are kept."""
        if self.data is None:
            return
        if not self.low <= self.data <= self.high:
            text = _l("Allowed are %(low)s to %(high)s.", low=self.low, high=self.high)
            raise ValidationError(text)
        if self.data != round(self.data, self.decimals):
            raise ValidationError(_l("At most %(count)s decimals are kept.", count=self.decimals))


def choices_of(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return value and label of each choice as the library wants them."""
    return [SelectChoice(value, label) for value, label in pairs]


def trimmed(text: str | None) -> str:
    """Return a typed text without the blanks around it."""
    return (text or "").strip()


def short_text(label: Any, longest: int, **options: Any) -> StringField:
    """Return a required text field of limited length."""
    return StringField(label, [InputRequired(), Length(max=longest)], filters=[trimmed], **options)
