"""This room is for odd evaluations: random plans and data, drawn to sit where methods break."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

from scoring.bundle import Bundle, write_bundle
from scoring.bundle_schema import CONTRACTS, FRAME, ITEM_PREFIX, MEASURES, responses_schema
from scoring.indicators.inputs import measure_inputs
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
    Waiver,
)
from scoring.plan_checks import DOMINANCE_RULE

LABELS = {"5": "100", "4": "75", "3": "50", "2": "25", "1": "0"}
SCALES = (LABELS, {"1": "100", "0": "0"}, {"2": "100", "1": "33.3", "0": "0"}, {"7": "100"})
BANDS = (("excellent", 90), ("good", 80), ("fair", 60), ("poor", 0))
MISSING = (-1, -2, -3, None)
Rows = list[dict[str, Any]]


@dataclass(frozen=True, repr=False)
class Oddity:
    """A drawn evaluation: its plan and the rows of its tables; ``seed`` is where it came from."""

    plan: Plan
    contracts: Rows
    responses: Rows
    measures: Rows
    frame: Rows | None
    seed: int = 0

    def __repr__(self) -> str:
        """Tell an example that fails by its size: all of it would fill pages."""
        return f"Oddity of seed {self.seed}: {len(self.contracts)} contracts, {self.plan.digest}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))

    def written(self, path: Path) -> Bundle:
        """Write the bundle of this evaluation."""
        items = [item.code for item in self.plan.items]
        adjusters = [adjuster.code for adjuster in self.plan.adjusters]
        return write_bundle(
            path,
            plan=self.plan,
            contracts=_table(self.contracts, CONTRACTS),
            responses=_table(self.responses, responses_schema(items, adjusters)),
            measures=_table(self.measures, MEASURES),
            frame=None if self.frame is None else _table(self.frame, FRAME),
        )

    def permuted(self, seed: int) -> tuple["Oddity", dict[str, str]]:
        """Return the same evaluation with everything in another order, and the new codes.

        Contracts take each other's codes and keep their names; rows and the indicators inside a
        group are shuffled.
        """
        chance = np.random.default_rng(seed)
        codes = [row["contract"] for row in self.contracts]
        mixed = dict(zip(codes, chance.permutation(codes).tolist(), strict=True))

        def shuffled(rows: Rows) -> Rows:
            order = chance.permutation(len(rows))
            return [rows[k] | {"contract": mixed[rows[k]["contract"]]} for k in order]

        def turned(group: Group) -> Group:
            order = chance.permutation(len(group.indicators))
            return replace(group, indicators=tuple(group.indicators[k] for k in order))

        plan = replace(
            self.plan,
            dimensions=tuple(
                replace(node, groups=tuple(turned(group) for group in node.groups))
                for node in self.plan.dimensions
            ),
        )
        frame = None if self.frame is None else shuffled(self.frame)
        rows = (shuffled(self.contracts), shuffled(self.responses), shuffled(self.measures))
        return Oddity(plan, *rows, frame), mixed


def _table(rows: Rows, schema: pa.Schema) -> pa.Table:
    columns = [pa.array([row.get(field.name) for row in rows], field.type) for field in schema]
    return pa.table(columns, schema=schema)


@st.composite
def oddities(draw: st.DrawFn) -> Oddity:
    """Draw an evaluation; what is many comes from a drawn seed, what is few from hypothesis."""
    seed = draw(st.integers(0, 2**32 - 1))
    chance = np.random.default_rng(seed)
    plan = _plan(draw, chance)
    count = draw(st.sampled_from([1, 2, 3, 5, 11]))
    contracts = [
        {"contract": f"K{k:02}", "contractor": f"F{k % 3}", "name": f"N{(7 * k) % count:02}"}
        for k in range(count)
    ]
    codes = [row["contract"] for row in contracts]
    frame = None
    if draw(st.booleans()):
        frame = [
            {"contract": code, "stratum": str(h), "population": 500, "drawn": 60}
            for code in codes
            for h in range(2)
        ]
    responses = [row for code in codes for row in _responses(draw, chance, plan, code)]
    measures = [row for code in codes for row in _measures(chance, plan, code)]
    return Oddity(plan, contracts, responses, measures, frame, seed)


def _plan(draw: st.DrawFn, chance: np.random.Generator) -> Plan:
    items = tuple(
        Item(f"Q{k}", {code: Decimal(worth) for code, worth in _one(chance, SCALES).items()})
        for k in range(draw(st.integers(1, 5)))
    )
    variables = tuple(_variable(chance, f"V{k}", items) for k in range(draw(st.integers(1, 4))))
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    dimensions = tuple(
        _dimension(chance, place, size, variables) for place, size in enumerate(sizes)
    )
    total = Decimal(10000)
    weights = _points(chance, [len(node.indicators) for node in dimensions], total)
    dimensions = tuple(_weighted(node, row) for node, row in zip(dimensions, weights, strict=True))
    return Plan(
        evaluation="E",
        title={"zh": "评", "en": "E"},
        dimensions=dimensions,
        items=items,
        variables=variables,
        bands=tuple(Band(grade, Decimal(floor)) for grade, floor in BANDS),
        adjusters=tuple(Adjuster(f"a{k}") for k in range(draw(st.sampled_from([0, 0, 1, 2])))),
        thresholds=Thresholds(
            minimum_answers=draw(st.sampled_from([1, 1, 10, 30])),
            minimum_psus=draw(st.sampled_from([2, 3])),
            item_share=Decimal(draw(st.sampled_from(["0.5", "0.01", "1"]))),
        ),
        decision=DecisionPolicy(
            exit_line=Decimal(draw(st.sampled_from(["0", "60", "79.99"]))),
            price_per_interview=_one(chance, [None, Decimal(80)]),
        ),
        waivers=(Waiver(DOMINANCE_RULE, "because", "somebody"),),
    )


def _one(chance: np.random.Generator, options: Sequence[Any]) -> Any:
    return options[int(chance.integers(len(options)))]


def _variable(chance: np.random.Generator, code: str, items: tuple[Item, ...]) -> Variable:
    chosen = [item.code for item in items if chance.random() < 0.6] or [items[0].code]
    method = _one(chance, ["mean", "mean", "at_least", "among"])
    if method == "among" and len(items) >= 2:
        pair = chance.permutation([item.code for item in items])[:2].tolist()
        return Variable(code, method, tuple(pair), {"codes": ["1", "5"]})
    if method == "at_least":
        return Variable(
            code, method, tuple(chosen), {"count": int(chance.integers(len(chosen))) + 1}
        )
    return Variable(code, "mean", tuple(chosen))


def _dimension(
    chance: np.random.Generator, place: int, size: int, variables: tuple[Variable, ...]
) -> Dimension:
    leaves = [_leaf(chance, f"I{place}{k}", variables, place == 0) for k in range(size)]
    cut = int(chance.integers(1, size + 1))
    groups = [leaves[:cut], leaves[cut:]]
    return Dimension(
        code=f"D{place}",
        name={},
        groups=tuple(Group(f"G{place}{k}", {}, tuple(row)) for k, row in enumerate(groups) if row),
        is_satisfaction=place == 0,
    )


def _leaf(
    chance: np.random.Generator, code: str, variables: tuple[Variable, ...], is_heard: bool
) -> Indicator:
    parts = []
    for k in range(_one(chance, [1, 1, 2])):
        asks = is_heard or chance.random() < 0.2
        source = "BQ" if asks else _one(chance, ["AD", "SV", "PN"])
        kind = _one(chance, ["SAT", "SAT", "RATE", "STEP"] if asks else list(PARAMETERS))
        given = _one(chance, variables).code if asks else f"{code}.m{k}"
        parts.append(Part(kind, Decimal(1), source, given, {}))
    return Indicator(code, {}, tuple(parts))


def _points(chance: np.random.Generator, sizes: list[int], total: Decimal) -> list[list[Decimal]]:
    """Share 100 points out: evenly, by chance, or all but crumbs to one place."""
    count = sum(sizes)
    shares = _one(
        chance,
        [
            np.ones(count),
            chance.exponential(size=count) + 0.01,
            np.where(np.arange(count) == chance.integers(count), 1e6, 1.0),
        ],
    )
    cents = np.maximum((shares / shares.sum() * float(total - 2 * count)).astype(int), 0) + 2
    cents[0] += int(total) - int(cents.sum())
    flat = [Decimal(int(c)) / 100 for c in cents]
    return [flat[sum(sizes[:k]) : sum(sizes[: k + 1])] for k in range(len(sizes))]


def _weighted(node: Dimension, weights: list[Decimal]) -> Dimension:
    left = iter(weights)
    return replace(
        node,
        groups=tuple(
            replace(
                group, indicators=tuple(_with_points(leaf, next(left)) for leaf in group.indicators)
            )
            for group in node.groups
        ),
    )


def _with_points(leaf: Indicator, weight: Decimal) -> Indicator:
    first = (weight / len(leaf.parts)).quantize(Decimal("0.01"))
    worth = [first] if len(leaf.parts) == 1 else [weight - first, first]
    pairs = zip(leaf.parts, worth, strict=True)
    return replace(leaf, parts=tuple(_with_rule(part, points) for part, points in pairs))


def _with_rule(part: Part, points: Decimal) -> Part:
    parameters = PARAMETERS.get(part.kind, lambda _: {})(points)
    return replace(part, points=points, parameters=parameters)


PARAMETERS: Mapping[str, Callable[[Decimal], dict[str, Any]]] = {
    "SAT": lambda p: {},
    "PANEL": lambda p: {},
    "RATE": lambda p: {"target": "95", "floor": "60"},
    "STEP": lambda p: {"bands": [["90", str(p)], ["80", str(p / 2)], ["80.5", "0"]][:2]},
    "DED": lambda p: {"each": str(p / 3 if p > 3 else p)[:8]},
    "BIN": lambda p: {},
    "LOWP": lambda p: {},
    "MEAN_UNITS": lambda p: {"floor": "50"},
    "COUNT": lambda p: {"each": str(p)},
}


def _responses(draw: st.DrawFn, chance: np.random.Generator, plan: Plan, contract: str) -> Rows:
    size = draw(st.sampled_from([0, 1, 31, 45, 60]))
    psus, strata = int(chance.integers(1, 25)), int(chance.integers(1, 3))
    mood = draw(st.sampled_from(["any", "any", "any", "best", "worst", "gaps", "silent"]))
    heavy = _one(chance, [1.0, 1.0, 1e6, 1e-6])
    rows = []
    for person in range(size):
        row: dict[str, Any] = {
            "response": f"{contract}{person}",
            "contract": contract,
            "stratum": str(person % strata),
            "psu": f"{contract}p{person % psus}" if chance.random() < 0.95 else "shared",
            "interviewer": _one(chance, [None, "x", "y"]),
            "status": "excluded" if chance.random() < 0.05 else "accepted",
            "presence": _one(chance, [None, "alone", "staff"]),
            "base_weight": float(heavy if person == 0 else 1 + chance.random()),
        }
        for item in plan.items:
            row[ITEM_PREFIX + item.code] = _answer(chance, item, mood)
        for adjuster in plan.adjusters:
            row[f"adjuster:{adjuster.code}"] = _one(chance, [None, 0.0, 1.0, 7.5, 1e4, -3.25])
        rows.append(row)
    return rows


def _answer(chance: np.random.Generator, item: Item, mood: str) -> int | None:
    codes = sorted(item.scores, key=lambda code: item.scores[code])
    gap = {"gaps": 0.7, "silent": 1.0}.get(mood, 0.05)
    if chance.random() < gap:
        missing: int | None = _one(chance, MISSING)
        return missing
    fixed = {"best": codes[-1], "worst": codes[0]}.get(mood)
    return int(fixed or _one(chance, codes))


def _measures(chance: np.random.Generator, plan: Plan, contract: str) -> Rows:
    rows = []
    for measure in measure_inputs(plan):
        row: dict[str, Any] = {"contract": contract, "input": measure.input, "status": "present"}
        if chance.random() < 0.08:
            row.update(status="not_applicable", reason="does not apply")
        elif measure.can_be_sampled and chance.random() < 0.3:
            sampled = int(chance.integers(1, 60))
            row.update(successes=int(chance.integers(0, sampled + 1)), sampled=sampled)
        else:
            row["value"] = float(_one(chance, EXTREMES[measure.unit]))
            if measure.unit == "percent" and chance.random() < 0.3:
                row["variance"] = float(_one(chance, [0.0, 1e-12, 4.0, 400.0]))
        rows.append(row)
    return rows


EXTREMES: Mapping[str, Sequence[float]] = {
    "percent": (0, 60, 79.999999, 90, 95, 100, 61.23456789),
    "points": (0, 50, 100),
    "count": (0, 1, 2, 40),
    "yes_no": (0, 1),
    "price": (1e-3, 99.5, 100, 1e9),
    "hours": (0, 24, 1e5),
}
