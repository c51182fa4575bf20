"""This room is for an auditor's tests of the pipeline: other routes to its numbers, odd bundles."""

import dataclasses
import itertools
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.bundle import Bundle
from scoring.bundle_schema import SAMPLE
from scoring.canonical import canonical_json
from scoring.errors import ScoringError
from scoring.evaluate import evaluate
from scoring.plan import Group, Plan
from scoring.scorebook import ContractScore, ScoreBook

MakeBundle = Callable[..., Bundle]
Answers = Callable[..., pa.Table]
Measures = Callable[..., list[dict[str, Any]]]
SIZES = {"K1": 60, "K2": 80, "K3": 40}
LEVELS = {"K1": 0.9, "K2": 0.6, "K3": 0.58}


def column_set(table: pa.Table, name: str, values: Any) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, name, pa.array(values, table.schema.field(name).type))


def numbers(score: ContractScore) -> list[float]:
    """The figures of a contract that an order of rows could touch."""
    found = [score.total, score.standard_error, score.interval_low, score.interval_high]
    found += [score.decision.p_exit, score.decision.p_renew, score.effective_answers]
    found += [row.points for row in score.dimensions]
    return [value for value in found if value is not None]


def test_the_error_of_the_total_is_that_of_a_jackknife_over_villages(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers
) -> None:
    """Leave out one village at a time, through the whole pipeline, indicators and all."""
    answers = draw_answers(plan_t, {"K1": 120}, {"K1": 0.7})
    book = evaluate(make_bundle({"K1": 120}, answers=answers))
    villages = sorted(set(answers["psu"].to_pylist()))
    without = [answers.filter(pc.not_equal(answers["psu"], village)) for village in villages]
    totals = [evaluate(make_bundle({"K1": 1}, answers=rows)).contracts[0].total for rows in without]
    left = np.array(totals, np.float64)
    variance = (len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum()

    assert book.contracts[0].standard_error == pytest.approx(math.sqrt(variance), rel=0.03)


def test_no_order_of_rows_or_indicators_changes_a_number_or_a_place(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers, fill_measures: Measures
) -> None:
    def turned(group: Group) -> Group:
        return dataclasses.replace(group, indicators=group.indicators[::-1])

    dimensions = tuple(
        dataclasses.replace(node, groups=tuple(turned(group) for group in node.groups[::-1]))
        for node in plan_t.dimensions
    )
    other = dataclasses.replace(
        plan_t,
        dimensions=dimensions,
        items=plan_t.items[::-1],
        variables=plan_t.variables[::-1],
    )
    answers = draw_answers(plan_t, SIZES, LEVELS)
    mixed = answers.take(pa.array(np.random.default_rng(5).permutation(answers.num_rows)))
    measures = fill_measures(plan_t, SIZES)
    first = evaluate(make_bundle(SIZES, answers=answers, measures=measures))
    backwards = dict(reversed(SIZES.items()))
    second = evaluate(make_bundle(backwards, plan=other, answers=mixed, measures=measures[::-1]))

    assert first.ranking.order == second.ranking.order
    assert first.ranking.tie_groups == second.ranking.tie_groups
    for one, two in zip(first.contracts, second.contracts, strict=True):
        assert (one.contract, one.printed_total) == (two.contract, two.printed_total)
        assert (one.rank, one.grade.standing) == (two.rank, two.grade.standing)
        assert one.decision.proposal == two.decision.proposal
        assert numbers(one) == pytest.approx(numbers(two), abs=1e-9)


def test_proxies_count_and_answers_in_front_of_staff_do_not(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers
) -> None:
    answers = draw_answers(plan_t, {"K1": 80}, {})
    proxies = column_set(answers, "is_proxy", [row % 2 == 0 for row in range(80)])
    watched = column_set(proxies, "presence", ["staff"] * 20 + ["nobody"] * 60)
    kept = evaluate(make_bundle({"K1": 80}, answers=watched.slice(20))).contracts[0]
    score = evaluate(make_bundle({"K1": 80}, answers=watched)).contracts[0]

    assert (score.submitted, score.answers, score.excluded) == (80, 60, 20)
    assert (score.total, score.standard_error) == (kept.total, kept.standard_error)


def test_answers_all_alike_have_a_score_and_no_certain_decision(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers
) -> None:
    answers = draw_answers(plan_t, {"K1": 60, "K2": 60}, {"K2": 0.7})
    for item in plan_t.items:
        if item.scores:
            best = max(item.scores, key=lambda code: item.scores[code])
            mixed = answers["item:" + item.code].to_pylist()
            answers = column_set(answers, "item:" + item.code, [int(best)] * 60 + mixed[60:])
    first, second = evaluate(make_bundle({"K1": 60, "K2": 60}, answers=answers)).contracts

    assert first.standard_error == 0
    assert "gate_spread" in first.decision.reasons
    assert first.decision.decision_class == "rectify"
    assert second.standard_error is not None
    assert second.standard_error > 0
    assert {gate.code for gate in second.decision.gates} & {"spread"} == set()


def test_the_exit_is_reachable_and_every_gate_of_it_is_looked_at(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Answers, fill_measures: Measures
) -> None:
    answers = draw_answers(plan_t, {"K1": 120}, {"K1": 0.15})
    named = column_set(answers, "interviewer", [f"i{row % 5}" for row in range(120)])
    poor = [
        row | ({} if row["input"].startswith("T-D") or "." in row["input"] else {"value": 0.0})
        for row in fill_measures(plan_t, ["K1"])
    ]
    proven = evaluate(make_bundle({"K1": 120}, answers=named, measures=poor)).contracts[0]
    unnamed = evaluate(make_bundle({"K1": 120}, answers=answers, measures=poor)).contracts[0]

    assert (proven.decision.decision_class, proven.decision.proposal) == ("exit", "D4")
    assert {gate.code: gate.is_met for gate in proven.decision.gates} == {
        "answers": True,
        "psus": True,
        "effective_answers": True,
        "interval_clears_line": True,
        "reliability": True,
        "interviewers": True,
        "interviewer_share": True,
        "interviewer_load": True,
        "robustness": True,
    }
    assert (unnamed.decision.decision_class, unnamed.decision.proposal) == ("insufficient", "D0")
    assert "gate_interviewers" in unnamed.decision.reasons


# Changes of one measure: the first ones can be scored, the last ones must be refused.
MEASURED: tuple[dict[str, Any], ...] = (
    {},
    {"value": 0.0, "variance": 25.0},
    {"value": 97.9, "variance": 1e-9},
    {"value": None, "successes": 57, "sampled": 60},
    {"value": None, "successes": 60, "sampled": 60},
    {"value": None, "status": "not_applicable", "reason": "nothing was due"},
    {"value": -1.0},
    {"value": 1e300},
    {"value": float("nan")},
    {"variance": float("inf")},
    {"successes": 61, "sampled": 60},
    {"successes": 0, "sampled": 0},
)
FINDING = {"contract": "K0", "code": "V1", "state": "substantiated", "evidence": "receipts"}


@st.composite
def oddities(draw: st.DrawFn) -> dict[str, Any]:
    """What may be odd about a bundle: sizes, villages, strata, weights, blanks, measures."""
    return {
        "sizes": draw(st.lists(st.sampled_from([0, 1, 2, 29, 30, 45]), min_size=1, max_size=4)),
        "villages": draw(st.sampled_from([1, 2, 3, 12, 60])),
        "strata": draw(st.sampled_from([1, 2, 5, 40])),
        "is_shared": draw(st.booleans()),
        "is_alike": draw(st.booleans()),
        "weights": draw(st.sampled_from([[1.0], [1.0, 1000.0], [0.001, 1.0, 3.7]])),
        "blank_every": draw(st.sampled_from([0, 2, 7])),
        "measure": draw(st.sampled_from(MEASURED)),
        "disposition": draw(st.sampled_from(["1.1", "2.11", "3.1", "4.1", "4.1", "9", None])),
        "findings": draw(st.sampled_from([[], [], [], [FINDING], [FINDING], ["x"], [{}]])),
    }


def odd_answers(plan: Plan, draw_answers: Answers, odd: dict[str, Any]) -> pa.Table:
    sizes = {f"K{number}": size for number, size in enumerate(odd["sizes"])}
    answers = draw_answers(plan, sizes, dict.fromkeys(sizes, 0.5))
    rows = range(answers.num_rows)
    owners = answers["contract"].to_pylist()
    prefix = ["u" if odd["is_shared"] else owner for owner in owners]
    places = [f"{name}-{row % odd['villages']}" for name, row in zip(prefix, rows, strict=True)]
    answers = column_set(answers, "psu", places)
    answers = column_set(answers, "stratum", [f"s{row % odd['strata']}" for row in rows])
    weights = itertools.cycle(odd["weights"])
    answers = column_set(answers, "base_weight", list(itertools.islice(weights, len(rows))))
    every = odd["blank_every"]
    for item in plan.items:
        name = "item:" + item.code
        given_answers = answers[name].to_pylist()
        if odd["is_alike"] and item.scores:
            given_answers = [int(min(item.scores))] * len(rows)
        if every:
            given_answers = [-1 if row % every == 0 else given_answers[row] for row in rows]
        answers = column_set(answers, name, given_answers)
    return answers


def sound(book: ScoreBook) -> bool:
    """Whether no number is undefined and each printed total foots."""
    text = canonical_json(book)
    foots = [
        row.printed_total
        == sum(part.printed for part in row.dimensions if part.printed is not None)
        for row in book.contracts
        if row.printed_total is not None
    ]
    return "NaN" not in text and "Infinity" not in text and all(foots)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(odd=oddities())
def test_an_odd_bundle_gives_sound_numbers_or_an_error_with_a_code(
    make_bundle: MakeBundle,
    plan_t: Plan,
    draw_answers: Answers,
    fill_measures: Measures,
    odd: dict[str, Any],
) -> None:
    sizes = {f"K{number}": size for number, size in enumerate(odd["sizes"])}
    measures = fill_measures(plan_t, sizes)
    place = [row["input"] for row in measures].index("T-B201")
    measures[place] |= odd["measure"]
    case = {"case": "c1", "contract": "K0", "disposition": odd["disposition"]}
    sample = pa.Table.from_pylist([case], schema=SAMPLE)
    parts: dict[str, Any] = {"sample": sample, "findings": odd["findings"]}
    answers = odd_answers(plan_t, draw_answers, odd)
    with suppress(ScoringError):
        assert sound(evaluate(make_bundle(sizes, answers=answers, measures=measures, **parts)))
