"""This room is for indices without stated weights."""

import pytest

from scoring.errors import MethodError
from scoring.indicators.frontiers import ShareBounds, benefit_of_doubt, penalised_mean
from scoring.indicators.tables import table_of

DATA = table_of({"a": [4.0, 1.0, 0.0], "b": [1.0, 2.0, 1.0]})


def test_a_unit_may_rest_on_its_best_and_a_bound_takes_that_away() -> None:
    free = benefit_of_doubt(DATA)
    assert free.scores.plain() == pytest.approx((1.0, 1.0, 0.5))
    bound = benefit_of_doubt(DATA, {"a": ShareBounds(0.4, 0.6)})
    assert bound.scores.reasons == (None, None, "bounds_not_reachable")
    assert (bound.shares[:2, 0] >= 0.4 - 1e-9).all()
    assert (bound.shares[:2, 0] <= 0.6 + 1e-9).all()


def test_the_unit_of_measurement_does_not_matter() -> None:
    tiny = DATA.with_values(DATA.values * 1e-7)
    assert benefit_of_doubt(tiny).scores.plain() == pytest.approx((1.0, 1.0, 0.5))


def test_nothing_at_all_has_no_share() -> None:
    found = benefit_of_doubt(table_of({"a": [1.0, 0.0], "b": [1.0, 0.0]}))
    assert found.scores.reasons == (None, "value_not_positive")
    assert found.shares[1].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "bounds",
    [
        {"a": ShareBounds(0.6, 0.4)},
        {"a": ShareBounds(0.6), "b": ShareBounds(0.6)},
        {"a": ShareBounds(0, 0.4), "b": ShareBounds(0, 0.4)},
    ],
)
def test_bounds_that_no_shares_can_keep(bounds: dict[str, ShareBounds]) -> None:
    with pytest.raises(MethodError, match="bounds_out_of_order"):
        benefit_of_doubt(DATA, bounds)


def test_what_the_two_indices_refuse() -> None:
    with pytest.raises(MethodError, match="negative_value"):
        benefit_of_doubt(table_of({"a": [-1.0, 2.0]}))
    with pytest.raises(MethodError, match="missing_value"):
        benefit_of_doubt(table_of({"a": [None, 2.0]}))
    with pytest.raises(MethodError, match="too_few_values"):
        penalised_mean(table_of({"a": [1.0, 2.0]}))
    with pytest.raises(MethodError, match="indicator_is_constant"):
        penalised_mean(table_of({"a": [1.0, 2.0], "b": [1.0, 1.0]}))
