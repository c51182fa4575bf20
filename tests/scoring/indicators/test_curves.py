"""This room is for tests of the shapes of rules."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.indicators.curves import BrokenLine, Reciprocal, Stretch, capped, proportional

decimals = st.decimals(min_value="0.01", max_value="1000", places=2).map(Fraction)


@given(points=decimals, full=decimals, value=decimals)
def test_a_capped_line_never_gives_more_than_its_points(
    points: Fraction, full: Fraction, value: Fraction
) -> None:
    curve = capped(points, full, Fraction(0))

    assert 0 <= curve.at(value) <= points
    assert curve.at(full) == points
    assert not curve.has_jump


@given(points=decimals, full=decimals, share=st.fractions(0, 1), value=decimals)
def test_a_capped_line_gives_nothing_below_its_floor_and_never_falls(
    points: Fraction, full: Fraction, share: Fraction, value: Fraction
) -> None:
    curve = capped(points, full, floor=full * share)

    assert curve.at(value) == 0 or value >= full * share
    assert curve.at(value) <= curve.at(value + 1)
    assert curve.has_jump == (share > 0)


def test_a_stretch_owns_its_start_unless_the_line_says_it_owns_its_end() -> None:
    stretches = (
        Stretch(Fraction(0), Fraction(1), Fraction(0)),
        Stretch(Fraction(20), Fraction(0), Fraction(0)),
    )

    assert BrokenLine(stretches).at(Fraction(20)) == 0
    assert BrokenLine(stretches, owns_end=True).at(Fraction(20)) == 1


@given(value=decimals, step=decimals)
def test_a_reciprocal_falls_and_its_slope_says_so(value: Fraction, step: Fraction) -> None:
    curve = Reciprocal(Fraction(980))

    assert curve.at(value + step) < curve.at(value)
    assert curve.slope_at(value) < 0
    assert curve.kinks == ()
    assert not curve.has_jump


def test_a_proportional_line_goes_on_beyond_its_full_input() -> None:
    assert proportional(Fraction(5), Fraction(100)).at(Fraction(200)) == 10
