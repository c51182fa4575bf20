"""Changes between waves know who answered twice."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.wave_changes import change_tests, wave_changes


def test_a_full_panel_is_a_paired_comparison() -> None:
    generator = np.random.default_rng(1)
    before = generator.normal(70, 10, 40)
    after = before + generator.normal(3, 2, 40)
    people = np.tile(np.arange(40), 2)
    points = np.concatenate([before, after])
    (change,) = wave_changes(np.zeros(80), people, np.repeat([0, 1], 40), points)
    gain = after - before
    assert change.difference == pytest.approx(gain.mean())
    assert change.standard_error == pytest.approx(gain.std(ddof=1) / np.sqrt(40))


def test_two_samples_without_overlap_have_next_to_no_covariance() -> None:
    y = np.random.default_rng(2).normal(70, 10, 80)
    (change,) = wave_changes(np.zeros(80), np.arange(80), np.repeat([0, 1], 40), y)
    assert change.covariance == pytest.approx(0.0, abs=1e-12)
    assert change.standard_error == pytest.approx(change.error_if_independent)


def test_each_contract_is_compared_with_itself() -> None:
    generator = np.random.default_rng(3)
    contract, wave = generator.integers(0, 4, 400), generator.integers(0, 2, 400)
    person, y = generator.integers(0, 50, 400), generator.normal(70, 9, 400)
    weights = generator.uniform(0.5, 2, 400)
    together = wave_changes(contract, person, wave, y, weights)
    for number, change in enumerate(together):
        rows = contract == number
        (alone,) = wave_changes(
            np.zeros(rows.sum()), person[rows], wave[rows], y[rows], weights[rows]
        )
        assert change.standard_error == pytest.approx(alone.standard_error, rel=1e-12)
    shuffled = generator.permutation(400)
    again = wave_changes(*(part[shuffled] for part in (contract, person, wave, y, weights)))
    for change, other in zip(together, again, strict=True):
        assert other.difference == pytest.approx(change.difference, rel=1e-9)


def test_a_contract_without_a_second_wave_is_blank_with_its_reason() -> None:
    changes = wave_changes([0, 0, 2], [1, 2, 3], [0, 0, 1], [60.0, 70.0, 80.0])
    assert [change.reason for change in changes] == ["no_answers"] * 3
    assert [change.first for change in changes] == [65.0, None, None]
    assert all(change.standard_error is None for change in changes)


def test_one_person_alone_shows_no_error() -> None:
    (change,) = wave_changes([0, 0], [1, 1], [0, 1], [60.0, 70.0])
    assert change.reason == "too_few_psus"
    assert change.difference is None


def test_nobody_asked_is_no_contract() -> None:
    assert wave_changes([], [], [], []) == ()


def test_impossible_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        wave_changes([0, 0], [1], [0, 1], [60.0, 70.0])
    with pytest.raises(MethodError, match="negative_value"):
        wave_changes([0, -1], [1, 2], [0, 1], [60.0, 70.0])
    with pytest.raises(MethodError, match="negative_value"):
        change_tests([1.0], [0.0])
