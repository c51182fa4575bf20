"""This room is for what must hold before a plan is locked: findings that block, and warnings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from scoring.dominance_tests import EFFECTIVE, dominance_tests
from scoring.errors import PlanError
from scoring.indicators.inputs import SOURCES, is_survey
from scoring.indicators.rules import curve_of
from scoring.plan import Part, Plan, Variable, Waiver
from scoring.weighting.dominance import is_dominant_plan, satisfaction_codes

BLOCKING = "blocking"
PRINTED = "printed"
DOMINANCE_RULE = "satisfaction_not_heaviest"
# Rules of a place's policy, on plans and on contracts: held elsewhere, their waivers printed here.
POLICY_RULE, CONTRACT_RULE = "policy.", "contract."
EFFECT_RULE = "satisfaction_not_heaviest_in_effect"
FULL_POINTS = Decimal(100)
METHODS = ("mean", "at_least", "among")
LARGEST_CODE = 2**15 - 1


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a plan must mend (``blocking``) or show in the report (``printed``)."""

    code: str
    severity: str
    where: str
    found: object
    allowed: object


def findings(plan: Plan) -> tuple[Finding, ...]:
    """Return all that speaks against locking a plan, blocking findings first.

    A waiver with a reason and a signature turns the dominance finding into a printed one; rules of
    policy are waived in the same list, under names that begin with ``policy.`` or ``contract.``.
    """
    found = [
        *_weights(plan),
        *_dominance(plan),
        *_codes(plan),
        *_rules(plan),
        *_variables(plan),
        *_bands(plan),
        *_decision(plan),
        *_limits(plan),
        *_waivers(plan),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity != BLOCKING))


def require_lockable(plan: Plan) -> None:
    """Raise :class:`PlanError` ``plan_not_lockable`` listing every blocking finding."""
    blocking = [finding for finding in findings(plan) if finding.severity == BLOCKING]
    if blocking:
        raise PlanError(
            "plan_not_lockable",
            where=[finding.where for finding in blocking],
            found=[finding.code for finding in blocking],
            allowed=[finding.allowed for finding in blocking],
        )


def _blocking(code: str, where: str, found: object, allowed: object) -> Finding:
    return Finding(code, BLOCKING, where, found, allowed)


def _weights(plan: Plan) -> Iterator[Finding]:
    """Points above zero that sum to 100 exactly."""
    for leaf in plan.indicators:
        if not leaf.parts:
            yield _blocking("indicator_without_rule", leaf.code, None, "one part or more")
        for part in leaf.parts:
            if part.points <= 0:
                yield _blocking("points_not_positive", leaf.code, str(part.points), "above 0")
    for dimension in plan.dimensions:
        if not dimension.indicators:
            yield _blocking("dimension_empty", dimension.code, None, "one indicator or more")
    if plan.total_points != FULL_POINTS:
        yield _blocking("points_not_100", "dimensions", str(plan.total_points), str(FULL_POINTS))


def _dominance(plan: Plan) -> Iterator[Finding]:
    """Satisfaction is marked, and heaviest as stated and in effect unless that was waived."""
    if plan.is_selection:
        return
    if not satisfaction_codes(plan):
        yield _blocking("satisfaction_not_marked", "dimensions", None, "one dimension marked")
        return
    code, weights = DOMINANCE_RULE, {node.code: str(node.weight) for node in plan.dimensions}
    if is_dominant_plan(plan):
        moved = _moved_in_effect(plan)
        if moved is None:
            return
        code, weights = EFFECT_RULE, moved
    where = ", ".join(satisfaction_codes(plan))
    finding = _blocking(code, where, weights, "more points than every other dimension")
    is_waived = any(waiver.rule == DOMINANCE_RULE and _is_signed(waiver) for waiver in plan.waivers)
    yield replace(finding, severity=PRINTED) if is_waived else finding


