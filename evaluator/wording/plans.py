"""The words of a plan: kinds of sources and rules, units, phases, and rules as a reader's text."""

from collections.abc import Mapping
from typing import Any

from evaluator.wording.texts import N_, translate
from scoring.plan import Part

PHASES = {
    "before": N_("before the service (needs)"),
    "during": N_("during the service (mid-term)"),
    "after": N_("after the service (final)"),
}
SOURCES = {
    "BQ": N_("Beneficiary survey"),
    "PQ": N_("Purchaser survey"),
    "CQ": N_("Village and family survey"),
    "SV": N_("Site visit"),
    "AD": N_("Administrative data"),
    "PN": N_("Expert panel"),
}
UNITS = {
    "points": N_("0–100 points"),
    "percent": N_("percent"),
    "count": N_("number of cases"),
    "price": N_("yuan"),
    "yes_no": N_("yes or no"),
    "number": N_("number"),
    "hours": N_("hours"),
    "months": N_("months"),
    "days": N_("days"),
}
CLASSES = {
    "minor": N_("minor breach"),
    "major": N_("major breach"),
    "misappropriation": N_("misappropriation"),
}
RULES = {
    "SAT": N_("in proportion to the mean of 0–100"),
    "RATE": N_("in proportion up to %(target)s %(unit)s"),
    "STEP": N_("by steps: %(steps)s"),
    "DED": N_("less %(each)s for each case"),
    "PANEL": N_("in proportion to the assessors' mean of 0–100"),
    "LOWP": N_("lowest price divided by this price"),
    "BIN": N_("all points if met, none if not"),
    "MEAN_UNITS": N_("mean over units of the share of the norm that is reached"),
    "COUNT": N_("%(each)s for each item that is there"),
}
WITH_FLOOR = N_("%(rule)s; nothing below %(floor)s")
BY_CLASS = N_("less for each case: %(classes)s")
AT_LEAST = N_("%(bound)s or more gives %(points)s")
AT_MOST = N_("%(bound)s or less gives %(points)s")
EVERYTHING = N_("everything")
_MEASURED = {"RATE", "STEP", "MEAN_UNITS"}  # kinds whose bounds stand in the unit of their input


def word_of(words: Mapping[str, str], code: str, locale: str) -> str:
    """Return the word of a code, or the code itself where there is none."""
    return translate(words[code], locale) if code in words else code


def rule_words(part: Part, locale: str) -> str:
    """Return how points come out of a part's input, in words."""
    parameters = part.parameters
    values: dict[str, Any] = {
        "each": parameters.get("each", ""),
        "target": parameters.get("target", ""),
        "unit": word_of(UNITS, str(parameters.get("unit", "percent")), locale),
        "steps": _steps(part, locale),
    }
    text = translate(RULES.get(part.kind, part.kind), locale)
    if part.kind == "DED" and "classes" in parameters:
        text = translate(BY_CLASS, locale)
        values["classes"] = _classes(parameters["classes"], locale)
    words = text % values
    if "floor" in parameters:
        floor = _bound(part, parameters["floor"], locale)
        words = translate(WITH_FLOOR, locale) % {"rule": words, "floor": floor}
    return words


def _bound(part: Part, value: object, locale: str) -> str:
    if part.kind not in _MEASURED:
        return str(value)
    unit = word_of(UNITS, str(part.parameters.get("unit", "percent")), locale)
    return translate(N_("%(value)s %(unit)s"), locale) % {"value": value, "unit": unit}


def _steps(part: Part, locale: str) -> str:
    text = AT_MOST if part.parameters.get("side") == "at_most" else AT_LEAST
    steps = [
        translate(text, locale) % {"bound": _bound(part, row[0], locale), "points": row[1]}
        for row in part.parameters.get("bands", ())
    ]
    return translate(N_(", "), locale).join(steps)


def _classes(classes: Mapping[str, Any], locale: str) -> str:
    costs = [
        f"{word_of(CLASSES, name, locale)} {translate(EVERYTHING, locale) if c == 'all' else c}"
        for name, c in classes.items()
    ]
    return translate(N_(", "), locale).join(costs)
