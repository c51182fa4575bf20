"""Cells of ten or more: what rests on fewer is withheld, and cannot be found by subtraction."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.queries.runs import score_book, standing_run
from reports.services.disclosure import SMALLEST_SHOWN, base_of, withheld_indicators
from scoring.scorebook import ContractScore
from tests.reports.demo_home import ONE, Demo


@pytest.fixture
def row(demo: Demo) -> ContractScore:
    return score_book(demo.settings, standing_run(demo.session, demo.evaluation(ONE))).contracts[0]


def with_answers(row: ContractScore, answers: dict[str, int]) -> ContractScore:
    estimates = tuple(
        replace(found, answers=answers.get(found.input, found.answers)) for found in row.estimates
    )
    return replace(row, estimates=estimates)


def test_where_all_bases_are_large_nothing_is_withheld(row: ContractScore) -> None:
    assert min(found.answers for found in row.estimates if found.answers) >= SMALLEST_SHOWN
    assert withheld_indicators(row) == frozenset()


def test_what_rests_on_nine_answers_is_withheld_with_a_sister(row: ContractScore) -> None:
    leaf = next(leaf for leaf in row.indicators if base_of(row, leaf))
    thin = with_answers(row, {part.input: SMALLEST_SHOWN - 1 for part in leaf.parts})

    withheld = withheld_indicators(thin)

    assert leaf.code in withheld
    sisters = [other for other in thin.indicators if other.code in withheld - {leaf.code}]
    assert [other.dimension for other in sisters] == [leaf.dimension]


def test_ten_answers_are_shown(row: ContractScore) -> None:
    inputs = {found.input: SMALLEST_SHOWN for found in row.estimates}
    assert withheld_indicators(with_answers(row, inputs)) == frozenset()


def test_no_row_is_withheld_alone_whatever_the_bases(row: ContractScore) -> None:
    inputs = [found.input for found in row.estimates]

    @given(st.fixed_dictionaries({name: st.integers(1, 40) for name in inputs}))
    def holds(answers: dict[str, int]) -> None:
        thin = with_answers(row, answers)
        withheld = withheld_indicators(thin)
        for part in thin.dimensions:
            codes = {leaf.code for leaf in thin.indicators if leaf.dimension == part.code}
            assert len(codes & withheld) != 1 or len(codes) == 1
        for leaf in thin.indicators:
            base = base_of(thin, leaf)
            assert base is None or base >= SMALLEST_SHOWN or leaf.code in withheld

    holds()
