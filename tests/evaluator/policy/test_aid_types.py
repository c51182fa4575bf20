"""Kinds of aid are data: lists may call them by several names."""

import pytest

from evaluator.policy.aid_types import OTHER, aid_type_of, aid_types


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("低保", "subsistence"),
        ("农村最低生活保障", "subsistence"),
        ("低保边缘家庭", "near_poor"),
        ("分散供养特困人员", "destitute"),
        ("支出型困难家庭", "rigid_spending"),
        ("防止返贫监测对象", "watched"),
        ("其他", OTHER),
        ("高龄津贴", None),
        ("", None),
    ],
)
def test_the_longest_known_word_decides(text: str, code: str | None) -> None:
    assert aid_type_of(text) == code


def test_each_kind_is_called_by_one_code_and_named_in_both_languages() -> None:
    codes = [kind.code for kind in aid_types()]
    assert len(set(codes)) == len(codes) == 7
    assert all(kind.names["zh"] and kind.names["en"] for kind in aid_types())
