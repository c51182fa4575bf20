"""Faults 1, 3-6, 9-12 and 20 of statistics.md section 3; each test also puts its fault back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.stats import rankdata

from scoring.indicators.aggregation import Recipe, aggregate
from scoring.indicators.means import arithmetic, geometric, mean_of
from scoring.indicators.normalisation import minmax, rank_scores
from scoring.indicators.outranking import Outranking, copeland, outranking
from scoring.indicators.tables import Table, table_of
from scoring.indicators.treatment import Treatment, treat
from scoring.robustness.places import CONVENTIONS, places
from scoring.weighting.dominance import Node
from tests.faults.putting_back import catches, refused

GAPPY = table_of({"a": [3.0, None, 1.0], "b": [None, 2.0, 3.0], "c": [1.0, 2.0, None]})
EQUAL = {"a": 1.0, "b": 1.0, "c": 1.0}
PAIR = Node("IDX", 1, (Node("a", 1), Node("b", 1)))


def test_fault_01_a_logged_column_is_changed_where_it_says_so() -> None:
    """Put back: the transformed values are computed and the raw ones returned, all marked."""

    def check(method: Callable[[Table, int], tuple[Table, tuple[Treatment, ...]]]) -> None:
        raw = table_of({"a": [2.0**k for k in range(30)]})
        treated, (done,) = method(raw, 1)
        changed = treated.values[:, 0] != raw.values[:, 0]
        assert done.method == "logged"
        assert (changed == (done.raised | done.lowered)).all()
        assert changed.any()

    check(treat)
    catches(check, lambda raw, most: (raw, treat(raw, most)[1]))


def test_fault_03_copeland_runs_on_the_aggregates_of_the_same_tree() -> None:
    """Put back: the caller passes a name the method does not take, so it cannot run at all."""

    def check(method: Callable[..., Any]) -> None:
        data = table_of({"a": [3.0, 2.0, 1.0], "b": [3.0, 1.0, 2.0]})
        index = aggregate(data, PAIR)["IDX"]
        assert method(table=table_of({"IDX": index.plain()}), weights={"IDX": 1}).tolist() == [
            2,
            -1,
            -1,
        ]

    check(lambda table, weights: copeland(outranking(table, weights)))
    catches(check, lambda matrix, weights: copeland(outranking(matrix, weights)))


def test_fault_04_gaps_do_not_make_the_order_of_units_matter() -> None:
    """Put back: the lower triangle is 1 minus the upper one, also where a pair shares nothing."""

    def check(method: Callable[[Table, Mapping[str, float]], Outranking]) -> None:
        back = Table(GAPPY.codes, GAPPY.values[::-1], GAPPY.present[::-1])
        forth = copeland(method(GAPPY, EQUAL)).tolist()
        assert forth == copeland(method(back, EQUAL)).tolist()[::-1]

    def one_minus_upper(table: Table, weights: Mapping[str, float]) -> Outranking:
        upper = np.zeros((3, 3))
        for code, weight in weights.items():
            values, present = table.column(code)
            wins = values[:, None] > values[None, :]
            upper += weight / 3 * (wins & present[:, None] & present[None, :])
        upper = np.triu(upper, 1)
        return Outranking(upper + np.tril(1 - upper.T, -1), ~np.eye(3, dtype=np.bool_))

    check(outranking)
    catches(check, one_minus_upper)


def test_fault_05_a_gap_is_no_gap_of_the_mean_and_weights_are_above_zero() -> None:
    """Put back: the geometric mean runs over all cells; negative and zero weights are taken."""
    there = np.array([[True, True, False]])
    row, weights = np.array([[4.0, 9.0, 0.0]]), np.ones(3)

    def check_gap(method: Callable[..., Any]) -> None:
        assert abs(method() - 6.0) < 1e-9

    check_gap(lambda: mean_of(row, there, weights, "geometric", 0.0).values[0])
    catches(check_gap, lambda: geometric(row, np.full((1, 3), 1 / 3))[0])

    def check_weight(method: Callable[[float, float], object]) -> None:
        for pair in ((1.0, -0.5), (0.0, 0.0)):
            assert refused("weight_not_positive", lambda pair=pair: method(*pair))

    data = table_of({"a": [1.0], "b": [2.0]})
    check_weight(lambda a, b: aggregate(data, Node("I", 1, (Node("a", a), Node("b", b)))))
    catches(
        check_weight, lambda a, b: arithmetic(data.values, np.array([a, b]) / np.float64(a + b))
    )


def test_fault_06_a_step_run_twice_overwrites_nothing() -> None:
    """Put back: the step writes its result into the table it was given."""

    def check(method: Callable[[Table, dict[str, int], float, float], Table]) -> None:
        raw = table_of({"a": [1.0, 2.0, 4.0]})
        first = method(raw, {"a": 1}, 0, 1)
        kept = first.values.copy()
        second = method(raw, {"a": 1}, 0, 100)
        assert raw.values[:, 0].tolist() == [1.0, 2.0, 4.0]
        assert (first.values == kept).all()
        assert np.allclose(second.values, 100 * kept, rtol=0, atol=1e-9)

    def in_place(table: Table, directions: dict[str, int], low: float, high: float) -> Table:
        table.values[:] = minmax(table, directions, low, high).values
        return table

    check(minmax)
    catches(check, in_place)


def test_fault_09_float_noise_ranks_nobody_apart() -> None:
    """Put back: ranks compare the raw doubles."""

    def check(method: Callable[[list[float]], Sequence[float | None]]) -> None:
        noisy = [5.1, 5.1 + 9e-16, 5.1 - 9e-16, 7.0]
        assert len(set(method(noisy)[:3])) == 1

    check(lambda x: rank_scores(table_of({"a": list(x)}), {"a": 1}).values[:, 0].tolist())
    check(places)
    catches(check, lambda x: rankdata(x, method="min").tolist())


def test_fault_10_a_constant_indicator_is_refused_and_never_nan() -> None:
    """Put back: 0/0 leaves a column of NaN, which the mean then leaves out."""

    def check(method: Callable[[Table, dict[str, int]], object]) -> None:
        table = table_of({"a": [3.0, 3.0], "b": [1.0, 2.0]})
        assert refused("indicator_is_constant", lambda: method(table, {"a": 1, "b": 1}))

    check(minmax)
    catches(check, lambda t, _: (t.values - t.values.min(0)) / np.ptp(t.values, axis=0))


def test_fault_11_places_follow_the_scores() -> None:
    """Put back: argsort where ranks are meant, which swaps worst and second worst."""
    scores = [0.5, 0.2, 0.9, 0.9]

    def check(method: Callable[[list[float]], Sequence[float | None]]) -> None:
        found = method(scores)
        for one, first in zip(scores, found, strict=True):
            for other, second in zip(scores, found, strict=True):
                assert first is not None
                assert second is not None
                assert (one > other) == (first < second)

    check(places)
    catches(check, lambda x: (np.argsort(rankdata(-np.array(x), method="dense")) + 1.0).tolist())


def test_fault_12_what_is_no_number_and_no_weight_is_named() -> None:
    """Put back: NaN reaches the ranking, and a negative weight is simply used."""

    def check(of_values: Callable[[], object], of_weights: Callable[[], object]) -> None:
        assert refused("not_finite", of_values)
        assert refused("weight_not_positive", of_weights)

    data = table_of({"a": [1.0, 2.0], "b": [2.0, 1.0]})
    tree = Node("IDX", 1, (Node("a", 1), Node("b", -1)))
    check(lambda: table_of({"a": [float("nan"), 1.0]}), lambda: aggregate(data, tree, Recipe()))
    check(lambda: places([float("nan"), 1.0]), lambda: outranking(data, {"a": 1, "b": -1}))
    catches(
        check,
        lambda: rankdata([float("nan"), 1.0]),
        lambda: data.values @ np.array([1.0, -1.0]),
    )


def test_fault_20_one_convention_for_ties_and_the_others_only_on_request() -> None:
    """Put back: another package's convention as the silent default."""

    def check(method: Callable[[list[float]], Sequence[float | None]]) -> None:
        assert list(method([9.0, 7.0, 7.0, 1.0])) == [1.0, 2.0, 2.0, 4.0]

    check(places)
    for convention in CONVENTIONS[1:]:
        catches(check, lambda x, convention=convention: places(x, convention))
