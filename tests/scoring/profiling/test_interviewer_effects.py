"""Interviewers can be told from contracts only where they are crossed with them."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.interviewer_effects import interviewer_effects, linked_groups


def cells(seed: int, deviation: float) -> tuple[np.ndarray, ...]:
    """60 contracts by 40 interviewers, each contract by 5 of them, 8 interviews a cell."""
    generator = np.random.default_rng(seed)
    contract = np.repeat(np.arange(60), 5)
    interviewer = np.concatenate([generator.permutation(40)[:5] for _ in range(60)])
    own, others = generator.normal(75, 4, 60), generator.normal(0, deviation, 40)
    y = (own[contract] + others[interviewer])[:, None] + generator.normal(0, 10, (300, 8))
    return contract, interviewer, np.full(300, 8), y.sum(axis=1), np.array((y**2).sum())


def test_what_interviewers_add_is_found() -> None:
    *table, squares = cells(1, 3.0)
    found = interviewer_effects(*table, float(squares))
    assert found.interviewers == pytest.approx(9, rel=0.4)
    assert found.contracts == pytest.approx(16, rel=0.4)
    assert found.residual == pytest.approx(100, rel=0.1)
    np.testing.assert_allclose(found.added_variance, found.interviewers / 5, rtol=1e-9)
    assert found.effect == pytest.approx(1 + found.share * (300 * 8 / 40 - 1))


def test_interviewers_without_an_effect_add_next_to_nothing() -> None:
    *table, squares = cells(2, 0.0)
    found = interviewer_effects(*table, float(squares))
    assert found.share < 0.01


def test_cells_without_interviews_change_nothing() -> None:
    contract, interviewer, n, sums, squares = cells(3, 3.0)
    wider = [np.append(part, 0) for part in (contract, interviewer, n, sums)]
    here = interviewer_effects(contract, interviewer, n, sums, float(squares))
    there = interviewer_effects(*wider, float(squares))
    assert there.interviewers == here.interviewers


def test_contracts_without_a_common_interviewer_are_not_compared() -> None:
    assert linked_groups([0, 0, 1, 1], [0, 1, 2, 3]).tolist() == [0, 1]
    with pytest.raises(MethodError) as refused:
        interviewer_effects([0, 0, 1, 1], [0, 1, 2, 3], [2] * 4, [10.0] * 4, 250.0)
    assert refused.value.code == "interviewers_not_crossed"
    assert refused.value.parameters["found"] == 2


def test_one_interviewer_a_contract_is_not_enough() -> None:
    with pytest.raises(MethodError, match="interviewers_not_crossed"):
        interviewer_effects([0, 1, 2], [0, 0, 0], [5] * 3, [30.0] * 3, 600.0)


def test_links_run_through_other_contracts() -> None:
    assert linked_groups([0, 1, 1, 2, 3], [0, 0, 1, 1, 9]).tolist() == [0, 0, 0, 1]
    assert linked_groups([], []).tolist() == []


def test_impossible_numbers_are_refused() -> None:
    with pytest.raises(MethodError, match="negative_value"):
        linked_groups([-1], [0])
    with pytest.raises(MethodError, match="wrong_shape"):
        linked_groups([0, 1], [0])
