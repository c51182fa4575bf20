"""The entry sheet of measures: rows as typed, read into entries, every problem in its cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from evaluator.services.measures import Entry, Problem
from scoring.indicators.inputs import MeasureInput

NUMBERS = ("value", "successes", "sampled", "deviation")
WHOLE = ("successes", "sampled")
TEXTS = ("reason", "evidence", "seen")
LONGEST_TEXT = 2000
LARGEST_COUNT = 10**9
MARK = "|"  # parts the input's code from the column in the name of a cell


@dataclass(slots=True)
class Row:
    """One row of the sheet as it is shown: texts in its cells, problems beside them."""

    measure: MeasureInput
    texts: dict[str, str]
    is_not_applicable: bool = False
    problems: dict[str, Problem] = field(default_factory=dict)

    def name(self, column: str) -> str:
        """Return the name of a cell in the sent form."""
        return f"{self.measure.input}{MARK}{column}"

    @property
    def is_filled(self) -> bool:
        """Whether the row holds a value or is set aside."""
        return self.is_not_applicable or any(self.texts[column] for column in NUMBERS)


def stored_row(measure: MeasureInput, entry: Entry) -> Row:
    """Return a row as it is stored."""
    numbers = {name: _text(getattr(entry, name)) for name in NUMBERS}
    texts = {"reason": entry.reason, "evidence": entry.evidence, "seen": entry.stamp}
    return Row(measure, {**numbers, **texts}, entry.is_not_applicable)


def typed_rows(measures: Sequence[MeasureInput], sent: Mapping[str, str]) -> list[Row]:
    """Return the rows that were sent, with the texts as they were typed."""
    rows = []
    for measure in measures:
        row = Row(measure, {})
        if row.name("seen") not in sent:
            continue
        row.texts = {
            column: sent.get(row.name(column), "").strip()[:LONGEST_TEXT]
            for column in (*NUMBERS, *TEXTS)
        }
        row.is_not_applicable = row.name("not_applicable") in sent
        rows.append(row)
    return rows


def entry_from(row: Row) -> Entry | None:
    """Return what a typed row says, or nothing where a cell holds no number (noted in the row)."""
    numbers: dict[str, Decimal | None] = {}
    for column in NUMBERS:
        text = row.texts[column]
        number = _number(text)
        is_whole = number is None or column not in WHOLE or _is_small_whole(number)
        if (text and number is None) or not is_whole:
            row.problems[column] = Problem(
                row.measure.input, column, "value_not_a_number", {"found": text}
            )
        numbers[column] = number
    if row.problems:
        return None
    return Entry(
        row.measure.input,
        value=numbers["value"],
        successes=_whole(numbers["successes"]),
        sampled=_whole(numbers["sampled"]),
        deviation=numbers["deviation"],
        is_not_applicable=row.is_not_applicable,
        reason=row.texts["reason"],
        evidence=row.texts["evidence"],
        seen=row.texts["seen"],
    )


def _number(text: str) -> Decimal | None:
    """Read a decimal of reasonable size with six decimals at most; nothing where it is none."""
    try:
        number = Decimal(text.removesuffix("%").removesuffix("％").strip())
    except InvalidOperation:
        return None
    # An exponent could name a number with a million digits: such a text is no measure.
    if not number.is_finite() or abs(number.adjusted()) > 12:
        return None
    return round(number, 6)


def _is_small_whole(number: Decimal) -> bool:
    return number % 1 == 0 and abs(number) < LARGEST_COUNT


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _text(number: Decimal | int | None) -> str:
    return "" if number is None else f"{Decimal(number).normalize():f}"
