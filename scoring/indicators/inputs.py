"""This room is for what a plan needs to know: the inputs of its rules, survey and measured."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.indicators.rules import unit_of
from scoring.plan import BENEFICIARY_SURVEY, Indicator, Part, Plan

SOURCES = ("BQ", "PQ", "CQ", "SV", "AD", "PN")
CLASS_MARK = "."


@dataclass(frozen=True, slots=True)
class MeasureInput:
    """A value that somebody measures for every contract.

    ``input`` is the code in the measures table; for a deduction by classes there is one for each
    class, written ``input.class``. ``can_be_sampled``: may be given as successes out of a sample.
    """

    input: str
    indicator: str
    source: str
    kind: str
    unit: str
    can_be_sampled: bool
    class_name: str = ""


def is_survey(part: Part) -> bool:
    """Tell whether a part takes its input from the beneficiaries' answers."""
    return part.source == BENEFICIARY_SURVEY


def inputs_of(part: Part) -> tuple[str, ...]:
    """Return the codes a part reads: one, or one for each class of deductions.

    >>> from decimal import Decimal
    >>> inputs_of(Part("DED", Decimal(4), "SV", "C301", {"classes": {"minor": "0.5"}}))
    ('C301.minor',)
    """
    classes = part.parameters.get("classes")
    if isinstance(classes, Mapping):
        return tuple(part.input + CLASS_MARK + str(name) for name in classes)
    return (part.input,)


def survey_inputs(plan: Plan) -> tuple[str, ...]:
    """Return the codes of the variables that rules read, in the order of the tree."""
    codes = [
        part.input for indicator in plan.indicators for part in indicator.parts if is_survey(part)
    ]
    return tuple(dict.fromkeys(codes))


def measure_inputs(plan: Plan) -> tuple[MeasureInput, ...]:
    """Return the measures that a plan asks for, in the order of the tree, each once."""
    found: dict[str, MeasureInput] = {}
    for indicator in plan.indicators:
        for part in indicator.parts:
            if not is_survey(part):
                for measure in _measures_of(indicator, part):
                    found.setdefault(measure.input, measure)
    return tuple(found.values())


def _measures_of(indicator: Indicator, part: Part) -> list[MeasureInput]:
    unit = unit_of(part)
    return [
        MeasureInput(
            code,
            indicator.code,
            part.source,
            part.kind,
            unit,
            _can_be_sampled(part),
            code.removeprefix(part.input).removeprefix(CLASS_MARK),
        )
        for code in inputs_of(part)
    ]


def _can_be_sampled(part: Part) -> bool:
    """Tell whether an input may be a count out of a sample drawn from many like it.

    Shares that are judged against a target or a table, and defects, are drawn so. A panel's mark,
    a mean of forms, a mean over units and the items of a short fixed list are not.
    """
    return part.kind == "DED" or (part.kind in ("RATE", "STEP") and unit_of(part) == "percent")
