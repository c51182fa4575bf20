"""This room is for the values rules take: survey figures and measures, or why there is none."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.errors import BundleError
from scoring.indicators.inputs import MeasureInput, measure_inputs
from scoring.indicators.rule_variance import binomial_variance
from scoring.plan import Plan

NOT_APPLICABLE = "not_applicable"
AGREEMENT = 0.01  # a stated value may be successes / sampled as printed, to two decimals


@dataclass(frozen=True, slots=True)
class Reading:
    """The value of one input for one contract, exact, with its variance; or a reason for none.

    A sampled measure carries ``successes`` of ``sampled`` and the ``scale`` from counts to input.
    """

    value: Fraction | None
    variance: float = 0.0
    successes: int | None = None
    sampled: int | None = None
    scale: Fraction = Fraction(1)
    reason: str | None = None

    @property
    def is_sampled(self) -> bool:
        """Whether the value is a count out of a sample."""
        return self.successes is not None and self.sampled is not None


def exact_number(value: float) -> Fraction:
    """Return the decimal that a float prints as, exactly: 74.9 is 749/10.

    >>> exact_number(74.9)
    Fraction(749, 10)
    """
    return Fraction(Decimal(repr(float(value))))


def blank(reason: str) -> Reading:
    """Return a reading without a value."""
    return Reading(None, reason=reason)


def sampled_reading(successes: int, sampled: int, is_count: bool = False) -> Reading:
    """Return a reading from ``successes`` out of ``sampled``: a percentage, or the count itself.

    >>> sampled_reading(57, 60).value
    Fraction(95, 1)
    """
    scale = Fraction(1) if is_count else Fraction(100, sampled)
    variance = binomial_variance(successes, sampled, scale)
    return Reading(scale * successes, variance, successes, sampled, scale)


def readings_of_measures(
    plan: Plan, contracts: Iterable[str], measures: pa.Table
) -> dict[str, dict[str, Reading]]:
    """Return the readings of every measure, by contract and input.

    Raises
    ------
    BundleError
        ``missing_measure`` listing every contract and input without a value: what is missing is
        never redistributed; ``measure_contradicts`` where value and sample disagree;
        ``sample_impossible``, ``sample_not_allowed``; ``not_finite`` or ``variance_negative``;
        ``reason_missing`` for "not applicable" without a reason.
    """
    asked = {measure.input: measure for measure in measure_inputs(plan)}
    rows = {(row["contract"], row["input"]): row for row in measures.to_pylist()}
    readings: dict[str, dict[str, Reading]] = {}
    missing: list[str] = []
    for contract in contracts:
        readings[contract] = {}
        for code, measure in asked.items():
            reading = _reading(rows.get((contract, code)), measure, f"{contract}/{code}")
            if reading is None:
                missing.append(f"{contract}/{code}")
            else:
                readings[contract][code] = reading
    if missing:
        raise BundleError(
            "missing_measure", where="measures.parquet", found=missing, allowed="a value for each"
        )
    return readings


def _reading(row: Mapping[str, Any] | None, measure: MeasureInput, where: str) -> Reading | None:
    if row is None:
        return None
    if row["status"] == NOT_APPLICABLE:
        if not row["reason"]:
            raise BundleError("reason_missing", where=where, found=None, allowed="a reason")
        return blank(NOT_APPLICABLE)
    _check_numbers(row, where)
    if _is_drawn(row, measure):
        return _sampled(row, measure, where)
    if row["value"] is None:
        return None
    return Reading(
        exact_number(row["value"]), variance=float(row["variance"] or 0.0), sampled=row["sampled"]
    )


def _check_numbers(row: Mapping[str, Any], where: str) -> None:
    """Refuse numbers without a size, and a spread below nothing, which would count as none."""
    value, variance = row["value"], row["variance"]
    if value is not None and not math.isfinite(value):
        raise BundleError("not_finite", where=where, found=str(value), allowed="a number")
    if variance is not None and not (math.isfinite(variance) and variance >= 0):
        raise BundleError(
            "variance_negative", where=where, found=str(variance), allowed="0 or more"
        )


def _is_drawn(row: Mapping[str, Any], measure: MeasureInput) -> bool:
    """Tell whether a row is a count out of a sample, whether or not it writes the count down.

    Only a full count has no spread: a share with its sample size but without its successes must
    not pass for one.
    """
    if row["successes"] is not None:
        return True
    is_bare = row["value"] is not None and row["variance"] is None
    return measure.can_be_sampled and is_bare and row["sampled"] is not None


def _sampled(row: Mapping[str, Any], measure: MeasureInput, where: str) -> Reading:
    is_count = measure.unit == "count"
    sampled = int(row["sampled"] or 0)
    successes = row["successes"]
    if successes is None:
        successes = round(row["value"] if is_count else row["value"] * sampled / 100)
    if not measure.can_be_sampled:
        found = f"{successes} / {sampled}"
        raise BundleError("sample_not_allowed", where=where, found=found, allowed="a plain value")
    if sampled <= 0 or not 0 <= successes <= sampled:
        raise BundleError("sample_impossible", where=where, found=successes, allowed=sampled)
    reading = sampled_reading(int(successes), sampled, is_count=is_count)
    if row["value"] is not None and abs(float(reading.value or 0) - row["value"]) > AGREEMENT:
        raise BundleError(
            "measure_contradicts",
            where=where,
            found=row["value"],
            allowed=f"{float(reading.value or 0)} ({successes} of {sampled})",
        )
    return reading
