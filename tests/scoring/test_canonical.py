"""This room is for canonical JSON: one text for one value, and the way back."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.canonical import (
    canonical_json,
    file_hash,
    from_plain,
    hash_of,
    pretty_json,
    to_plain,
)
from scoring.errors import PlanError
from scoring.plan import Band, Plan, Thresholds
from tests.bundles import plain_plan

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), plain))
def test_the_order_of_keys_changes_no_hash(value: dict[str, object]) -> None:
    turned = dict(reversed(list(value.items())))
    assert canonical_json(value) == canonical_json(turned)
    assert hash_of(value) == hash_of(turned)


def test_a_plan_comes_back_as_it_was() -> None:
    plan = plain_plan("a", "b", adjusters=("age",))
    again = Plan.from_plain(to_plain(plan))
    assert again == plan
    assert again.digest == plan.digest


def test_decimals_keep_their_places() -> None:
    assert canonical_json(Band("good", Decimal("80.00"))).count('"80.00"') == 1


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"x": float("nan")})


def test_pretty_text_ends_with_a_line_and_keeps_characters() -> None:
    assert pretty_json({"名": "铁岭"}) == '{\n "名": "铁岭"\n}\n'


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    assert file_hash(tmp_path / "f").startswith("e3b0c44298fc1c14")


@pytest.mark.parametrize(
    ("value", "code", "where"),
    [
        ({"floor": "80"}, "missing_key", "Band"),
        ({"grade": "good", "floor": "80", "roof": 1}, "unknown_key", "Band"),
        ({"grade": 3, "floor": "80"}, "wrong_type", "Band.grade"),
        ({"grade": "good", "floor": 80.5}, "wrong_type", "Band.floor"),
        ({"grade": "good", "floor": "NaN"}, "wrong_type", "Band.floor"),
        ({"grade": "good", "floor": "many"}, "wrong_type", "Band.floor"),
        ({"grade": "good", "floor": "80", "name": []}, "wrong_type", "Band.name"),
        ([], "wrong_type", "Band"),
    ],
)
def test_what_does_not_fit_is_named_with_its_place(value: object, code: str, where: str) -> None:
    with pytest.raises(PlanError) as caught:
        from_plain(Band, value)
    assert (caught.value.code, caught.value.parameters["where"]) == (code, where)


def test_a_truth_value_is_no_number() -> None:
    with pytest.raises(PlanError, match="wrong_type"):
        from_plain(Thresholds, {"minimum_answers": True})
