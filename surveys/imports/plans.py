"""Building the plan that a mapping file states, or the plain one where it states none."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.plan import (
    Adjuster,
    Band,
    DecisionPolicy,
    Dimension,
    Group,
    Indicator,
    Item,
    Part,
    Plan,
    Thresholds,
    Variable,
)
from surveys.imports.mappings import AnswerMapping, decimal_of, text_of
from surveys.imports.problems import Findings

GRADES = {
    "excellent": ("优", "Excellent", "90"),
    "good": ("良", "Good", "80"),
    "fair": ("中", "Fair", "60"),
    "poor": ("差", "Poor", "0"),
}
SATISFACTION = {"zh": "服务对象满意度", "en": "Beneficiary satisfaction"}
_KEYS = ("dimensions", "indicators", "satisfaction", "bands", "lines", "thresholds")


def build_plan(mapping: AnswerMapping) -> Plan:
    """Return the plan of a mapping; without a ``[plan]`` table one indicator carries all points.

    Raises ``AnswersRefused`` listing keys, items and numbers that cannot be used. Whether weights
    add up and satisfaction is heaviest is judged by ``scoring.plan_checks``.
    """
    findings = Findings(mapping.file)
    stated = mapping.plan
    for key in stated:
        if key not in _KEYS:
            findings.add("unknown_key", column="plan", found=key, allowed=list(_KEYS))
    rows = stated.get("indicators") or [_only_indicator(mapping)]
    variables, indicators = _leaves(rows, mapping, findings)
    plan = Plan(
        evaluation=mapping.evaluation,
        title=mapping.title,
        dimensions=_dimensions(stated, indicators, findings),
        items=tuple(
            Item(item.code, {str(answer.code): answer.points for answer in item.answers})
            for item in mapping.items
        ),
        variables=variables,
        bands=_bands(stated.get("bands", {}), findings),
        adjusters=tuple(Adjuster(row.code, row.name) for row in mapping.adjusters),
        thresholds=_thresholds(stated.get("thresholds", {}), findings),
        decision=_lines(stated.get("lines", {}), findings),
        is_demo=mapping.is_demo,
    )
    findings.refuse_if_any()
    return plan


def _only_indicator(mapping: AnswerMapping) -> dict[str, Any]:
    return {
        "code": "SATISFACTION",
        "name": SATISFACTION,
        "dimension": "A",
        "weight": 100,
        "items": [item.code for item in mapping.items],
    }


def _leaves(
    rows: list[Mapping[str, Any]], mapping: AnswerMapping, findings: Findings
) -> tuple[tuple[Variable, ...], dict[str, list[Indicator]]]:
    known = [item.code for item in mapping.items]
    variables: list[Variable] = []
    indicators: dict[str, list[Indicator]] = {}
    for row in rows:
        code = str(row.get("code", ""))
        where = f"plan.indicators.{code}"
        weight = decimal_of(row.get("weight"))
        items = tuple(str(item) for item in row.get("items", ()))
        if weight is None or weight <= 0:
            findings.add(
                "weight_not_positive", column=where, found=row.get("weight"), allowed="> 0"
            )
            weight = Decimal(1)
        for item in items:
            if item not in known:
                findings.add("unknown_item", column=where, found=item, allowed=known)
        if not items:
            findings.add("missing_key", column=where, allowed="items")
        variables.append(Variable(code, "mean", items))
        leaf = Indicator(code, text_of(row.get("name", code)), (Part("SAT", weight, "BQ", code),))
        indicators.setdefault(str(row.get("dimension", "A")), []).append(leaf)
    return tuple(variables), indicators


def _dimensions(
    stated: Mapping[str, Any], indicators: Mapping[str, list[Indicator]], findings: Findings
) -> tuple[Dimension, ...]:
    names = stated.get("dimensions", {})
    marked = stated.get("satisfaction", "A" if len(indicators) > 1 else next(iter(indicators)))
    if marked not in indicators:
        findings.add(
            "unknown_dimension", column="plan.satisfaction", found=marked, allowed=list(indicators)
        )
    dimensions = []
    for code, leaves in indicators.items():
        name = text_of(names.get(code, SATISFACTION if code == marked else code))
        group = Group(f"{code}1", name, tuple(leaves))
        dimensions.append(Dimension(code, name, (group,), is_satisfaction=code == marked))
    return tuple(dimensions)


def _bands(stated: Mapping[str, Any], findings: Findings) -> tuple[Band, ...]:
    floors = {grade: row[2] for grade, row in GRADES.items()}
    floors.update({str(grade): floor for grade, floor in stated.items()})
    bands = []
    for grade, stated_floor in floors.items():
        floor = decimal_of(stated_floor)
        if grade not in GRADES:
            findings.add("unknown_key", column="plan.bands", found=grade, allowed=list(GRADES))
        elif floor is None:
            findings.add("not_a_number", column=f"plan.bands.{grade}", found=stated_floor)
        else:
            bands.append(Band(grade, floor, {"zh": GRADES[grade][0], "en": GRADES[grade][1]}))
    return tuple(bands)


def _lines(stated: Mapping[str, Any], findings: Findings) -> DecisionPolicy:
    numbers = _numbers(stated, ("exit", "renewal"), "plan.lines", findings)
    default = DecisionPolicy()
    return DecisionPolicy(
        exit_line=numbers.get("exit", default.exit_line),
        renewal_line=numbers.get("renewal", default.renewal_line),
    )


def _thresholds(stated: Mapping[str, Any], findings: Findings) -> Thresholds:
    numbers = _numbers(stated, ("minimum_answers", "minimum_psus"), "plan.thresholds", findings)
    default = Thresholds()
    return Thresholds(
        minimum_answers=int(numbers.get("minimum_answers", default.minimum_answers)),
        minimum_psus=int(numbers.get("minimum_psus", default.minimum_psus)),
    )


def _numbers(
    stated: Mapping[str, Any], allowed: tuple[str, ...], where: str, findings: Findings
) -> dict[str, Decimal]:
    numbers = {}
    for key, value in stated.items():
        number = decimal_of(value)
        if key not in allowed:
            findings.add("unknown_key", column=where, found=key, allowed=list(allowed))
        elif number is None:
            findings.add("not_a_number", column=f"{where}.{key}", found=value)
        else:
            numbers[key] = number
    return numbers
