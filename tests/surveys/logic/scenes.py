"""The answers that expressions of the tests are worked out over."""

from surveys.logic.evaluation import Around
from surveys.logic.symbols import Scope, Symbol

YES = {"1": 1, "yes": 1, "0": 0, "no": 0, "-1": -1, "dk": -1, "-3": -3}
LABELS = (
    (1, {"zh": "有", "en": "Yes"}),
    (0, {"zh": "没有", "en": "No"}),
    (-1, {"zh": "不知道", "en": "I do not know"}),
)
AIDS = {"1": 1, "2": 2, "3": 3, "rice": 1, "coal": 2, "-3": -3}
SYMBOLS = {
    symbol.name: symbol
    for symbol in (
        Symbol("age", "number"),
        Symbol("trips", "number"),
        Symbol("cost", "number"),
        Symbol("weight", "number"),
        Symbol("name", "text"),
        Symbol("note", "text"),
        Symbol("told", "choice", codes=YES, labels=LABELS),
        Symbol("paid", "choice", codes=YES, labels=LABELS),
        Symbol("seen", "choice", codes=YES, labels=LABELS),
        Symbol("aid", "choices", codes=AIDS),
        Symbol("wish", "choices", codes=AIDS),
        Symbol("born", "date"),
        Symbol("visit", "date"),
        Symbol("place", "place"),
        Symbol("photo", "file"),
        Symbol("年龄", "number"),
        Symbol("years", "number", is_calculated=True),
        Symbol("gone", "number", is_calculated=True),
    )
}
SCOPE = Scope(SYMBOLS, SYMBOLS["age"], frozenset({"later"}))
# An answer below zero is a reason; what is missing here was never asked.
ANSWERS: dict[str, int | str | None] = {
    "age": 67,
    "trips": 0,
    "cost": "12.5",
    "weight": -1,
    "name": "李𠮷 A1",
    "note": None,
    "told": 1,
    "paid": -3,
    "seen": 0,
    "aid": "1 3",
    "wish": -3,
    "born": "1958-03-02",
    "place": "41.800 123.432 0 25",
    "年龄": 70,
}
VALUES: dict[str, float | str | bool | None] = {"years": 68.0, "gone": None}
MOMENT = 20600.75  # 2026-05-27, six in the evening in China


def around(language: str = "zh") -> Around:
    """The answers above, at a fixed moment."""
    return Around(dict(ANSWERS), dict(VALUES), MOMENT, language)
