"""This room is for tests of running the pipeline under another choice."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.errors import MethodError
from scoring.plan import Plan
from scoring.sensitivity.choices import choices_of, collected_of, plan_under
from scoring.sensitivity.variants import LeftOut, Pipeline, put_together, reached

MakeBundle = Callable[..., Bundle]


def test_the_mapping_of_five_labels_changes_and_others_stay(plan_t: Plan) -> None:
    changed = plan_under(plan_t, {"mapping": "share_satisfied"})
    pairs = list(zip(plan_t.items, changed.items, strict=True))
    moved = [before.code for before, after in pairs if before != after]

    assert moved
    assert all(len(before.scores) == 5 for before, after in pairs if before != after)
    for before, after in pairs:
        if before.code in moved:
            assert sorted(int(points) for points in after.scores.values()) == [0, 0, 0, 100, 100]


def test_nothing_changes_under_the_plans_own_levels(plan_t: Plan) -> None:
    assert (
        plan_under(plan_t, {"mapping": "plan", "gap_rule": "plan", "adjusters": "plan"}) == plan_t
    )


def test_only_choices_that_are_open_are_varied(make_bundle: MakeBundle, plan_t: Plan) -> None:
    collected = collected_of(make_bundle({"K1": 40}))
    codes = [factor.code for factor in choices_of(plan_t, collected, 1)]

    assert codes == ["mapping", "gap_rule", "weights", "aggregation"]


def test_answers_are_left_out_by_proxy_flag_and_pair() -> None:
    rows = {
        "contract": ["K1", "K1", "K2", "K2"],
        "interviewer": ["x", None, "x", "y"],
        "is_proxy": [True, None, False, False],
        "flags": [None, "speeder", "", None],
    }
    table = pa.table(rows)

    def kept(left_out: LeftOut) -> list[bool]:
        mask: list[bool] = left_out.rows_kept(table).to_pylist()
        return mask

    assert kept(LeftOut(proxies=True)) == [False, True, True, True]
    assert kept(LeftOut(flagged=True)) == [True, False, True, True]
    assert kept(LeftOut(interviewers=frozenset({("K1", "x")}))) == [False, True, True, True]
    assert kept(LeftOut(interviewers=frozenset({("", "x")}))) == [False, True, False, True]


def test_a_choice_before_the_pass_is_run_once(make_bundle: MakeBundle) -> None:
    bundle = make_bundle({"K1": 40, "K2": 40})
    pipeline = Pipeline(bundle, collected_of(bundle))

    assert pipeline.under({"mapping": "marks"}) is pipeline.under({"mapping": "marks"})
    assert len(pipeline.known) == 1


def test_a_contract_that_a_choice_leaves_without_a_total_fails_the_run(
    make_bundle: MakeBundle,
) -> None:
    bundle = make_bundle({"K1": 40, "K2": 5})
    contracts = Pipeline(bundle, collected_of(bundle)).under({})

    with pytest.raises(MethodError, match="contract_without_total"):
        reached(contracts, ("K1", "K2"))


def test_totals_are_put_together_as_each_method_does() -> None:
    points = np.array([[80.0, 20.0], [40.0, 60.0], [60.0, 60.0]])

    assert put_together(points, [0.5, 0.5], "goalposts", "arithmetic").tolist() == [50, 50, 60]
    assert put_together(points, [0.5, 0.5], "goalposts", "geometric")[0] == pytest.approx(40)
    assert put_together(points, [0.5, 0.5], "minmax", "arithmetic").tolist() == [50.5, 50.5, 75.25]
    assert put_together(np.zeros((1, 2)), [0.5, 0.5], "goalposts", "geometric").tolist() == [1.0]
