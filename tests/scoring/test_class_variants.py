"""This room is for tests of how far classes hang on weights, adjusters and interviewers."""

import dataclasses
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.class_variants import Totals, class_shares, share_of_variants
from scoring.engine import estimate
from scoring.evaluate import evaluate, score_contracts
from scoring.plan import Plan
from scoring.profiling.evidence import Lines
from scoring.profiling.interviewer_variance import interviewer_variance

MakeBundle = Callable[..., Bundle]
LINES = Lines(60, 80)


def totals(values: list[float], touched: list[bool]) -> Totals:
    size = len(values)
    return Totals(np.array(values), np.full(size, 4.0), np.full(size, 80.0), np.array(touched))


def test_only_variants_that_touch_a_contract_count_for_it() -> None:
    official = totals([88.0, 50.0], [True, True])
    variants = [totals([70.0, 50.0], [True, False]), totals([88.0, 50.0], [True, True])]

    assert share_of_variants(official, variants, LINES).tolist() == [0.5, 1.0]


def test_a_kind_without_variants_holds_nothing_against_a_class() -> None:
    assert share_of_variants(totals([88.0], [True]), [], LINES).tolist() == [1.0]


def test_shares_lie_between_0_and_1(make_bundle: MakeBundle, plan_t: Plan) -> None:
    bundle = make_bundle({"K1": 60, "K2": 60}, levels={"K1": 0.9})
    survey = estimate(bundle)
    found = class_shares(plan_t, score_contracts(bundle, survey), survey)

    assert found.smallest.shape == (2,)
    assert ((found.smallest >= 0) & (found.smallest <= 1)).all()
    assert class_shares(plan_t, [], survey).smallest.size == 0


def test_a_plan_of_one_dimension_has_no_other_weights(
    make_bundle: MakeBundle, plan_t: Plan
) -> None:
    plan = dataclasses.replace(plan_t, dimensions=plan_t.dimensions[:1])
    bundle = make_bundle({"K1": 60}, plan=plan)
    found = class_shares(plan, score_contracts(bundle, estimate(bundle)))

    assert found.weights.tolist() == [1.0]


def by_interviewers(answers: pa.Table, names: list[str]) -> pa.Table:
    place = answers.schema.get_field_index("interviewer")
    return answers.set_column(place, "interviewer", pa.array(names, pa.string()))


def skewed(
    plan: Plan, draw_answers: Callable[..., pa.Table], glad: int
) -> tuple[pa.Table, list[str]]:
    """Sixty answers; the first ones, all perfect, were written down by one interviewer."""
    answers = draw_answers(plan, {"K1": 60}, {"K1": 0.4})
    best = draw_answers(plan, {"K1": 60}, {"K1": 3.0})
    mixed = pa.concat_tables([best.slice(0, glad), answers.slice(glad)])
    return mixed, ["glad" if row < glad else f"plain{row % 4}" for row in range(60)]


def test_a_class_that_one_interviewer_makes_does_not_pass_the_gate(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]
) -> None:
    only = plan_t.dimensions[0]
    policy = dataclasses.replace(plan_t.decision, exit_line=Decimal(20), renewal_line=Decimal(30))
    plan = dataclasses.replace(plan_t, dimensions=(only,), decision=policy)
    answers, names = skewed(plan, draw_answers, 42)
    bundle = make_bundle({"K1": 60}, plan=plan, answers=by_interviewers(answers, names))
    survey = estimate(bundle)
    # What interviewers add to the variance would alone keep such a class from being reached.
    effects = interviewer_variance(survey.interviewing)
    narrow = dataclasses.replace(effects, added=np.zeros(1))
    found = class_shares(plan, score_contracts(bundle, survey, narrow), survey)

    assert found.interviewers[0] < 1


def test_leaving_an_interviewer_out_gives_the_mean_of_the_others(
    make_bundle: MakeBundle, plan_t: Plan, draw_answers: Callable[..., pa.Table]
) -> None:
    """Taken from cell sums, a variant is near what a pass without these interviews gives."""
    answers, names = skewed(plan_t, draw_answers, 12)
    whole = make_bundle({"K1": 60}, answers=by_interviewers(answers, names))
    kept = by_interviewers(answers, names).slice(12)
    survey, rest = estimate(whole), estimate(make_bundle({"K1": 48}, answers=kept))
    who = survey.interviewing
    (contract,) = score_contracts(whole, survey)
    glad = 0  # interviewers are numbered by name
    mean = (who.points.sum() - who.points[glad]) / (who.scored.sum() - 12)
    shift = mean - who.points.sum() / who.scored.sum()
    expected = contract.composite.gradient @ (rest.contracts[0].raw - survey.contracts[0].raw)

    assert contract.composite.gradient.sum() * shift == pytest.approx(expected, abs=1.0)


def test_the_gate_of_robustness_carries_the_smallest_share(make_bundle: MakeBundle) -> None:
    book = evaluate(make_bundle({"K1": 60}, levels={"K1": 0.9}))
    gate = next(row for row in book.contracts[0].decision.gates if row.code == "robustness")

    assert gate.found is not None
    assert 0 <= gate.found <= 1
