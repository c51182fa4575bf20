"""Interviews that are still missing."""

import math

import pytest

from scoring.figures import Figure
from scoring.plan import Thresholds
from scoring.profiling.gates import Basis
from scoring.profiling.shortfalls import extra_for_gate, extra_interviews, larger_shortfall


def test_the_number_follows_from_the_distance_to_the_line() -> None:
    """Halving the distance takes four times the interviews."""
    near = extra_interviews(4.0, 100, 61.0, 60.0, 0.05).value
    far = extra_interviews(4.0, 100, 62.0, 60.0, 0.05).value
    assert near is not None
    assert far is not None
    expected = 4 * 100 * (1.6448536 + 0.8416212) ** 2
    assert near == pytest.approx(math.ceil(expected - 100))
    assert near + 100 == pytest.approx(4 * (far + 100), abs=4)


def test_a_stricter_error_rate_takes_more() -> None:
    alone = extra_interviews(4.0, 100, 61.0, 60.0, 0.05).value or 0
    assert (extra_interviews(4.0, 100, 61.0, 60.0, 0.001).value or 0) > alone


def test_far_from_the_line_nothing_is_missing() -> None:
    assert extra_interviews(1.0, 100, 90.0, 60.0, 0.05).reason == "not_for_want_of_interviews"


def test_near_the_line_no_number_helps() -> None:
    assert extra_interviews(4.0, 100, 60.01, 60.0, 0.05).reason == "line_too_close"


def test_the_answers_gate_counts_effective_answers() -> None:
    assert extra_for_gate(Basis(60, 30.0, 9), Thresholds()).value is None
    assert extra_for_gate(Basis(60, 20.0, 9), Thresholds()).value == 30.0
    assert extra_for_gate(Basis(0, 0.0, 0), Thresholds()).value == 30.0


def test_the_larger_of_two_shortfalls_counts() -> None:
    enough, close = Figure(reason="not_for_want_of_interviews"), Figure(reason="line_too_close")
    assert larger_shortfall(Figure(5.0), Figure(8.0)).value == 8.0
    assert larger_shortfall(enough, Figure(8.0)).value == 8.0
    assert larger_shortfall(close, Figure(8.0)) == close
    assert larger_shortfall(enough, enough) == enough
