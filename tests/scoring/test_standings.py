"""What the whole way from answers to score book says of interviewers, places, funnel and scales."""

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.bundle_schema import ADJUSTER_PREFIX
from scoring.engine import estimate
from scoring.errors import MethodError
from scoring.evaluate import evaluate
from scoring.plan import Adjuster, Plan
from scoring.scorebook import ContractScore, ScoreBook

MakeBundle = Callable[..., Bundle]
Answers = Callable[..., pa.Table]
THREE = {"K1": 120, "K2": 120, "K3": 120}
LEVELS = {"K1": 0.9, "K2": 0.7, "K3": 0.45}


def with_column(table: pa.Table, name: str, values: list[Any]) -> pa.Table:
    place = table.schema.get_field_index(name)
    field = table.schema.field(place)
    return table.set_column(place, field, pa.array(values, field.type))


def gates_of(score: ContractScore) -> dict[str, bool]:
    return {gate.code: gate.is_met for gate in score.decision.gates}


@pytest.fixture
def run(make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers) -> Callable[..., ScoreBook]:
    """Score three contracts whose row r was taken by the interviewer that a rule names."""

    def score(rule: Callable[[int], str | None], sizes: dict[str, int] = THREE) -> ScoreBook:
        answers = draw_answers(plan_t, sizes, LEVELS)
        names = [rule(row) for row in range(answers.num_rows)]
        return evaluate(make_bundle(sizes, answers=with_column(answers, "interviewer", names)))

    return score


def test_contracts_with_common_interviewers_are_ranked(run: Callable[..., ScoreBook]) -> None:
    book = run(lambda row: f"i{row % 6}")
    assert book.figures.interviewers.groups == 1
    assert book.figures.interviewers.method == "reml"
    assert any(row.is_separated for row in book.ranking.comparisons)
    figures = book.contracts[0].figures.interviewers
    assert (figures.interviewers, figures.largest_load.value, figures.group) == (6, 20.0, 1)
    assert figures.largest_share.value == pytest.approx(1 / 6)


def test_no_order_is_claimed_between_contracts_without_a_common_interviewer(
    run: Callable[..., ScoreBook],
) -> None:
    book = run(lambda row: f"i{row % 6}-{row // 120}")
    assert book.figures.interviewers.groups == 3
    assert not any(row.is_separated for row in book.ranking.comparisons)
    assert [(row.rank.band_low, row.rank.band_high) for row in book.contracts] == [(1, 3)] * 3
    note = next(n for n in book.notes if n["code"] == "contracts_without_common_interviewer")
    assert note["found"] == 3
    assert gates_of(book.contracts[0])["interviewers_told_apart"] is False


def test_a_single_interviewer_a_contract_leaves_the_effect_unknown(
    run: Callable[..., ScoreBook],
) -> None:
    book = run(lambda row: f"i{row // 120}")
    assert book.figures.interviewers.variance.reason == "one_interviewer_a_contract"
    assert book.contracts[0].figures.interviewers.added_variance.value is None
    met = gates_of(book.contracts[0])
    assert not any(met[code] for code in ("interviewers", "interviewer_share", "interviewer_load"))


