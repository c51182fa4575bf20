"""Measures: right rows are saved, wrong ones named; nobody overwrites what he did not see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import NotAllowed, NotFound, NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.queries.measures import measures_of
from evaluator.services.measures import (
    Entry,
    Problem,
    entry_of,
    missing_inputs,
    record_measures,
)
from tests.web import People, both_databases

ClockNow = Callable[[], datetime]
Record = Callable[..., tuple[int, list[Problem]]]
BLANK = Entry("").stamp


@pytest.fixture
def record(session: Session, people: People, clock: ClockNow, locked: Evaluation) -> Record:
    """Record rows for the first contract as one of the people."""

    def act(*entries: Entry, login: str = "assessor") -> tuple[int, list[Problem]]:
        actor, contract = people.actors[login], locked.contracts[0]
        return record_measures(session, actor, clock, locked, contract, entries)

    return act


def _entry(code: str, **facts: Any) -> Entry:
    return Entry(f"T-{code}", seen=BLANK, **facts)


@both_databases
def test_a_value_is_stored_and_no_longer_missing(
    session: Session, locked: Evaluation, record: Record
) -> None:
    before = len(missing_inputs(session, locked))
    assert record(_entry("B101", value=Decimal("97.5"))) == (1, [])
    session.commit()
    session.expire_all()
    assert [row.value for row in measures_of(session, locked)] == [Decimal("97.5")]
    assert len(missing_inputs(session, locked)) == before - 1


def test_a_sample_gives_its_share(session: Session, locked: Evaluation, record: Record) -> None:
    record(_entry("B201", successes=57, sampled=60))
    row = measures_of(session, locked)[0]
    assert (row.value, row.successes, row.sampled) == (Decimal(95), 57, 60)


def test_a_sampled_count_is_the_count(session: Session, locked: Evaluation, record: Record) -> None:
    record(_entry("C201", successes=4, sampled=30))
    assert measures_of(session, locked)[0].value == 4


def test_forms_give_the_variance_of_their_mean(
    session: Session, locked: Evaluation, record: Record
) -> None:
    entry = _entry("D101", value=Decimal(86), sampled=4, deviation=Decimal("8.3"))
    record(entry)
    row = measures_of(session, locked)[0]
    assert Fraction(row.variance or 0) == Fraction("8.3") ** 2 / 4
    assert entry_of(row, "T-D101").stamp == entry.stamp


@pytest.mark.parametrize(
    ("entry", "field", "code"),
    [
        (_entry("B201", value=Decimal(101)), "value", "value_outside_rule"),
        (_entry("B101", value=Decimal(-1)), "value", "value_outside_rule"),
        (_entry("C401", value=Decimal(2)), "value", "value_outside_rule"),
        (_entry("D103", value=Decimal("3.5")), "value", "value_outside_rule"),
        (_entry("C301.minor", value=Decimal("0.5")), "value", "value_outside_rule"),
        (_entry("B201", successes=61, sampled=60), "successes", "sample_impossible"),
        (_entry("B201", successes=5), "sampled", "sample_size_missing"),
        (_entry("B201", sampled=0, value=Decimal(1)), "sampled", "sample_size_not_positive"),
        (_entry("B201", sampled=60), "value", "value_missing"),
        (
            _entry("D101", value=Decimal(9), deviation=Decimal(1)),
            "deviation",
            "deviation_needs_number",
        ),
        (
            _entry("B201", value=Decimal(90), successes=57, sampled=60),
            "value",
            "value_contradicts_sample",
        ),
        (_entry("B101", evidence="台账第3页"), "value", "value_missing"),
        (_entry("B101", reason="无此项"), "reason", "reason_without_mark"),
        (
            _entry("B101", is_not_applicable=True, reason="无此项"),
            "reason",
            "not_applicable_by_lead_only",
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_column(
    record: Record, session: Session, locked: Evaluation, entry: Entry, field: str, code: str
) -> None:
    saved, problems = record(entry, _entry("B202", value=Decimal(98)))
    assert [(row.input, row.field, row.code) for row in problems] == [(entry.input, field, code)]
    assert saved == 1
    assert [row.input for row in measures_of(session, locked)] == ["T-B202"]


def test_the_lead_evaluator_sets_a_row_aside_with_a_reason(
    session: Session, locked: Evaluation, record: Record
) -> None:
    bare = _entry("B401", is_not_applicable=True)
    assert record(bare, login="lead")[1][0].code == "not_applicable_needs_reason"
    assert record(replace(bare, reason="合同无此项"), login="lead") == (1, [])
    row = measures_of(session, locked)[0]
    assert (row.status, row.value) == ("not_applicable", None)


def test_an_assessor_does_not_undo_the_lead_evaluator(session: Session, record: Record) -> None:
    aside = _entry("B401", is_not_applicable=True, reason="合同无此项")
    record(aside, login="lead")
    _, problems = record(Entry("T-B401", value=Decimal(90), seen=aside.stamp))
    assert [row.code for row in problems] == ["not_applicable_by_lead_only"]


def test_a_row_someone_else_changed_is_not_overwritten(record: Record) -> None:
    record(_entry("B101", value=Decimal(90)))
    _, problems = record(_entry("B101", value=Decimal(95)), login="lead")
    assert [row.code for row in problems] == ["row_changed_by_another"]


def test_an_untouched_row_is_left_alone(
    session: Session, locked: Evaluation, record: Record
) -> None:
    record(_entry("B101", value=Decimal(90)))
    assert record(_entry("B101"), login="lead") == (0, [])
    assert measures_of(session, locked)[0].value == 90


def test_an_emptied_row_is_missing_again(
    session: Session, locked: Evaluation, record: Record
) -> None:
    entry = _entry("B101", value=Decimal(90))
    record(entry)
    assert record(Entry("T-B101", seen=entry.stamp)) == (1, [])
    assert measures_of(session, locked) == []


def test_an_input_the_plan_does_not_ask_for_is_refused(record: Record) -> None:
    with pytest.raises(NotFound):
        record(_entry("Z999", value=Decimal(1)))


def test_nothing_is_entered_before_the_plan_is_locked(
    session: Session, people: People, clock: ClockNow, drafted: Evaluation
) -> None:
    actor, contract = people.actors["lead"], drafted.contracts[0]
    with pytest.raises(NotReady, match="plan_not_locked"):
        record_measures(session, actor, clock, drafted, contract, [])


def test_nothing_is_entered_once_the_data_are_frozen(locked: Evaluation, record: Record) -> None:
    locked.state = "E3"
    with pytest.raises(NotReady, match="wrong_state"):
        record(_entry("B101", value=Decimal(90)))


def test_a_purchaser_enters_nothing(record: Record) -> None:
    with pytest.raises(NotAllowed):
        record(_entry("B101", value=Decimal(90)), login="purchaser")
