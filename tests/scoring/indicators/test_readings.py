"""This room is for tests of reading measures."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pyarrow as pa
import pytest

from scoring.bundle_schema import MEASURES
from scoring.errors import BundleError
from scoring.indicators.readings import (
    Reading,
    exact_number,
    readings_of_measures,
    sampled_reading,
)
from scoring.plan import Plan

Measures = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def read(plan_t: Plan, fill_measures: Measures) -> Callable[..., Reading]:
    """The reading of one input after its row was changed."""

    def reading(code: str, **changes: Any) -> Reading:
        rows = fill_measures(plan_t, ["K1"])
        changed = [row | changes if row["input"] == code else row for row in rows]
        table = pa.Table.from_pylist(changed, schema=MEASURES)
        return readings_of_measures(plan_t, ["K1"], table)["K1"][code]

    return reading


def test_a_float_is_read_as_the_decimal_it_prints() -> None:
    assert exact_number(0.1 + 0.2) == Fraction("0.30000000000000004")
    assert exact_number(74.9) == Fraction(749, 10)


def test_successes_of_a_sample_are_a_percentage_with_a_binomial_variance(
    read: Callable[..., Reading],
) -> None:
    reading = read("T-B201", value=None, successes=57, sampled=60)

    assert reading.value == 95
    assert reading.variance == pytest.approx(95 * 5 / 60)


def test_a_printed_share_beside_its_sample_gives_way_to_the_exact_one(
    read: Callable[..., Reading],
) -> None:
    assert read("T-B201", value=96.67, successes=58, sampled=60).value == Fraction(290, 3)


def test_defects_of_a_sample_are_a_count(read: Callable[..., Reading]) -> None:
    reading = read("T-C201", value=None, successes=4, sampled=30)

    assert reading == sampled_reading(4, 30, is_count=True)
    assert reading.value == 4


def test_a_panel_carries_its_own_variance(read: Callable[..., Reading]) -> None:
    assert read("T-D104", value=72.0, variance=9.0, sampled=3) == Reading(
        Fraction(72), 9.0, sampled=3
    )


@pytest.mark.parametrize(
    ("code", "changes", "error"),
    [
        ("T-B201", {"status": "not_applicable", "value": None}, "reason_missing"),
        ("T-B201", {"value": 90.0, "successes": 57, "sampled": 60}, "measure_contradicts"),
        ("T-B201", {"value": None, "successes": 61, "sampled": 60}, "sample_impossible"),
        ("T-B201", {"value": None, "successes": 0, "sampled": 0}, "sample_impossible"),
        ("T-C401", {"value": None, "successes": 1, "sampled": 1}, "sample_not_allowed"),
        ("T-B201", {"value": None, "successes": 57}, "sample_impossible"),
        ("T-B201", {"value": 95.3, "sampled": 60}, "measure_contradicts"),
        ("T-B201", {"value": float("nan")}, "not_finite"),
        ("T-B201", {"value": float("inf")}, "not_finite"),
        ("T-D104", {"value": 72.0, "variance": -1.0}, "variance_negative"),
        ("T-D104", {"value": 72.0, "variance": float("nan")}, "variance_negative"),
        ("T-B201", {"value": None}, "missing_measure"),
        ("T-B201", {"input": "T-B101x"}, "missing_measure"),
    ],
)
def test_a_measure_that_says_nothing_or_two_things_is_refused(
    read: Callable[..., Reading], code: str, changes: dict[str, Any], error: str
) -> None:
    with pytest.raises(BundleError) as caught:
        read(code, **changes)

    assert caught.value.code == error
    assert "T-" in str(caught.value.parameters)


def test_a_share_of_a_sample_is_sampled_even_where_its_successes_are_not_written_down(
    read: Callable[..., Reading],
) -> None:
    assert read("T-B201", value=95.0, sampled=60) == sampled_reading(57, 60)
    assert read("T-C201", value=4.0, sampled=30) == sampled_reading(4, 30, is_count=True)


def test_a_share_with_a_variance_of_its_own_keeps_it(read: Callable[..., Reading]) -> None:
    assert read("T-B201", value=95.3, sampled=60, variance=4.0).variance == 4.0


def test_not_applicable_with_a_reason_is_blank(read: Callable[..., Reading]) -> None:
    reading = read("T-B201", status="not_applicable", value=None, reason="no checks were due")

    assert (reading.value, reading.reason) == (None, "not_applicable")