def _moved_in_effect(plan: Plan) -> dict[str, str] | None:
    """Return the points that rules can move, where satisfaction is not heaviest in them."""
    try:
        tests = {test.code: test for test in dominance_tests(plan)}
    except PlanError:
        return None  # a rule that cannot be drawn is a finding of its own
    found = tests[EFFECTIVE]
    if found.is_met:
        return None
    return {code: f"{share:.2f}" for code, share in found.shares.items()}


def _waivers(plan: Plan) -> Iterator[Finding]:
    """A waiver names a rule that can be waived, with a reason and a name."""
    for position, waiver in enumerate(plan.waivers):
        where = f"waivers[{position}]"
        is_policy = waiver.rule.startswith((POLICY_RULE, CONTRACT_RULE))
        if waiver.rule != DOMINANCE_RULE and not is_policy:
            yield _blocking("waiver_unknown", where, waiver.rule, DOMINANCE_RULE)
        elif not _is_signed(waiver):
            yield _blocking("waiver_unsigned", where, waiver.reason, "a reason and a name")


def _is_signed(waiver: Waiver) -> bool:
    return bool(waiver.reason.strip() and waiver.signed_by.strip())


def _codes(plan: Plan) -> Iterator[Finding]:
    """No code twice among its kind."""
    groups = [group for dimension in plan.dimensions for group in dimension.groups]
    kinds: tuple[tuple[str, Iterable[str]], ...] = (
        ("dimensions", (node.code for node in plan.dimensions)),
        ("groups", (group.code for group in groups)),
        ("indicators", (leaf.code for leaf in plan.indicators)),
        ("items", (item.code for item in plan.items)),
        ("variables", (variable.code for variable in plan.variables)),
        ("adjusters", (adjuster.code for adjuster in plan.adjusters)),
        ("vetoes", (veto.code for veto in plan.vetoes)),
        ("bands", (band.grade for band in plan.bands)),
    )
    for where, codes in kinds:
        for code, times in Counter(codes).items():
            if times > 1:
                yield _blocking("duplicate_code", where, code, "each code once")


def _rules(plan: Plan) -> Iterator[Finding]:
    """Every rule can be drawn and reads an input that exists."""
    variables = {variable.code for variable in plan.variables}
    for leaf in plan.indicators:
        for part in leaf.parts:
            yield from _part(part, f"{leaf.code}/{part.input}", variables)


def _part(part: Part, where: str, variables: set[str]) -> Iterator[Finding]:
    if part.source not in SOURCES:
        yield _blocking("unknown_source", where, part.source, list(SOURCES))
    if not part.input:
        yield _blocking("input_missing", where, part.input, "the code of a variable or measure")
    if is_survey(part) and part.input not in variables:
        yield _blocking("unknown_variable", where, part.input, sorted(variables))
    if not is_survey(part) and part.input in variables:
        yield _blocking("input_is_a_variable", where, part.source, "BQ")
    if part.points <= 0:
        return
    try:
        curve_of(part, where, lowest=Fraction(1))
    except PlanError as error:
        place = str(error.parameters.get("where", where))
        found, allowed = error.parameters.get("found"), error.parameters.get("allowed")
        yield _blocking(error.code, place, found, allowed)


def _variables(plan: Plan) -> Iterator[Finding]:
    """Variables are made of known items by a known method; items score between 0 and 100."""
    items = {item.code for item in plan.items}
    for variable in plan.variables:
        where = f"variables/{variable.code}"
        if variable.method not in METHODS:
            yield _blocking("unknown_method", where, variable.method, list(METHODS))
        if not variable.items:
            yield _blocking("variable_without_items", where, None, "one item or more")
        for code in variable.items:
            if code not in items:
                yield _blocking("unknown_item", where, code, sorted(items))
        yield from _method_parameters(variable, where)
    for item in plan.items:
        for code, points in item.scores.items():
            if not 0 <= points <= 100:
                yield _blocking("score_outside_0_100", f"items/{item.code}", str(points), "0-100")
            if not code.isdecimal() or int(code) > LARGEST_CODE:
                yield _blocking("answer_code_not_whole", f"items/{item.code}", code, "0, 1, 2, ...")


