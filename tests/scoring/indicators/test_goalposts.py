"""This room is for fixed scales."""

import pytest

from scoring.errors import MethodError
from scoring.indicators.goalposts import Goalposts, between_goalposts, beyond_goalposts
from scoring.indicators.tables import table_of

DAYS = table_of({"days": [0.0, 6.0, 40.0, None]})


def test_values_beyond_the_posts_are_cut_and_counted() -> None:
    posts = {"days": Goalposts(3, 12)}
    assert between_goalposts(DAYS, posts).values[:, 0].tolist() == pytest.approx(
        [0.0, 100 / 3, 100.0, 0.0]
    )
    assert beyond_goalposts(DAYS, posts) == {"days": 2}


def test_a_logarithmic_scale_is_half_way_at_the_geometric_middle() -> None:
    income = table_of({"gni": [1000.0]})
    posts = {"gni": Goalposts(100, 10_000, scale=1, is_log=True)}
    assert between_goalposts(income, posts).values[0, 0] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("posts", "code"),
    [
        ({}, "goalposts_missing"),
        ({"days": Goalposts(12, 3)}, "lines_not_rising"),
        ({"days": Goalposts(0, 12, 0)}, "wrong_direction"),
        ({"days": Goalposts(1, 12, is_log=True)}, "not_positive"),
    ],
)
def test_posts_that_make_no_scale_are_refused(posts: dict[str, Goalposts], code: str) -> None:
    with pytest.raises(MethodError, match=code):
        between_goalposts(DAYS, posts)


def test_missing_posts_are_refused_when_counting_too() -> None:
    with pytest.raises(MethodError, match="goalposts_missing"):
        beyond_goalposts(DAYS, {})
