"""Recording measures: what offices, site visits, panels and purchasers say about a contract."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sqlalchemy.orm import Session

from evaluator.errors import NotFound
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.measures import Measure
from evaluator.models.programmes import Contract
from evaluator.queries import measures as stored
from evaluator.services.audit import record_act
from evaluator.services.plans import plan_of
from evaluator.states.engine import require_state
from scoring.canonical import hash_of
from scoring.errors import MethodError
from scoring.indicators.inputs import MeasureInput, inputs_of, is_survey, measure_inputs
from scoring.indicators.rules import HUNDRED, check_value, rule_of
from scoring.plan import Part, Plan

PRESENT = "present"
NOT_APPLICABLE = "not_applicable"
PLACES = Decimal("0.000001")
LARGEST = Decimal(10) ** 9
# A value beside its own sample may differ by the rounding it was printed with, no more.
PRINTED = Decimal("0.01")
OPEN_STATES = ("E1", "E2")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the entry sheet as a person fills it in; ``seen`` marks what was on the page."""

    input: str
    value: Decimal | None = None
    successes: int | None = None
    sampled: int | None = None
    deviation: Decimal | None = None
    is_not_applicable: bool = False
    reason: str = ""
    evidence: str = ""
    seen: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in that could be a value."""
        numbers = (self.value, self.successes, self.sampled, self.deviation)
        return not self.is_not_applicable and all(number is None for number in numbers)

    @property
    def stamp(self) -> str:
        """A short mark of the row's content, to notice that someone else changed it."""
        numbers = [
            None if n is None else f"{n.normalize():f}" for n in (self.value, self.deviation)
        ]
        content = [numbers, self.successes, self.sampled, self.is_not_applicable]
        return hash_of([*content, self.reason, self.evidence])[:16]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was not saved: the row, the column, a code and its parameters."""

    input: str
    field: str
    code: str
    parameters: dict[str, object]


def missing_inputs(session: Session, evaluation: Evaluation) -> list[tuple[Contract, str]]:
    """Return every contract and input without a value, which keeps the data from being frozen."""
    asked = [measure.input for measure in measure_inputs(plan_of(evaluation))]
    known = {(row.contract_id, row.input) for row in stored.measures_of(session, evaluation)}
    return [
        (contract, code)
        for contract in evaluation.contracts
        for code in asked
        if (contract.id, code) not in known
    ]


def entry_of(measure: Measure | None, code: str) -> Entry:
    """Return a stored measure as the row of the entry sheet that would have made it."""
    if measure is None:
        return Entry(code)
    deviation = None
    if measure.variance is not None and measure.sampled and measure.successes is None:
        deviation = (measure.variance * measure.sampled).sqrt().quantize(Decimal("0.0001"))
    return Entry(
        code,
        value=measure.value if measure.successes is None else None,
        successes=measure.successes,
        sampled=measure.sampled,
        deviation=deviation,
        is_not_applicable=measure.status == NOT_APPLICABLE,
        reason=measure.reason,
        evidence=measure.evidence,
    )


def record_measures(
    session: Session,
    actor: Actor,
    clock: Clock,
    evaluation: Evaluation,
    contract: Contract,
    entries: Iterable[Entry],
) -> tuple[int, list[Problem]]:
    """Save the rows that are right; return how many changed, and what is wrong with the others.

    A row is compared with what its writer saw: untouched rows are left alone, and a row that
    someone else has changed since is not overwritten (``stale``).
    """
    actor.require("measures.enter")
    plan = plan_of(evaluation)
    require_state(evaluation, *OPEN_STATES)
    parts = {code: part for part in _measured_parts(plan) for code in inputs_of(part)}
    asked = {measure.input: measure for measure in measure_inputs(plan)}
    known = {row.input: row for row in stored.measures_of_contract(session, evaluation, contract)}
    saved: list[str] = []
    problems: list[Problem] = []
    for entry in entries:
        if entry.input not in asked:
            raise NotFound("not_found")
        row = known.get(entry.input)
        if entry.stamp == entry.seen or entry.stamp == entry_of(row, entry.input).stamp:
            continue
        found = _problem(actor, entry, row, parts[entry.input], asked[entry.input])
        if found is not None:
            problems.append(found)
            continue
        _store(session, actor, clock, evaluation, contract, entry, row, asked[entry.input])
        saved.append(entry.input)
    if saved:
        subject = f"evaluation/{evaluation.id}/contract/{contract.id}"
        record_act(session, actor, clock, "measures.enter", subject, inputs=saved)
    return len(saved), problems


def _measured_parts(plan: Plan) -> list[Part]:
    return [part for leaf in plan.indicators for part in leaf.parts if not is_survey(part)]


def _problem(
    actor: Actor, entry: Entry, row: Measure | None, part: Part, measure: MeasureInput
) -> Problem | None:
    """Return what is wrong with a row that its writer changed."""

    def wrong(field: str, code: str, **parameters: object) -> Problem:
        return Problem(entry.input, field, code, parameters)

    if entry.seen and entry_of(row, entry.input).stamp != entry.seen:
        return wrong("value", "row_changed_by_another")
    was_not_applicable = row is not None and row.status == NOT_APPLICABLE
    if (entry.is_not_applicable or was_not_applicable) and not actor.may("measures.excuse"):
        return wrong("reason", "not_applicable_by_lead_only")
    if entry.is_not_applicable:
        return None if entry.reason.strip() else wrong("reason", "not_applicable_needs_reason")
    if entry.reason.strip():
        return wrong("reason", "reason_without_mark")
    if entry.is_blank:
        return wrong("value", "value_missing") if entry.evidence.strip() else None
    return _sample_problem(entry, measure) or _value_problem(entry, part, measure)


def _sample_problem(entry: Entry, measure: MeasureInput) -> Problem | None:
    k, n = entry.successes, entry.sampled

    def wrong(field: str, code: str, **parameters: object) -> Problem:
        return Problem(entry.input, field, code, parameters)

    if n is not None and n <= 0:
        return wrong("sampled", "sample_size_not_positive", found=n)
    if k is not None and n is None:
        return wrong("sampled", "sample_size_missing", found=k)
    if k is not None and n is not None and not 0 <= k <= n:
        return wrong("successes", "sample_impossible", found=k, allowed=n)
    if entry.deviation is not None and (entry.deviation < 0 or n is None):
        return wrong("deviation", "deviation_needs_number", found=entry.deviation)
    if k is None and entry.value is None:
        return wrong("value", "value_missing")
    computed = sampled_value(entry, measure)
    value = computed if entry.value is None else entry.value
    if computed is not None and value is not None and abs(computed - value) > PRINTED:
        return wrong("value", "value_contradicts_sample", found=value, allowed=computed)
    return None


def _value_problem(entry: Entry, part: Part, measure: MeasureInput) -> Problem | None:
    value = sampled_value(entry, measure)
    value = entry.value if value is None else value
    if value is None:
        return None
    is_split = bool(measure.class_name) and value != value.to_integral_value()
    try:
        check_value(part, Fraction(value), entry.input)
    except MethodError:
        is_split = True
    if is_split or value > LARGEST:
        field = "value" if entry.successes is None else "successes"
        highest = highest_value(part)
        found: dict[str, object] = {"found": value, "unit": measure.unit}
        return Problem(entry.input, field, "value_outside_rule", {**found, "highest": highest})
    return None


def highest_value(part: Part) -> int | None:
    """Return the largest value that a part's rule takes, where there is one."""
    is_step_of_shares = part.kind == "STEP" and part.parameters.get("unit", "percent") == "percent"
    highest = HUNDRED if is_step_of_shares else rule_of(part, part.input).highest
    return None if highest is None else int(highest)


