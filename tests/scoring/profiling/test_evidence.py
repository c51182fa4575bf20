"""Tests against the lines, adjusted over all contracts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.profiling.alpha_spending import spent
from scoring.profiling.evidence import Lines, aims, evidence_classes, line_tests

LINES = Lines(60, 80)


def test_an_exit_needs_the_posterior_as_well() -> None:
    tests = line_tests([50.0], [2.0], [80], LINES)
    assert evidence_classes(tests, [0.96]) == ("exit",)
    assert evidence_classes(tests, [0.94]) == ("insufficient",)


def test_few_degrees_of_freedom_weaken_the_evidence() -> None:
    weak = line_tests([56.0], [2.2], [4], LINES)
    strong = line_tests([56.0], [2.2], [80], LINES)
    assert weak.p_exit[0] > 0.05 > strong.p_exit[0]


def test_the_error_rate_each_test_must_meet_follows_its_place() -> None:
    tests = line_tests([56.0, 70.0, 82.0], [10.0] * 3, [80] * 3, LINES)
    np.testing.assert_allclose(tests.level_exit, [0.05 / 3, 0.05 / 2, 0.05])
    np.testing.assert_allclose(tests.level_renew, [0.05, 0.1 / 3, 0.05 / 3])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.floats(0, 10))
def test_no_contract_is_both_proven_poor_and_proven_good(totals: list[float], error: float) -> None:
    tests = line_tests(totals, [error] * len(totals), [80] * len(totals), LINES)
    assert not ((tests.p_exit <= 0.05) & (tests.p_acceptable <= 0.05)).any()
    assert ((tests.p_renew > 0.05) | (tests.p_acceptable <= 0.05)).all()


def test_a_total_without_noise_is_decided_by_its_side_of_the_line() -> None:
    tests = line_tests([59.99, 60.01, 80.01], [0.0] * 3, [80] * 3, LINES)
    assert evidence_classes(tests, [1, 0, 0]) == ("exit", "rectify", "renew")
    assert aims(np.array([59.99, 60.01, 80.01]), LINES) == ("exit", "rectify", "renew")


@pytest.mark.parametrize(
    ("lines", "code"),
    [(Lines(80, 80), "lines_not_rising"), (Lines(60, 80, 0.0), "level_out_of_range")],
)
def test_lines_outside_their_domain_are_refused(lines: Lines, code: str) -> None:
    with pytest.raises(MethodError) as refused:
        line_tests([70.0], [2.0], [80], lines)
    assert refused.value.code == code


def test_an_early_look_proves_less_and_the_last_nearly_as_much_as_a_single_one() -> None:
    y, errors, degrees = [54.0, 75.0], [2.5, 2.5], [80, 80]
    single = line_tests(y, errors, degrees, Lines(60, 80))
    first, last = (
        line_tests(y, errors, degrees, Lines(60, 80, 0.05, (0.5, 1.0), look)) for look in (1, 2)
    )
    assert single.p_exit[0] < last.p_exit[0] < 0.05 < first.p_exit[0]
    # The level of the smallest of two under Holm, as the published boundaries have it.
    assert last.level_exit[0] < single.level_exit[0]
    assert first.level_exit[0] == pytest.approx(spent(0.025, 0.5))


def test_two_looks_without_effect_rarely_prove_anything() -> None:
    chance = np.random.default_rng(6)
    lines = [Lines(60, 80, 0.05, (0.5, 1.0), look) for look in (1, 2)]
    wrong = 0
    for _ in range(1500):
        half, other = chance.standard_normal((2, 4))
        early, late = 60 + half * 2**0.5, 60 + (half + other) / 2**0.5
        tests = [
            line_tests(early, [2**0.5] * 4, [80] * 4, lines[0]),
            line_tests(late, [1.0] * 4, [80] * 4, lines[1]),
        ]
        wrong += any((test.p_exit <= 0.05).any() for test in tests)
    assert wrong / 1500 <= 0.05 + 2 * (0.05 * 0.95 / 1500) ** 0.5
