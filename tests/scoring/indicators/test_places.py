"""This room is for places with ties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.indicators.places import places


@pytest.mark.parametrize(
    ("convention", "expected"),
    [
        ("lowest", (1.0, 2.0, 2.0, 4.0)),
        ("highest", (1.0, 3.0, 3.0, 4.0)),
        ("average", (1.0, 2.5, 2.5, 4.0)),
        ("dense", (1.0, 2.0, 2.0, 3.0)),
    ],
)
def test_each_convention_says_what_it_does(convention: str, expected: tuple[float, ...]) -> None:
    assert places([9.0, 7.0, 7.0, 1.0], convention) == expected


def test_what_is_no_convention_and_no_number_is_refused() -> None:
    with pytest.raises(MethodError, match="unknown_method"):
        places([1.0], "min")
    with pytest.raises(MethodError, match="not_finite"):
        places([float("nan")])


def test_nobody_has_no_places() -> None:
    assert places([]) == ()
    assert places([None, None]) == (None, None)


@given(st.lists(st.one_of(st.none(), st.integers(0, 5)), max_size=12))
def test_average_places_always_sum_alike(scores: list[int | None]) -> None:
    found = [place for place in places(scores, "average") if place is not None]
    assert sum(found) == len(found) * (len(found) + 1) / 2