def sampled_value(entry: Entry, measure: MeasureInput) -> Decimal | None:
    """Return the value that a sample gives: a percentage, or the count itself."""
    if entry.successes is None or entry.sampled is None:
        return None
    if measure.unit == "count":
        return Decimal(entry.successes)
    share = Decimal(100 * entry.successes) / Decimal(entry.sampled)
    return share.quantize(PLACES, rounding=ROUND_HALF_UP)


def _store(
    session: Session,
    actor: Actor,
    clock: Clock,
    evaluation: Evaluation,
    contract: Contract,
    entry: Entry,
    row: Measure | None,
    measure: MeasureInput,
) -> None:
    if entry.is_blank:
        if row is not None:
            session.delete(row)
            session.flush()
        return
    if row is None:
        row = Measure(evaluation_id=evaluation.id, contract_id=contract.id, input=entry.input)
        session.add(row)
    _fill(row, entry, measure)
    row.entered_by_id = actor.account_id
    row.entered_at = clock()
    session.flush()


def _fill(row: Measure, entry: Entry, measure: MeasureInput) -> None:
    """Write a checked row into its measure; "not applicable" keeps no number."""
    row.evidence = entry.evidence
    row.status = NOT_APPLICABLE if entry.is_not_applicable else PRESENT
    row.reason = entry.reason if entry.is_not_applicable else ""
    is_present = not entry.is_not_applicable
    value = sampled_value(entry, measure)
    row.value = (entry.value if value is None else value) if is_present else None
    row.successes = entry.successes if is_present else None
    row.sampled = entry.sampled if is_present else None
    row.variance = None
    if is_present and entry.deviation is not None and entry.sampled:
        row.variance = (entry.deviation**2 / entry.sampled).quantize(PLACES)
