"""This room is for tests of how much the label mapping decides."""

from collections.abc import Mapping

import pytest

from scoring.errors import MethodError
from scoring.indicators.mapping_sensitivity import scores_by_mapping
from scoring.indicators.rounding import band_of
from scoring.plan import Plan

ANSWERS = {5: 40, 4: 35, 3: 15, 2: 7, 1: 3}


def test_one_distribution_scores_75_5_to_90_by_mapping_alone() -> None:
    scores = {code: float(score) for code, score in scores_by_mapping(ANSWERS).items()}

    assert scores == {
        "linear": 75.5,
        "marks": 79.1,
        "marks_from_20": 80.4,
        "share_satisfied": 75.0,
        "share_at_least_fair": 90.0,
    }


def test_the_same_answers_are_fair_good_or_excellent(plan_t: Plan) -> None:
    grades = [band_of(score, plan_t.bands).grade for score in scores_by_mapping(ANSWERS).values()]

    assert grades == ["fair", "fair", "good", "fair", "excellent"]


@pytest.mark.parametrize(
    ("shares", "code"),
    [({6: 1}, "unknown_label"), ({5: -1}, "share_negative"), ({5: 0}, "no_answers")],
)
def test_what_is_no_distribution_is_refused(shares: Mapping[int, int], code: str) -> None:
    with pytest.raises(MethodError, match=code):
        scores_by_mapping(shares)
