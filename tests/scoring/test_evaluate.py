"""This room is for tests of the pipeline from a bundle to a score book."""

import dataclasses
import json
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.bundle_schema import FRAME, SAMPLE
from scoring.canonical import canonical_json
from scoring.errors import BundleError, MethodError, PlanError
from scoring.evaluate import evaluate
from scoring.indicators.explanation import contributions
from scoring.plan import Plan
from scoring.scorebook import ScoreBook

MakeBundle = Callable[..., Bundle]
Measures = Callable[..., list[dict[str, Any]]]
THREE = {"K1": 120, "K2": 120, "K3": 60}
LEVELS = {"K1": 0.85, "K2": 0.7, "K3": 0.68}


@pytest.fixture
def book(make_bundle: MakeBundle) -> ScoreBook:
    return evaluate(make_bundle(THREE, levels=LEVELS))


def note_codes(book: ScoreBook) -> list[str]:
    return [note["code"] for note in book.notes]


def test_printed_rows_foot_to_subtotals_and_total(book: ScoreBook) -> None:
    for score in book.contracts:
        printed = [row.printed for row in score.indicators if row.printed is not None]
        subtotals = [row.printed for row in score.dimensions if row.printed is not None]
        assert score.printed_total == sum(printed) == sum(subtotals)
        assert score.total == pytest.approx(float(score.printed_total), abs=0.12)


def test_contributions_sum_to_the_unrounded_total(book: ScoreBook) -> None:
    for score in book.contracts:
        rows = contributions(score)
        assert math.fsum(row.points for row in rows) == pytest.approx(score.total, abs=1e-9)
        assert math.fsum(row.points + row.lost for row in rows) == pytest.approx(100, abs=1e-9)


def test_the_same_bundle_gives_the_same_bytes_and_survives_json(make_bundle: MakeBundle) -> None:
    bundle = make_bundle(THREE)
    text = canonical_json(evaluate(bundle))

    assert canonical_json(evaluate(bundle)) == text
    assert ScoreBook.from_plain(json.loads(text)).contracts[0].contract == "K1"
    assert "NaN" not in text


def test_the_interval_uses_the_t_distribution_below_60_degrees_of_freedom(
    book: ScoreBook,
) -> None:
    score = book.contract("K1")

    assert score.degrees_of_freedom == 19
    assert score.interval_high is not None
    assert score.total is not None
    assert score.standard_error is not None
    assert score.interval_high - score.total == pytest.approx(2.0930 * score.standard_error, 1e-4)


def test_the_error_of_the_total_carries_the_covariance_of_indicators(book: ScoreBook) -> None:
    score = book.contract("K1")
    rows = [row.standard_error or 0.0 for row in score.indicators]

    assert score.standard_error != pytest.approx(math.hypot(*rows), rel=1e-6)


def test_the_clearly_best_contract_stands_first_alone(book: ScoreBook) -> None:
    assert book.ranking.order[0] == "K1"
    assert (book.contract("K1").rank.band_low, book.contract("K1").rank.band_high) == (1, 1)


def test_one_contract_is_judged_against_lines_without_a_ranking(make_bundle: MakeBundle) -> None:
    book = evaluate(make_bundle({"K1": 60}, levels={"K1": 0.9}))
    score = book.contracts[0]

    assert book.ranking.reason == "single_contract"
    assert score.rank.reason == "single_contract"
    assert score.grade.earned is not None
    assert score.decision.proposal in ("D0", "D1", "D2", "D3", "D4")
    assert score.response_rate.reason == "no_frame"


def test_too_few_answers_leave_a_contract_unranked_with_its_reason(
    make_bundle: MakeBundle,
) -> None:
    book = evaluate(make_bundle({"K1": 60, "K2": 29}))
    score = book.contract("K2")

    assert score.printed_total is None
    assert score.reasons == ("too_few_answers",)
    assert score.rank.reason == score.grade.reason == "too_few_answers"
    assert score.decision.proposal == "D0"
    assert book.ranking.order == ("K1",)
    measured = [row for row in score.indicators if row.code == "T-B101"]
    assert measured[0].printed == Decimal("5.70")


def test_a_contract_without_responses_is_listed_with_a_reason(make_bundle: MakeBundle) -> None:
    score = evaluate(make_bundle({"K1": 60, "K2": 0})).contract("K2")

    assert score.reasons == ("no_answers",)
    assert (score.submitted, score.answers) == (0, 0)


def test_too_few_villages_leave_a_contract_unranked(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]
) -> None:
    answers = draw_answers(plan_t, {"K1": 60}, {})
    place = answers.schema.get_field_index("psu")
    two = pa.array([f"village-{row % 2}" for row in range(60)])
    score = evaluate(make_bundle({"K1": 60}, answers=answers.set_column(place, "psu", two)))

    assert score.contract("K1").reasons == ("too_few_psus",)


