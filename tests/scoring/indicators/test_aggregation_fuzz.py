"""This room is for the whole way up on odd data: numbers or a reasoned blank, and never NaN."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.indicators.aggregation import Recipe, aggregate
from scoring.indicators.frontiers import benefit_of_doubt, penalised_mean
from scoring.indicators.means import MEANS
from scoring.indicators.normalisation import (
    borda,
    distance_to_best,
    minmax,
    percentile_rank,
    rank_scores,
    zscore,
)
from scoring.indicators.outranking import copeland, outranking
from scoring.indicators.preparation import impute
from scoring.indicators.tables import Table, table_of
from scoring.indicators.treatment import treat
from scoring.robustness.places import places
from scoring.weighting.components import component_weights
from scoring.weighting.dominance import Node
from scoring.weighting.influence import weights_for_influence
from scoring.weighting.objective import critic_weights, deviation_weights, entropy_weights

CODES = "abc"
NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, 5e-324, -1e-200, 1e100, 0.1 + 0.2, 0.3]), st.floats(-1e150, 1e150)
)
ROWS = st.lists(st.tuples(*[st.one_of(st.none(), NUMBERS)] * 3), min_size=1, max_size=9)
WEIGHTS = st.tuples(*[st.floats(1e-300, 1e300)] * 3)
METHODS = (minmax, zscore, rank_scores, borda, percentile_rank, distance_to_best)
FACING = {"a": 1, "b": -1, "c": 1}
EXAMPLES = settings(max_examples=200)


def table(rows: list[tuple[float | None, ...]]) -> Table:
    columns = [list(column) for column in zip(*rows, strict=True)]
    return table_of(dict(zip(CODES, columns, strict=True)))


def tree(weights: tuple[float, ...]) -> Node:
    below = (Node("a", weights[0]), Node("b", weights[1]))
    return Node("IDX", 1, (Node("G", 1, below), Node("c", weights[2])))


@EXAMPLES
@given(ROWS, WEIGHTS, st.sampled_from(METHODS), st.sampled_from(list(MEANS)), st.floats(0, 1))
def test_scores_are_numbers_or_blanks_with_a_reason(rows, weights, method, mean, share) -> None:  # type: ignore[no-untyped-def]  # drawn by hypothesis
    try:
        treated, _ = treat(table(rows))
        found = aggregate(method(treated, FACING), tree(weights), Recipe(mean, share))["IDX"]
    except ScoringError:
        return
    assert np.isfinite(found.values).all()
    assert all(value is not None or why for value, why in zip(found.plain(), found.reasons))  # noqa: B905 - one length
    assert len(places(found.plain())) == len(rows)


@EXAMPLES
@given(ROWS, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_units_and_indicators_changes_nothing(rows, weights, chance) -> None:  # type: ignore[no-untyped-def]  # drawn by hypothesis
    order = list(range(len(rows)))
    chance.shuffle(order)
    try:
        plain = aggregate(minmax(table(rows), FACING), tree(weights))["IDX"]
    except ScoringError:
        return
    turned = Node("IDX", 1, tree(weights).children[::-1])
    data = table([rows[place] for place in order]).only(CODES[::-1])
    found = aggregate(minmax(data, FACING), turned)["IDX"]
    assert found.values == pytest.approx(plain.values[order], abs=1e-9)
    assert found.reasons == tuple(plain.reasons[place] for place in order)


@EXAMPLES
@given(ROWS)
def test_no_method_answers_with_nan(rows) -> None:  # type: ignore[no-untyped-def]  # drawn by hypothesis
    methods = (
        lambda data: penalised_mean(impute(data)),
        lambda data: benefit_of_doubt(impute(data)).scores.values,
        lambda data: copeland(outranking(data, dict.fromkeys(CODES, 1.0))),
        lambda data: critic_weights(impute(data).values, [1, -1, 1]),
        lambda data: deviation_weights(impute(data).values),
        lambda data: entropy_weights(impute(data).values),
        lambda data: component_weights(impute(data).values),
        lambda data: weights_for_influence(impute(data).values, [1, 1, 1]).weights,
    )
    for method in methods:
        try:
            found = method(table(rows))
        except ScoringError:
            continue
        assert np.isfinite(found).all()
