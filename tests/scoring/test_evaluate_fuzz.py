"""This room is for fuzzing the whole of scoring: whatever comes in, numbers or reasons come out.

``GONGPING_FUZZ`` raises the number of examples; ``make fuzz`` runs more than ten thousand.
"""

import json
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring.canonical import canonical_json, to_plain
from scoring.errors import MethodError, PlanError, ScoringError
from scoring.evaluate import evaluate
from scoring.plan import Plan
from scoring.plan_checks import BLOCKING, findings
from scoring.result_tables import result_tables
from scoring.scorebook import ContractScore, ScoreBook
from scoring.weighting.ahp_groups import aggregated_judgments, aggregated_priorities
from scoring.weighting.pairwise import judgments_of_pairs
from tests.scoring.fuzzing import Oddity, oddities

EXAMPLES = int(os.environ.get("GONGPING_FUZZ", "60"))
ODD = settings(
    max_examples=EXAMPLES,
    deadline=None,
    # What is many comes from a seed, which does not shrink: a failure is told as it was met.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def scored(drawn: Oddity) -> ScoreBook | None:
    """Return the score book, or None where scoring refused with a code."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return evaluate(drawn.written(Path(folder) / "bundle"), workers=1)
        except ScoringError:
            return None


def numbers(content: Any) -> Iterator[float]:
    """Yield every number in plain data."""
    if isinstance(content, dict):
        content = list(content.values())
    if isinstance(content, list):
        for inner in content:
            yield from numbers(inner)
    elif isinstance(content, float):
        yield content


def blanks(score: ContractScore) -> Iterator[tuple[str, object, str | None]]:
    """Yield what may be blank of a contract, with the reason beside it."""
    first = score.reasons[0] if score.reasons else None
    yield "total", score.total, first
    yield "printed_total", score.printed_total, first
    yield "interval_low", score.interval_low, first
    yield "grade", score.grade.earned, score.grade.reason
    yield "band", score.rank.band_low, score.rank.reason
    for figure in (score.response_rate, score.shrunk_total, score.reliability):
        yield "figure", figure.value, figure.reason
    for row in score.indicators:
        yield row.code, row.points, row.reason
        for part in row.parts:
            yield part.input, part.points, part.reason
    for node in score.dimensions:
        yield node.code, node.points, node.reason
    for estimate in score.estimates:
        yield estimate.input, estimate.official, estimate.reason


@ODD
@given(oddities())
def test_every_evaluation_ends_in_numbers_or_reasons(drawn: Oddity) -> None:
    book = scored(drawn)
    is_blocked = any(row.severity == BLOCKING for row in findings(drawn.plan))
    # What is drawn is odd and never wrong: nothing but the checks of the plan may refuse it.
    assert (book is None) == is_blocked
    if book is None:
        return
    plain = json.loads(canonical_json(book))
    assert all(math.isfinite(number) for number in numbers(plain))
    assert ScoreBook.from_plain(plain) == book
    for score in book.contracts:
        for where, value, reason in blanks(score):
            assert (value is None) == (reason is not None), (where, value, reason)
    for table in result_tables(book).values():
        assert all(math.isfinite(number) for number in numbers(table.to_pylist()))


@ODD
@given(oddities(), st.integers(0, 2**32 - 1))
def test_the_order_of_contracts_answers_and_indicators_changes_nothing(
    drawn: Oddity, seed: int
) -> None:
    turned, codes = drawn.permuted(seed)
    book, other = scored(drawn), scored(turned)
    assert (book is None) == (other is None)
    if book is None or other is None:
        return
    for score in book.contracts:
        again = other.contract(codes[score.contract])
        assert (score.total is None) == (again.total is None)
        assert again.total == pytest.approx(score.total, abs=1e-12)
        assert again.printed_total == score.printed_total
        assert again.rank == score.rank
        assert again.grade.standing == score.grade.standing
        assert again.decision.decision_class == score.decision.decision_class


ODDS = st.sampled_from(
    [None, True, -1, 0, 1, "", "x", "NaN", "1e999", "-0", "0", "1E+40", "1e-40", [], {}, ["a"], 1.5]
)


@ODD
@given(oddities(), ODDS, st.integers(0, 2**32 - 1))
def test_a_plan_with_something_odd_in_it_is_refused_with_a_code_or_scored(
    drawn: Oddity, odd: Any, seed: int
) -> None:
    plain = to_plain(drawn.plan)
    _put(plain, odd, np.random.default_rng(seed))
    try:
        plan = Plan.from_plain(plain)
    except PlanError:
        return
    changed = replace(drawn, plan=plan)
    is_blocked = any(row.severity == BLOCKING for row in findings(plan))
    book = scored(changed)
    assert book is None or not is_blocked


def _put(plain: Any, odd: Any, chance: np.random.Generator) -> None:
    """Walk down plain data to any depth and put something odd there."""
    while True:
        keys = list(plain) if isinstance(plain, dict) else list(range(len(plain)))
        key = keys[int(chance.integers(len(keys)))]
        inner = plain[key]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.1:
            plain[key] = odd
            return
        plain = inner


RATIOS = st.sampled_from([None, 1 / 9, 1 / 3, 0.5, 1.0, 2.0, 5.0, 9.0])


@ODD
@given(st.lists(st.tuples(*[RATIOS] * 6), min_size=1, max_size=6), st.randoms())
def test_the_order_of_judges_and_items_changes_no_weight(
    rows: list[tuple[float | None, ...]], chance: Any
) -> None:
    try:
        panel = [judgments_of_pairs(4, row) for row in rows]
        plain = aggregated_priorities(panel)
    except MethodError:
        return
    turned = list(panel)
    chance.shuffle(turned)
    assert np.abs(aggregated_priorities(turned) - plain).max() <= 1e-12
    again = aggregated_judgments(turned).ratios
    assert np.abs(again / aggregated_judgments(panel).ratios - 1).max() <= 1e-12
