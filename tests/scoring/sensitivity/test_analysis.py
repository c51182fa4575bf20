"""This room is for tests of what would have come out under other choices."""

import dataclasses
import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.canonical import canonical_json
from scoring.evaluate import evaluate
from scoring.plan import Adjuster, Plan
from scoring.sensitivity.analysis import NOBODY_RANKED, sensitivity
from scoring.sensitivity.results import Sensitivity

MakeBundle = Callable[..., Bundle]
SIZES = {"K1": 60, "K2": 60, "K3": 45}
LEVELS = {"K1": 0.9, "K2": 0.7, "K3": 0.65}


def with_column(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    place = table.schema.get_field_index(name)
    if place < 0:
        return table.append_column(name, pa.array(values, pa.float64()))
    return table.set_column(place, name, pa.array(values, table.schema.field(place).type))


@pytest.fixture
def bundle(make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]) -> Bundle:
    """Three contracts with proxies, flags, four interviewers and an adjuster."""
    plan = dataclasses.replace(plan_t, adjusters=(Adjuster("age"),))
    answers = draw_answers(plan_t, SIZES, LEVELS)
    rows = range(answers.num_rows)
    answers = with_column(answers, "interviewer", [f"i{row % 4}" for row in rows])
    answers = with_column(answers, "is_proxy", [row % 9 == 0 for row in rows])
    answers = with_column(answers, "flags", ["speeder" if row % 13 == 0 else None for row in rows])
    answers = with_column(answers, "adjuster:age", [float(row % 7) for row in rows])
    return make_bundle(SIZES, plan=plan, answers=answers)


KNOWN: dict[str, Sensitivity] = {}


@pytest.fixture
def found(bundle: Bundle) -> Sensitivity:
    """The sensitivity of that bundle, worked out once for all tests: its digest is its content."""
    if bundle.digest not in KNOWN:
        KNOWN[bundle.digest] = sensitivity(bundle)
    return KNOWN[bundle.digest]


def numbers(content: Any) -> Iterator[float]:
    if isinstance(content, dict | list):
        for inner in content.values() if isinstance(content, dict) else content:
            yield from numbers(inner)
    elif isinstance(content, float):
        yield content


def test_every_kind_of_choice_is_varied_with_the_rest_of_the_pipeline(found: Sensitivity) -> None:
    assert found.spread is not None
    kinds = [choice.kind for choice in found.spread.choices]
    assert kinds == [
        "mapping",
        "gap_rule",
        "adjusters",
        "proxies",
        "excluded_interviewers",
        "weights",
        "normalisation",
        "aggregation",
    ]
    assert found.spread.is_exact
    assert found.spread.failed == 0
    shares = [choice.first.value for choice in found.spread.choices]
    assert 0 <= math.fsum(share or 0.0 for share in shares) <= 1 + 1e-9


def test_the_plans_own_totals_lie_within_the_totals_of_all_runs(
    bundle: Bundle, found: Sensitivity
) -> None:
    assert found.spread is not None
    book = evaluate(bundle)
    for row in found.spread.contracts:
        total = book.contract(row.contract).total
        assert total is not None
        assert row.lowest_total - 1e-9 <= total <= row.highest_total + 1e-9
        assert row.best <= row.place <= row.worst
        assert row.best <= row.low <= row.median <= row.high <= row.worst


def test_the_same_bundle_gives_the_same_bytes_without_a_number_that_is_none(
    bundle: Bundle, found: Sensitivity
) -> None:
    text = canonical_json(found)
    plain = json.loads(text)
    assert canonical_json(sensitivity(bundle)) == text
    assert all(math.isfinite(number) for number in numbers(plain))
    assert Sensitivity.from_plain(plain) == found


def test_one_contract_has_a_range_of_totals_and_reasons_for_the_rest(
    make_bundle: MakeBundle,
) -> None:
    found = sensitivity(make_bundle({"K1": 60}))

    assert found.spread is not None
    (only,) = found.spread.contracts
    assert only.lowest_total < only.highest_total
    assert (only.best, only.worst) == (1, 1)
    assert {choice.first.reason for choice in found.spread.choices} == {"no_variance"}
    assert found.blanks["free"] == found.blanks["flips"] == "single_contract"
    assert found.next_bands[0].contract == "K1"


def test_without_a_scored_contract_everything_has_its_reason(make_bundle: MakeBundle) -> None:
    found = sensitivity(make_bundle({"K1": 5}))

    assert found.spread is None
    assert set(found.blanks.values()) == {"no_contracts"}
    assert not found.exclusions


def test_within_the_rule_the_best_in_satisfaction_gains(found: Sensitivity) -> None:
    assert [math.fsum(row.shares) for row in found.within_rule] == pytest.approx([1, 1, 1])
    free = {row.contract: row.shares[0] for row in found.free}
    ruled = {row.contract: row.shares[0] for row in found.within_rule}
    assert ruled["K1"] >= free["K1"]


def test_an_excluded_interviewer_leaves_what_a_bundle_without_them_gives(
    bundle: Bundle,
    found: Sensitivity,
    make_bundle: MakeBundle,
    plan_t: Plan,
    draw_answers: Callable[..., pa.Table],
) -> None:
    rows = [row for row in found.exclusions if (row.kind, row.contract) == ("interviewer", "K1")]
    assert [row.left_out for row in rows] == ["i0", "i1", "i2", "i3"]
    answers = draw_answers(plan_t, SIZES, LEVELS)
    kept = [k for k in range(answers.num_rows) if k % 4 or k >= SIZES["K1"]]
    ages = with_column(answers, "adjuster:age", [float(k % 7) for k in range(answers.num_rows)])
    plan = dataclasses.replace(plan_t, adjusters=(Adjuster("age"),))
    lesser = evaluate(make_bundle(SIZES, plan=plan, answers=ages.take(pa.array(kept))))

    assert rows[0].answers == SIZES["K1"] - 15
    # The slopes of the adjuster are common, and the other contracts lose an interviewer as well.
    assert rows[0].total.value == pytest.approx(lesser.contract("K1").total, abs=0.05)


def test_flags_and_proxies_are_shown_as_what_leaving_them_out_would_change(
    bundle: Bundle, found: Sensitivity
) -> None:
    book = evaluate(bundle)
    kinds = {(row.kind, row.contract): row for row in found.exclusions if not row.left_out}
    assert {kind for kind, _ in kinds} == {"flagged", "proxies", "adjusters"}
    for (_, contract), row in kinds.items():
        total = book.contract(contract).total
        assert row.total.value is not None
        assert total is not None
        assert row.change.value == pytest.approx(row.total.value - total, abs=1e-9)
        assert row.keeps_class is not None


def test_the_next_grade_is_reached_by_the_rise_that_is_named(found: Sensitivity) -> None:
    for row in found.next_bands:
        assert (row.gap.value is None) == (row.gap.reason is not None)
        assert (row.cheapest is None) == (row.reason is not None)
        if row.cheapest is not None:
            assert row.needed[row.cheapest] == min(row.needed.values())


def test_an_evaluation_in_which_nobody_is_ranked_says_so_and_ends(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]
) -> None:
    few = {"K1": 12, "K2": 9}
    answers = draw_answers(plan_t, few, LEVELS)
    answers = with_column(answers, "interviewer", [f"i{row % 4}" for row in range(21)])
    answers = with_column(answers, "is_proxy", [row % 3 == 0 for row in range(21)])
    found = sensitivity(make_bundle(few, answers=answers))
    assert found.contracts == ()
    assert found.exclusions == ()
    assert set(found.blanks.values()) == {NOBODY_RANKED}
