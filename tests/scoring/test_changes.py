"""Change between waves: on common ground, with the people who answered twice, and tested."""

import dataclasses
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from scoring.bundle import Bundle
from scoring.changes import ChangeBook, changes
from scoring.errors import MethodError
from scoring.evaluate import evaluate
from scoring.plan import Plan
from scoring.profiling.wave_changes import wave_changes
from tests.bundles import plain_plan, survey_bundle

ITEMS = ("a", "b", "c", "d", "e")
Rows = dict[str, Any]
Column = Callable[[int, Rows], Any]
NOTHING: Mapping[str, Column] = MappingProxyType({})


def drawn(
    seed: int, people: dict[str, list[str]], levels: dict[str, float], trait: dict[str, float]
) -> Rows:
    """Answers to five items: the contract's level, what is the person's own, and chance."""
    chance = np.random.default_rng(seed)
    contract = [code for code, names in people.items() for _ in names]
    person = [name for names in people.values() for name in names]
    centre = np.array(
        [levels[code] + trait[name] for code, name in zip(contract, person, strict=True)]
    )
    rows: Rows = {"contract": contract, "person_key": person}
    for item in ITEMS:
        answer = np.rint(centre + chance.normal(0, 0.6, len(centre)))
        rows[f"item:{item}"] = np.clip(answer, 1, 5).astype(int)
    return rows


@pytest.fixture
def plan() -> Plan:
    return plain_plan(*ITEMS)


def two_waves(
    path: Path,
    plan: Plan,
    rise: float = 0.5,
    twice: int = 60,
    contracts: int = 2,
    more: Mapping[str, Column] = NOTHING,
) -> tuple[Bundle, Bundle, Rows, Rows]:
    """Waves of 80 people a contract of whom some answer twice; the last contract rises."""
    chance = np.random.default_rng(9)
    codes = [f"K{number:02}" for number in range(contracts)]
    first = {code: [f"{code}p{k}" for k in range(80)] for code in codes}
    second = {
        code: names[:twice] + [f"{code}q{k}" for k in range(80 - twice)]
        for code, names in first.items()
    }
    trait = {
        name: chance.normal(0, 0.8)
        for names in (*first.values(), *second.values())
        for name in names
    }
    levels = dict.fromkeys(codes, 3.0)
    one = drawn(1, first, levels, trait)
    two = drawn(2, second, levels | {codes[-1]: 3.0 + rise}, trait)
    for number, rows in enumerate((one, two)):
        for name, make in more.items():
            rows[name] = make(number, rows)
    before = survey_bundle(path / "before", plan, one)
    return before, survey_bundle(path / "after", plan, two), one, two


def points(rows: Rows) -> np.ndarray:
    return np.asarray(25.0 * (np.mean([rows[f"item:{item}"] for item in ITEMS], axis=0) - 1))


def by_person(one: Rows, two: Rows) -> tuple[Any, ...]:
    """What the change by persons, held to reference numbers elsewhere, says of the same rows."""
    codes = sorted(set(one["contract"]))
    contract = [codes.index(code) for code in (*one["contract"], *two["contract"])]
    is_second = [0] * len(one["contract"]) + [1] * len(two["contract"])
    persons = [*one["person_key"], *two["person_key"]]
    return wave_changes(contract, persons, is_second, np.concatenate([points(one), points(two)]))


def test_change_and_error_are_those_of_persons_as_sampling_units(
    tmp_path: Path, plan: Plan
) -> None:
    before, after, one, two = two_waves(tmp_path, plan)
    found = changes(before, after)
    for row, other in zip(found.contracts, by_person(one, two), strict=True):
        assert row.first == pytest.approx(other.first, abs=1e-9)
        assert row.second == pytest.approx(other.second, abs=1e-9)
        # The same sums, with m/(m-1) of each wave in place of that of all persons.
        assert row.standard_error == pytest.approx(other.standard_error, rel=0.01)
        assert row.covariance == pytest.approx(other.covariance, rel=0.02)
        assert row.standard_error < 0.8 * other.error_if_independent
        assert row.panel == 60


def test_without_common_people_the_variances_add_up(tmp_path: Path, plan: Plan) -> None:
    before, after, _, _ = two_waves(tmp_path, plan, twice=0)
    books = [evaluate(bundle) for bundle in (before, after)]
    for row in changes(before, after).contracts:
        errors = [book.contract(row.contract).standard_error or 0.0 for book in books]
        assert row.standard_error == pytest.approx(math.hypot(*errors), rel=1e-9)
        assert (row.covariance, row.panel) == (0.0, 0)


