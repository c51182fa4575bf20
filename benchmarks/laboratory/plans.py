"""The plans of the laboratory: satisfaction heaviest, few rows, known measures."""

from decimal import Decimal

import pyarrow as pa

from benchmarks.laboratory.people import CHECKED, KINK, POINTS
from benchmarks.laboratory.scenarios import Scenario
from scoring.bundle_schema import MEASURES
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
    Variable,
    Weighting,
)

RAKED_BY = "adjuster:class"  # a column of the responses that no adjustment uses
SCORES = {str(code): Decimal(str(points)) for code, points in enumerate(POINTS, start=1)}
WHOLE = {"target": "100"}


def _survey(points: int, variable: str) -> Part:
    return Part("SAT", Decimal(points), "BQ", variable)


def _measure(points: int) -> Part:
    return Part("RATE", Decimal(points), "AD", "M", WHOLE)


# Parts of each plan by dimension and group; the first dimension is satisfaction. A single dimension
# has no other weights to be tried, which spares most evaluations a thousand reweightings.
PARTS = {
    "one": (((_survey(60, "v"),), (_measure(40),)),),
    "adjusted": (((_survey(60, "v"),), (_measure(40),)),),
    "kinked": (
        (
            (_survey(60, "v"),),
            (Part("RATE", Decimal(20), "BQ", "t", {"target": str(KINK)}), _measure(20)),
        ),
    ),
    "several": (
        ((_survey(30, "v"), _survey(15, "w")),),
        ((_measure(25),),),
        ((Part("RATE", Decimal(30), "SV", "S", WHOLE),),),
    ),
}
VARIABLES = {
    "v": Variable("v", "mean", ("a", "b")),
    "w": Variable("w", "mean", ("c", "d")),
    "t": Variable("t", "at_least", ("e",), {"count": 1}),
}
BANDS = (
    Band("excellent", Decimal(90)),
    Band("good", Decimal(80)),
    Band("fair", Decimal(60)),
    Band("poor", Decimal(0)),
)


def plan_of(scenario: Scenario) -> Plan:
    """Return the plan that a scenario is scored by."""
    dimensions = PARTS[scenario.plan]
    used = {part.input for groups in dimensions for parts in groups for part in parts}
    variables = tuple(row for code, row in VARIABLES.items() if code in used)
    items = dict.fromkeys(item for variable in variables for item in variable.items)
    return Plan(
        evaluation=scenario.code,
        title={"zh": "覆盖率实验", "en": "Coverage laboratory"},
        dimensions=tuple(_dimension(place, groups) for place, groups in enumerate(dimensions)),
        items=tuple(Item(code, SCORES) for code in items),
        variables=variables,
        bands=BANDS,
        adjusters=(Adjuster("x"),) if scenario.plan == "adjusted" else (),
        weighting=Weighting(margins=(RAKED_BY,) if scenario.nonresponse == "raked" else ()),
        decision=DecisionPolicy(),
    )


def _dimension(place: int, groups: tuple[tuple[Part, ...], ...]) -> Dimension:
    code = "ABC"[place]
    made = tuple(_group(f"{code}{number}", parts) for number, parts in enumerate(groups, start=1))
    return Dimension(code, {"zh": code}, made, is_satisfaction=place == 0)


def _group(code: str, parts: tuple[Part, ...]) -> Group:
    indicators = tuple(
        Indicator(f"{code}0{number}", {"zh": code}, (part,))
        for number, part in enumerate(parts, start=1)
    )
    return Group(code, {"zh": code}, indicators)


def measures_of(scenario: Scenario, codes: list[str], passed: list[int]) -> pa.Table:
    """Return the measures: the known one is the target total, the sampled one what was found."""
    rows = []
    for code, total, successes in zip(codes, scenario.totals, passed, strict=True):
        rows.append({"contract": code, "input": "M", "status": "present", "value": total})
        if scenario.plan == "several":
            rows.append(
                {
                    "contract": code,
                    "input": "S",
                    "status": "present",
                    "value": 100 * successes / CHECKED,
                    "successes": successes,
                    "sampled": CHECKED,
                }
            )
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in MEASURES]
    return pa.table(columns, schema=MEASURES)
