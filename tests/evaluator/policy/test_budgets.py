"""The budget norm in exact decimals, and sharing out what was set aside."""

from decimal import Decimal

import pytest

from evaluator.errors import Invalid
from evaluator.policy.budgets import MET, NOT_APPLICABLE, SHORT, check_budget, left_to_allocate
from evaluator.policy.packs import pack


def test_r14_the_norm_is_exact_and_printed_half_up() -> None:
    found = check_budget(pack("tieling").budget, Decimal("12345678.90"), Decimal("500000.00"))
    assert found.norm == Decimal("617283.945")
    assert found.printed_norm == Decimal("617283.95")  # half-even would print .94
    assert found.gap == Decimal("117283.95")
    assert found.ratio == Decimal("0.0405")
    assert found.state == SHORT


def test_r14_a_norm_of_nothing_does_not_apply() -> None:
    found = check_budget(pack("tieling").budget, Decimal(0), Decimal(0))
    assert (found.state, found.ratio) == (NOT_APPLICABLE, None)


def test_r14_the_norm_is_met_to_the_cent() -> None:
    norm = pack("tieling").budget
    base = Decimal("12345678.90")
    assert check_budget(norm, base, Decimal("617283.95")).state == MET
    assert check_budget(norm, base, Decimal("617283.94")).state == SHORT


def test_r14_guangdong_takes_three_percent_of_last_years_allowances() -> None:
    norm = pack("guangdong").budget
    assert (norm.rate, norm.base_year, norm.base["zh"]) == (
        Decimal("0.03"),
        "previous",
        "上年度低保金支出",
    )


def test_r14_sums_below_zero_are_refused_by_name() -> None:
    with pytest.raises(Invalid) as refused:
        check_budget(pack("tieling").budget, Decimal(1), Decimal(-1))
    assert refused.value.parameters["field"] == "arranged"


def test_r15_no_more_is_shared_out_than_was_set_aside() -> None:
    shares = [Decimal("400.10"), Decimal("99.90")]
    assert left_to_allocate(Decimal(600), shares) == Decimal(100)
    with pytest.raises(Invalid, match="allocated_too_much"):
        left_to_allocate(Decimal(400), shares)
