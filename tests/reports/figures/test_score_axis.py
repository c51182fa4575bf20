"""This room is for the shared axis of scores."""

from hypothesis import given
from hypothesis import strategies as st

from reports.figures.score_axis import WHOLE, ScoreAxis, span


@given(st.lists(st.floats(0, 100), min_size=1), st.lists(st.floats(0, 100), min_size=2, max_size=2))
def test_everything_lies_on_the_shown_part(scores: list[float], lines: list[float]) -> None:
    low, high = span(scores, scores, lines)

    assert 0 <= low <= min(*scores, *lines)
    assert max(*scores, *lines) <= high <= 100
    assert low % 10 == high % 10 == 0


def test_a_part_is_shown_only_where_much_would_be_empty() -> None:
    assert span([48.0], [59.6], [60, 80]) == (40.0, 90.0)
    assert span([5.0], [90.0], [60, 80]) == WHOLE
    assert ScoreAxis(40, 90, (), "").is_zoomed
    assert not ScoreAxis(*WHOLE, (), "").is_zoomed