def _method_parameters(variable: Variable, where: str) -> Iterator[Finding]:
    """What a method asks for: a count that can be reached, codes that an item can have."""
    count, codes = variable.parameters.get("count"), variable.parameters.get("codes")
    size = len(variable.items)
    is_count = isinstance(count, int) and not isinstance(count, bool) and 1 <= count <= size
    if variable.method == "at_least" and not is_count:
        yield _blocking("wrong_variable_parameter", f"{where}.count", count, f"1 to {size}")
    if variable.method == "among" and not _are_codes(codes):
        yield _blocking("wrong_variable_parameter", f"{where}.codes", codes, "a list of codes")
    if variable.method == "among" and size != 2:
        yield _blocking("wrong_variable_parameter", f"{where}.items", size, "2 items")


def _are_codes(codes: object) -> bool:
    if not isinstance(codes, list | tuple) or not codes:
        return False
    return all(str(code).isdecimal() and int(str(code)) <= LARGEST_CODE for code in codes)


def _bands(plan: Plan) -> Iterator[Finding]:
    """Bands are half-open, listed from the best down, and reach 0."""
    floors = [band.floor for band in plan.bands]
    if not floors or floors[-1] != 0:
        yield _blocking("bands_do_not_reach_0", "bands", str(floors[-1:]), "lowest floor 0")
    if floors and floors[0] > FULL_POINTS:
        yield _blocking("band_out_of_reach", "bands", str(floors[0]), "at most 100")
    for high, low in pairwise(floors):
        if high <= low:
            yield _blocking(
                "bands_not_descending", "bands", f"{high}, {low}", "each below the last"
            )
    grades = {band.grade for band in plan.bands}
    for veto in plan.vetoes:
        if veto.capped_grade not in grades:
            yield _blocking("unknown_grade", veto.code, veto.capped_grade, sorted(grades))


def _decision(plan: Plan) -> Iterator[Finding]:
    """The exit line lies below the renewal line, both on the scale; alpha is a small share."""
    policy = plan.decision
    if not 0 <= policy.exit_line < policy.renewal_line <= FULL_POINTS:
        lines = f"{policy.exit_line}, {policy.renewal_line}"
        yield _blocking("lines_out_of_order", "decision", lines, "0 <= exit < renewal <= 100")
    if not 0 < policy.alpha < Decimal("0.5"):
        yield _blocking("alpha_out_of_range", "decision.alpha", str(policy.alpha), "0 to 0.5")
    rising = all(a < b for a, b in pairwise((Decimal(0), *policy.looks)))
    if policy.looks and not (rising and policy.looks[-1] == 1):
        found = ", ".join(str(look) for look in policy.looks)
        yield _blocking("looks_not_rising", "decision.looks", found, "rising from above 0 to 1")
    if plan.thresholds.minimum_answers < 1 or plan.thresholds.minimum_psus < 2:
        found = f"{plan.thresholds.minimum_answers}, {plan.thresholds.minimum_psus}"
        yield _blocking("threshold_too_low", "thresholds", found, "1 answer and 2 PSUs or more")


def _limits(plan: Plan) -> Iterator[Finding]:
    """Shares are shares, and trimming bounds hold the median between them."""
    share, widest = plan.thresholds.item_share, plan.thresholds.grade_half_width
    low, high = plan.weighting.trim_low, plan.weighting.trim_high
    if not 0 < share <= 1:
        yield _blocking("limit_out_of_range", "thresholds.item_share", str(share), "above 0, to 1")
    if widest <= 0:
        where = "thresholds.grade_half_width"
        yield _blocking("limit_out_of_range", where, str(widest), "above 0")
    if not 0 <= low <= 1 <= high:
        allowed = "from 0 to 1, and 1 or more"
        yield _blocking("limit_out_of_range", "weighting", f"{low}, {high}", allowed)
