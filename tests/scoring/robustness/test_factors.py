"""This room is for typed factors: what they refuse, and the order of their combinations."""

import pytest

from scoring.errors import MethodError
from scoring.robustness.designs import full_factorial
from scoring.robustness.factors import (
    Factor,
    FactorKind,
    combinations,
    is_enumerable,
    level_counts,
)

TWO = (
    Factor("proxies", FactorKind.PROXIES, ("kept", "left out")),
    Factor("weights", FactorKind.WEIGHTS, ("plan", "equal", "experts")),
)


def test_combinations_come_in_the_order_of_the_full_factorial() -> None:
    rows = full_factorial(level_counts(TWO))
    by_rows = [
        {factor.code: factor.levels[level] for factor, level in zip(TWO, row, strict=True)}
        for row in rows
    ]
    assert list(combinations(TWO)) == by_rows
    assert by_rows[0] == {factor.code: factor.nominal for factor in TWO}


def test_a_factor_of_one_level_or_of_equal_levels_is_refused() -> None:
    with pytest.raises(MethodError, match="threshold_too_low"):
        Factor("lonely", FactorKind.MAPPING, ("only",))
    with pytest.raises(MethodError, match="duplicate_row"):
        Factor("twice", FactorKind.MAPPING, ("same", "same"))


def test_factors_of_the_same_code_and_no_factors_are_refused() -> None:
    with pytest.raises(MethodError, match="duplicate_row"):
        level_counts((TWO[0], TWO[0]))
    with pytest.raises(MethodError, match="nothing_available"):
        level_counts(())


def test_beyond_the_limit_combinations_are_not_enumerated() -> None:
    assert is_enumerable(TWO)
    assert not is_enumerable(TWO, limit=5)