def test_a_contract_that_rose_beyond_chance_has_improved_and_the_other_has_not(
    tmp_path: Path, plan: Plan
) -> None:
    policy = dataclasses.replace(plan.decision, exit_line=Decimal(40), renewal_line=Decimal(80))
    before, after, _, _ = two_waves(tmp_path, dataclasses.replace(plan, decision=policy))
    same, risen = changes(before, after).contracts
    assert (same.has_improved, risen.has_improved) == (False, True)
    assert (risen.p_plain or 1) <= (risen.p_published or 0) <= (risen.p_holm or 0)
    assert risen.interval_low is not None
    assert risen.interval_low > 0


def test_rising_is_not_enough_where_the_exit_line_is_not_passed(tmp_path: Path, plan: Plan) -> None:
    before, after, _, _ = two_waves(tmp_path, plan)  # exit line 60
    risen = changes(before, after).contracts[1]
    assert (risen.p_risen or 1) < 0.05
    assert not risen.has_improved


def test_a_difference_of_clients_between_waves_is_no_change(tmp_path: Path) -> None:
    plan = plain_plan(*ITEMS, adjusters=["age"])

    def older(number: int, rows: Rows) -> np.ndarray:
        return np.random.default_rng(number).integers(0, 4, len(rows["contract"])) + 2.0 * number

    def shifted(number: int, rows: Rows) -> np.ndarray:
        return np.asarray(np.clip(rows["item:a"] + (older(number, rows) > 3), 1, 5))

    more = {"adjuster:age": older, "item:a": shifted}
    before, after, _, _ = two_waves(tmp_path, plan, rise=0.0, more=more)
    pooled = changes(before, after).contracts[0]
    alone = [evaluate(bundle).contracts[0].total or 0.0 for bundle in (before, after)]
    # Alone, each wave stands at its own average client, and the older clients look like a change.
    assert abs(alone[1] - alone[0]) > abs(pooled.difference or 99)
    assert abs(pooled.difference or 99) < 2 * (pooled.standard_error or 0)


def test_many_changes_are_drawn_towards_their_mean(tmp_path: Path, plan: Plan) -> None:
    before, after, _, _ = two_waves(tmp_path, plan, contracts=10)
    rows = changes(before, after).contracts
    mean = np.mean([row.difference for row in rows if row.difference is not None])
    last = rows[-1]
    assert last.expected.value is not None
    assert last.difference is not None
    assert mean < last.expected.value < last.difference


def test_the_order_of_rows_and_a_second_run_change_no_bit(tmp_path: Path, plan: Plan) -> None:
    before, after, _, two = two_waves(tmp_path, plan)
    size = len(two["contract"])
    two["response"] = two["psu"] = [f"r{row:06d}" for row in range(size)]
    order = np.random.default_rng(5).permutation(size)
    turned = {name: np.asarray(column)[order] for name, column in two.items()}
    again = survey_bundle(tmp_path / "turned", plan, turned)
    assert changes(before, again).contracts == changes(before, after).contracts


def test_a_contract_in_one_wave_alone_has_no_change(tmp_path: Path, plan: Plan) -> None:
    before, _, _, two = two_waves(tmp_path, plan)
    kept = {name: list(column)[80:] for name, column in two.items()}
    first, second = changes(before, survey_bundle(tmp_path / "one", plan, kept)).contracts
    assert (first.reason, first.difference, first.expected.reason) == (
        "not_in_both_waves",
        None,
        "not_in_both_waves",
    )
    assert first.first is not None
    assert second.reason is None


def test_waves_that_were_scored_otherwise_are_not_compared(tmp_path: Path, plan: Plan) -> None:
    before, _, _, two = two_waves(tmp_path, plan)
    other = plain_plan(*ITEMS[:4])
    with pytest.raises(MethodError) as refusal:
        changes(before, survey_bundle(tmp_path / "other", other, two))
    assert refusal.value.code == "waves_of_different_plans"


def test_villages_with_common_people_are_one_village_in_both_waves(
    tmp_path: Path, plan: Plan
) -> None:
    def village(number: int, rows: Rows) -> list[str]:
        named = [f"v{int(name[4:]) % 20}" for name in rows["person_key"]]
        return named if number == 0 else [f"other-{code}" for code in named]

    before, after, one, two = two_waves(tmp_path, plan, more={"psu": village})
    found: ChangeBook = changes(before, after)
    for row, other in zip(found.contracts, by_person(one, two), strict=True):
        assert row.degrees_of_freedom == pytest.approx(38, abs=1)
        assert row.covariance == pytest.approx(other.covariance, rel=0.6)
        assert (row.covariance or 0) > 0