def test_few_grievances_leave_their_points_to_the_other_part_of_the_indicator(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]
) -> None:
    answers = draw_answers(plan_t, {"K1": 60}, {"K1": 0.9})
    place = answers.schema.get_field_index("item:Q18a")
    few = pa.array([1] * 12 + [0] * 48, pa.int16())
    book = evaluate(make_bundle({"K1": 60}, answers=answers.set_column(place, "item:Q18a", few)))
    row = next(row for row in book.contracts[0].indicators if row.code == "T-C202")

    assert [part.reason for part in row.parts] == [None, "too_few_answers"]
    assert row.points == pytest.approx(4 * 0.95)
    assert "part_carried_by_sisters" in note_codes(book)


def test_missing_measures_are_listed_all_at_once(
    make_bundle: MakeBundle, plan_t: Plan, fill_measures: Measures
) -> None:
    rows = [row for row in fill_measures(plan_t, ["K1"]) if row["input"] != "T-B101"]
    rows = [row | {"value": None} if row["input"] == "T-D101" else row for row in rows]

    with pytest.raises(BundleError) as caught:
        evaluate(make_bundle({"K1": 60}, measures=rows))

    assert caught.value.code == "missing_measure"
    assert caught.value.parameters["found"] == ["K1/T-B101", "K1/T-D101"]


def test_what_does_not_apply_moves_its_weight_inside_its_group(
    make_bundle: MakeBundle, plan_t: Plan, fill_measures: Measures
) -> None:
    rows = fill_measures(plan_t, ["K1"])
    for row in rows:
        if row["input"] == "T-B202":
            row.update(status="not_applicable", value=None, reason="no records are kept")
    score = evaluate(make_bundle({"K1": 60}, measures=rows)).contract("K1")
    weights = {row.code: row.effective_weight for row in score.indicators}

    assert (weights["T-B201"], weights["T-B202"]) == (13.0, 0.0)
    assert score.printed_total is not None


def test_an_input_outside_its_rule_is_refused(
    make_bundle: MakeBundle, plan_t: Plan, fill_measures: Measures
) -> None:
    rows = [
        row | {"value": 120.0} if row["input"] == "T-B201" else row
        for row in fill_measures(plan_t, ["K1"])
    ]

    with pytest.raises(MethodError, match="value_outside_rule"):
        evaluate(make_bundle({"K1": 60}, measures=rows))


def test_a_plan_that_may_not_be_locked_is_not_scored(make_bundle: MakeBundle, plan_t: Plan) -> None:
    dimensions = tuple(
        dataclasses.replace(node, is_satisfaction=node.code == "B") for node in plan_t.dimensions
    )
    plan = dataclasses.replace(plan_t, dimensions=dimensions)

    with pytest.raises(PlanError, match="plan_not_lockable"):
        evaluate(make_bundle({"K1": 60}, plan=plan))


def test_a_substantiated_veto_caps_the_grade_and_keeps_the_score(
    make_bundle: MakeBundle,
) -> None:
    finding = {"contract": "K1", "code": "V2", "state": "substantiated", "evidence": "payroll"}
    plain = evaluate(make_bundle(THREE, levels=LEVELS)).contract("K1")
    vetoed = evaluate(make_bundle(THREE, levels=LEVELS, findings=[finding])).contract("K1")

    assert (vetoed.printed_total, vetoed.rank) == (plain.printed_total, plain.rank)
    assert (vetoed.grade.earned, vetoed.grade.standing) == (plain.grade.earned, "poor")
    assert vetoed.decision.proposal not in ("D1", "D2")


def test_answers_that_never_vary_are_noted_and_scored(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]
) -> None:
    answers = draw_answers(plan_t, {"K1": 60}, {"K1": 0.9})
    place = answers.schema.get_field_index("item:Q01")
    constant = pa.array([4] * 60, pa.int16())
    book = evaluate(
        make_bundle({"K1": 60}, answers=answers.set_column(place, "item:Q01", constant))
    )

    assert book.contracts[0].indicators[0].printed == Decimal("3.75")
    assert book.contracts[0].indicators[0].standard_error == 0.0
    assert "constant_input" in note_codes(book)


def test_with_a_frame_this_years_clients_have_a_smaller_error_and_a_response_rate(
    make_bundle: MakeBundle,
) -> None:
    frame = pa.table([["K1"], ["all"], [100], [60]], schema=FRAME)
    cases = [{"case": f"c{n}", "contract": "K1", "disposition": "1.1"} for n in range(60)]
    cases += [{"case": f"d{n}", "contract": "K1", "disposition": "2.11"} for n in range(20)]
    sample = pa.Table.from_pylist(cases, schema=SAMPLE)
    score = evaluate(make_bundle({"K1": 60}, frame=frame, sample=sample)).contract("K1")

    assert score.response_rate.value == 0.75
    assert score.client_standard_error is not None
    assert score.standard_error is not None
    assert 0 < score.client_standard_error < score.standard_error


def test_progress_names_its_stages(make_bundle: MakeBundle) -> None:
    stages: list[str] = []
    evaluate(make_bundle({"K1": 60}), progress=lambda stage, done, total: stages.append(stage))

    assert list(dict.fromkeys(stages)) == ["responses", "contracts", "ranking", "done"]
