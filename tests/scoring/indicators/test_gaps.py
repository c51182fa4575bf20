"""This room is for tests of redistributing what does not apply."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.indicators.gaps import DIMENSION_NOT_APPLICABLE, carried_weights
from scoring.plan import Plan


def codes(plan: Plan) -> list[str]:
    return [leaf.code for leaf in plan.indicators]


def test_with_nothing_missing_weights_are_as_stated(plan_t: Plan) -> None:
    carried = carried_weights(plan_t, codes(plan_t))

    assert carried.reason is None
    assert carried.indicators == {leaf.code: leaf.weight for leaf in plan_t.indicators}


def test_a_weight_goes_to_the_sisters_of_its_group_in_proportion(plan_t: Plan) -> None:
    carried = carried_weights(plan_t, set(codes(plan_t)) - {"T-B201"}).indicators

    assert carried["T-B201"] == 0
    assert carried["T-B202"] == 13
    assert carried["T-B101"] == 6


def test_an_empty_group_gives_its_weight_to_the_other_groups_of_its_dimension(
    plan_t: Plan,
) -> None:
    carried = carried_weights(plan_t, set(codes(plan_t)) - {"T-B101"}).indicators

    # Groups of B weigh 6 (empty), 13, 5 and 6: each of the others grows by 30 / 24.
    assert carried["T-B201"] == Fraction(8) * 30 / 24
    assert carried["T-B301"] == Fraction(5) * 30 / 24
    assert carried["T-A101"] == 5


def test_an_empty_dimension_blanks_the_contract_and_lends_nothing(plan_t: Plan) -> None:
    kept = {code for code in codes(plan_t) if not code.startswith("T-D")}
    carried = carried_weights(plan_t, kept)

    assert carried.reason == DIMENSION_NOT_APPLICABLE
    assert carried.dimensions == {"A": 36, "B": 30, "C": 20, "D": 0}


@given(data=st.data())
def test_dimensions_keep_their_weight_exactly_whatever_is_missing(
    plan_t: Plan, data: st.DataObject
) -> None:
    kept = data.draw(st.sets(st.sampled_from(codes(plan_t))))
    carried = carried_weights(plan_t, kept)

    for dimension in plan_t.dimensions:
        has_any = any(leaf.code in kept for leaf in dimension.indicators)
        assert carried.dimensions[dimension.code] == (dimension.weight if has_any else 0)
    assert all(weight == 0 for code, weight in carried.indicators.items() if code not in kept)