def test_interviewers_who_move_answers_widen_the_interval(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers
) -> None:
    answers = draw_answers(plan_t, {"K1": 120}, {"K1": 0.6})
    names = [f"i{row // 20 % 6}" for row in range(120)]  # each through all villages
    for item in plan_t.items:
        codes = answers["item:" + item.code].to_pylist()
        best = max(item.scores, key=lambda code: item.scores[code])
        moved = [int(best) if row // 20 % 6 < 2 else code for row, code in enumerate(codes)]
        answers = with_column(answers, "item:" + item.code, moved)
    plain = evaluate(make_bundle({"K1": 120}, answers=answers)).contracts[0]
    named = with_column(answers, "interviewer", names)
    wide = evaluate(make_bundle({"K1": 120}, answers=named)).contracts[0]
    added = wide.figures.interviewers.added_variance.value
    assert added is not None
    assert added > 1
    assert plain.standard_error is not None
    assert wide.standard_error is not None
    assert wide.standard_error**2 == pytest.approx(plain.standard_error**2 + added, rel=0.01)
    assert wide.degrees_of_freedom is not None
    assert wide.degrees_of_freedom < 8  # mostly those of six interviewers
    assert (wide.total, wide.printed_total) == (plain.total, plain.printed_total)


def test_interviewers_who_each_keep_to_own_villages_are_not_counted_twice(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers
) -> None:
    answers = draw_answers(plan_t, {"K1": 120}, {"K1": 0.6})
    names = [f"i{row % 20}" for row in range(120)]  # one a village
    plain = evaluate(make_bundle({"K1": 120}, answers=answers)).contracts[0]
    named = with_column(answers, "interviewer", names)
    own = evaluate(make_bundle({"K1": 120}, answers=named)).contracts[0]
    assert own.standard_error == pytest.approx(plain.standard_error, rel=1e-9)


def test_answers_given_alone_carry_no_interviewer(run: Callable[..., ScoreBook]) -> None:
    book = run(lambda _: None)
    figures = book.contracts[0].figures.interviewers
    assert figures.interviewers is None
    assert figures.largest_share.reason == "interviewers_not_named"
    assert book.figures.interviewers.variance.reason == "interviewers_not_named"


def test_every_contract_page_has_its_places_and_its_funnel(run: Callable[..., ScoreBook]) -> None:
    book = run(lambda row: f"i{row % 6}")
    for score in book.contracts:
        figures = score.figures
        assert sum(figures.places.law) == pytest.approx(1)
        assert figures.places.marginal.low is not None
        assert figures.funnel.z.value is not None
        assert abs(figures.funnel.wide_z.value or 0) <= abs(figures.funnel.z.value)
        assert figures.answers_for_decision.reason == "too_few_providers"
        assert figures.raw.total.reason == "no_adjusters"


def test_scales_and_drivers_are_in_the_score_book(run: Callable[..., ScoreBook]) -> None:
    book = run(lambda row: f"i{row % 6}")
    scales = {scale.variable: scale for scale in book.figures.scales}
    assert scales["T-A201"].items == ("Q12", "Q14")
    assert scales["T-A201"].omega.reason == "fewer_than_three_items"
    assert scales["T-A201"].alpha.value is not None
    drivers = book.figures.drivers
    assert drivers.overall == "T-A201"
    shares = [row.shapley for row in drivers.drivers]
    assert sum(shares) == pytest.approx(drivers.explained.value)
    assert {row.input for row in drivers.drivers} == {f"T-A10{k}" for k in range(1, 6)}


def test_places_gained_by_adjusting_are_those_between_raw_and_adjusted_totals(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers
) -> None:
    plan = dataclasses.replace(plan_t, adjusters=(Adjuster("age"),))
    answers = draw_answers(plan, THREE, LEVELS)
    ages = np.random.default_rng(3).integers(60, 90, answers.num_rows).astype(float)
    answers = answers.append_column(ADJUSTER_PREFIX + "age", pa.array(ages))
    bundle = make_bundle(THREE, plan=plan, answers=answers)
    book = evaluate(bundle)
    plain = dataclasses.replace(estimate(bundle).contracts[0], is_adjusted=False)
    assert plain.official.tolist() == plain.raw.tolist()
    assert [row.figures.raw.places_gained.value for row in book.contracts] == [0.0, 0.0, 0.0]
    unadjusted = evaluate(make_bundle(THREE, answers=draw_answers(plan_t, THREE, LEVELS)))
    for adjusted, raw in zip(book.contracts, unadjusted.contracts, strict=True):
        assert adjusted.figures.raw.total.value == pytest.approx(raw.total, abs=0.2)
    assert {row.adjuster for row in book.figures.slopes} == {"age"}
    assert all(row.standard_error > 0 for row in book.figures.slopes)


def test_a_contract_without_a_total_has_blank_figures(make_bundle: MakeBundle) -> None:
    score = evaluate(make_bundle({"K1": 120, "K2": 12})).contract("K2")
    assert score.total is None
    assert score.figures.places.posterior.reason == score.rank.reason
    assert score.figures.funnel.z.reason == score.rank.reason


def test_more_interviews_for_a_higher_reliability(make_bundle: MakeBundle) -> None:
    sizes = {f"K{number:02}": 40 for number in range(12)}
    levels = {code: 0.5 + 0.04 * number for number, code in enumerate(sizes)}
    book = evaluate(make_bundle(sizes, levels=levels))
    for score in book.contracts:
        shown, decided = score.figures.answers_for_score, score.figures.answers_for_decision
        assert shown.value is not None
        assert decided.value is not None
        assert shown.value < decided.value
        # Spearman and Brown: the interviews at hand give the reliability at hand.
        r = score.reliability.value or 0.0
        assert decided.value == pytest.approx(9 * 40 * (1 - r) / r, abs=1.01)


def test_a_second_look_is_judged_by_the_boundary_of_the_second(
    make_bundle: MakeBundle, plan_t: Plan
) -> None:
    policy = dataclasses.replace(plan_t.decision, looks=(Decimal("0.5"), Decimal(1)))
    plan = dataclasses.replace(plan_t, decision=policy)
    first, second = (
        evaluate(make_bundle({"K1": 90}, plan=plan, look=look)).contracts[0].decision
        for look in (1, 2)
    )
    single = evaluate(make_bundle({"K1": 90})).contracts[0].decision
    assert single.p_acceptable is not None
    assert second.p_acceptable is not None
    assert first.p_acceptable is not None
    assert single.p_acceptable <= second.p_acceptable <= first.p_acceptable


def test_a_look_that_the_plan_does_not_have_is_refused(make_bundle: MakeBundle) -> None:
    with pytest.raises(MethodError) as refusal:
        evaluate(make_bundle({"K1": 90}, look=2))
    assert refusal.value.code == "too_many_looks"


def test_what_costs_most_points_is_to_be_mended_first(run: Callable[..., ScoreBook]) -> None:
    for score in run(lambda row: f"i{row % 6}").contracts:
        rows = score.figures.priorities
        lost = {row.code: row.effective_weight - (row.points or 0) for row in score.indicators}
        assert [row.costs for row in rows] == sorted((row.costs for row in rows), reverse=True)
        assert rows[0].costs == pytest.approx(max(lost.values()))
        for row in rows:
            assert row.importance * row.shortfall == pytest.approx(row.costs)
