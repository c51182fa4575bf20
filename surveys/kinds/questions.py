"""The parts that a questionnaire is made of: sections, questions, options, calculated values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from surveys.logic.symbols import CHOICE, CHOICES, DATE, FILE, NUMBER, PLACE, TEXT, Symbol

Text = Mapping[str, str]  # {"zh": ..., "en": ...}
Answer = int | str | None  # a number below zero says why there is none
LANGUAGES = ("zh", "en")
LARGEST_CODE = 32_000  # what a column of answer codes holds
# Of which type an answer is in an expression; a screen has none.
VALUE_KINDS = {
    "scale5": CHOICE,
    "yes_no": CHOICE,
    "stars": CHOICE,
    "choice": CHOICE,
    "number": NUMBER,
    "text": TEXT,
    "multiple": CHOICES,
    "ranking": CHOICES,
    "date": DATE,
    "location": PLACE,
    "photo": FILE,
    "voice": FILE,
    "signature": FILE,
    "file": FILE,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside a text: its file among the questionnaire's, and the words in its place."""

    file: str
    text: Text


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen: its code, its words and, for an adjuster, its number.

    ``name`` is what another tool calls it; ``is_exclusive`` allows no other beside it;
    ``relevant`` is the condition under which it is offered; ``audio`` a recorded clip by language.
    """

    code: int
    text: Text
    value: Decimal | None = None
    name: str = ""
    is_exclusive: bool = False
    relevant: str = ""
    audio: Mapping[str, str] = field(default_factory=dict)
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """The question and the answers after which another question is asked."""

    question: str
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What an answer must keep to (an expression; ``.`` is the answer), and what is said if not."""

    test: str
    message: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One question; codes below zero among its options say why there is no answer.

    ``relevant`` is the condition under which it is asked, ``modes`` the ways of interviewing in
    which it is (none named: all). ``is_private``: the interviewer hands the device over.
    ``matrix`` names the table it is a row of. ``is_required`` overrides what its kind says.
    ``decimals``: a number may have so many. ``indicators`` are those of the plan that it serves.
    """

    code: str
    kind: str
    text: Text
    options: tuple[Option, ...] = ()
    hint: Text = field(default_factory=dict)
    is_scored: bool = False
    after: Condition | None = None
    adjuster: str = ""
    least: int = 0
    most: int = 0
    section: str = ""
    matrix: str = ""
    relevant: str = ""
    rules: tuple[Rule, ...] = ()
    is_required: bool | None = None
    is_private: bool = False
    modes: tuple[str, ...] = ()
    look: str = ""
    decimals: int = 0
    indicators: tuple[str, ...] = ()
    audio: Mapping[str, str] = field(default_factory=dict)
    hint_audio: Mapping[str, str] = field(default_factory=dict)
    picture: Picture | None = None
    keeps_place: bool = False

    def option(self, code: int) -> Option | None:
        """Return the option of a code."""
        return next((option for option in self.options if option.code == code), None)

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes that can be chosen."""
        return tuple(option.code for option in self.options)

    @property
    def is_item(self) -> bool:
        """Whether its answers are small whole numbers, which alone go into a bundle."""
        if self.kind == "number":
            return not self.decimals and self.least >= 0 and self.most <= LARGEST_CODE
        return VALUE_KINDS.get(self.kind) == CHOICE

    @property
    def symbol(self) -> Symbol | None:
        """What the question is in an expression; nothing for a screen."""
        kind = VALUE_KINDS.get(self.kind)
        if kind is None:
            return None
        codes = {str(option.code): option.code for option in self.options}
        codes |= {option.name: option.code for option in self.options if option.name}
        labels = tuple((option.code, option.text) for option in self.options)
        return Symbol(self.code, kind, codes=codes, labels=labels)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a questionnaire under a title of its own, and the condition for all of it."""

    code: str
    title: Text
    relevant: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of questions with the same options: what is asked of all its rows."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Calculation:
    """A value that is worked out from answers, to be used in conditions and texts."""

    code: str
    expression: str
