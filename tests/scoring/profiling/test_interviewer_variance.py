"""What interviewers add to the error of a contract, and where they cannot be told from it."""

import numpy as np
import pytest

from scoring.moments.interviewing import Interviewing
from scoring.profiling import interviewer_variance as room
from scoring.profiling.interviewer_variance import interviewer_variance


def work(
    contract: np.ndarray,
    interviewer: np.ndarray,
    answers: np.ndarray,
    spread: np.ndarray | None = None,
    unnamed: int = 0,
) -> Interviewing:
    """Interviewing of cells (C,) with answers (C, n), of which sampling units show nothing."""
    count = int(contract.max(initial=0)) + 1
    n = np.full(len(contract), answers.shape[1])
    squares = np.zeros(count)
    np.add.at(squares, contract, (answers**2).sum(axis=1))
    return Interviewing(
        contract=contract,
        interviewer=interviewer,
        interviews=n,
        scored=n,
        points=answers.sum(axis=1),
        squares=squares,
        unnamed=np.full(count, unnamed),
        spread=np.full(count, 0.25) if spread is None else spread,
        seen=np.zeros(count),
    )


def crossed(seed: int, deviation: float, contracts: int = 40) -> Interviewing:
    """Contracts with four of ten interviewers each, 12 interviews a pair."""
    chance = np.random.default_rng(seed)
    contract = np.repeat(np.arange(contracts), 4)
    interviewer = np.concatenate([chance.permutation(10)[:4] for _ in range(contracts)])
    level = (
        chance.normal(75, 5, contracts)[contract] + deviation * chance.normal(0, 1, 10)[interviewer]
    )
    return work(contract, interviewer, level[:, None] + chance.normal(0, 12, (len(contract), 12)))


def between_of(work: Interviewing) -> float:
    """The variance of interviewers where it can be told."""
    found = interviewer_variance(work).between
    assert found is not None
    return found


def test_the_known_variance_of_interviewers_is_found_on_average() -> None:
    found = [interviewer_variance(crossed(seed, 3.0)) for seed in range(30)]
    assert np.mean([row.between or 0.0 for row in found]) == pytest.approx(9, rel=0.2)
    assert np.mean([row.residual or 0.0 for row in found]) == pytest.approx(144, rel=0.05)
    assert found[0].added == pytest.approx((found[0].between or 0.0) / 4)
    assert found[0].are_linked


def test_balanced_interviewers_of_one_contract_have_the_textbook_variance() -> None:
    chance = np.random.default_rng(5)
    answers = np.array([[60.0], [70.0], [85.0], [90.0]]) + chance.normal(0, 9, (4, 10))
    found = interviewer_variance(work(np.zeros(4, int), np.arange(4), answers))
    within = answers.var(axis=1, ddof=1).mean()
    across = 10 * answers.mean(axis=1).var(ddof=1)
    assert found.between == pytest.approx((across - within) / 10, rel=1e-6)
    assert found.residual == pytest.approx(within, rel=1e-6)
    assert found.degrees == 3


def test_many_interviewers_get_nearly_the_same_from_sums_of_squares(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_likelihood = interviewer_variance(crossed(2, 3.0, contracts=80))
    monkeypatch.setattr(room, "MOST_BY_LIKELIHOOD", 5)
    by_squares = interviewer_variance(crossed(2, 3.0, contracts=80))
    assert by_squares.between == pytest.approx(by_likelihood.between, rel=0.15)
    assert by_squares.residual == pytest.approx(by_likelihood.residual, rel=0.02)


def test_sums_of_squares_give_the_true_variance_on_average(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "MOST_BY_LIKELIHOOD", 5)
    found = [between_of(crossed(seed, 3.0)) for seed in range(200)]
    assert np.mean(found) == pytest.approx(9, rel=0.1)


def test_contracts_without_a_common_interviewer_are_told_apart() -> None:
    chance = np.random.default_rng(3)
    contract, interviewer = np.array([0, 0, 1, 1]), np.array([0, 1, 2, 3])
    found = interviewer_variance(work(contract, interviewer, chance.normal(70, 9, (4, 8))))
    assert not found.are_linked
    assert found.groups.tolist() == [0, 1]
    assert found.between is not None


@pytest.mark.parametrize(
    ("contract", "interviewer", "unnamed", "reason"),
    [
        ([], [], 0, "no_interviewers"),
        ([], [], 4, "interviewers_not_named"),
        ([0, 1], [0, 1], 0, "one_interviewer_a_contract"),
    ],
)
def test_what_cannot_be_told_has_its_reason(
    contract: list[int], interviewer: list[int], unnamed: int, reason: str
) -> None:
    answers = np.random.default_rng(1).normal(70, 9, (len(contract), 8))
    made = work(np.array(contract, int), np.array(interviewer, int), answers, unnamed=unnamed)
    found = interviewer_variance(made)
    assert (found.between, found.share, found.reason) == (None, None, reason)
    assert not found.added.any()


def test_answers_that_never_differ_have_no_variance_of_interviewers() -> None:
    contract, interviewer = np.array([0, 0]), np.array([0, 1])
    found = interviewer_variance(work(contract, interviewer, np.full((2, 8), 100.0)))
    assert (found.between, found.share) == (0.0, 0.0)
