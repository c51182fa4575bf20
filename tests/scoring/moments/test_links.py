"""What the pass says of interviewers and scales is free of how the rows are divided."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from scoring.bundle import Bundle
from scoring.engine import estimate
from scoring.plan import Plan

SIZES = {"K1": 80, "K2": 60}


@pytest.fixture
def answers(draw_answers: Callable[..., pa.Table], plan_t: Plan) -> pa.Table:
    table = draw_answers(plan_t, SIZES, {})
    names = [f"i{row % 5}" if row % 9 else None for row in range(table.num_rows)]
    place = table.schema.get_field_index("interviewer")
    return table.set_column(place, table.schema.field(place), pa.array(names, pa.string()))


def described(bundle: Bundle) -> list[Any]:
    found = estimate(bundle)
    work, items = found.interviewing, found.items
    arrays = (work.contract, work.interviewer, work.interviews, work.points, work.squares)
    shares = (work.spread, work.seen, work.unnamed)
    sums = [row.products.tolist() for row in items] + [row.sums.tolist() for row in items]
    return [array.tolist() for array in (*arrays, *shares)] + sums


def test_interviews_are_counted_by_contract_and_interviewer(
    make_bundle: Callable[..., Bundle], answers: pa.Table
) -> None:
    work = estimate(make_bundle(SIZES, answers=answers)).interviewing
    assert work.interviews.sum() + work.unnamed.sum() == 140
    assert work.unnamed.sum() == 16
    assert work.contract.tolist() == [0] * 5 + [1] * 5
    assert np.all(work.spread < 0.25)


def test_turning_and_dividing_the_rows_changes_no_bit(
    make_bundle: Callable[..., Bundle], answers: pa.Table
) -> None:
    order = np.random.default_rng(2).permutation(answers.num_rows)
    turned = answers.take(pa.array(order))
    whole = described(make_bundle(SIZES, answers=answers))
    assert described(make_bundle(SIZES, answers=turned)) == whole
    parts = [turned.slice(0, 30), turned.slice(30, 1), turned.slice(31)]
    assert described(make_bundle(SIZES, answers=parts)) == whole
