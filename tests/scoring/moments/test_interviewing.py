"""How much of the interviewers' variance a contract's mean carries, and its sampling units show."""

import numpy as np
import pyarrow as pa
import pytest

from scoring.moments.interviewing import Interviewing, interviewing_of
from scoring.moments.interviews import InterviewCells, merge_cells
from scoring.moments.variance import design_of


def interviewing(shares: np.ndarray, strata: list[str] | None = None) -> Interviewing:
    """Interviewing of one contract whose sampling units (m) share their weight among people (A)."""
    units, people = np.nonzero(shares)
    size = len(shares)
    stratum = pa.array(strata or ["h"] * size)
    psu = pa.array([f"c{unit:03}" for unit in range(size)])
    count = np.ones(len(units), np.int64)
    cells = InterviewCells(
        contract=np.zeros(len(units), np.int64),
        stratum=stratum.take(pa.array(units)),
        psu=psu.take(pa.array(units)),
        interviewer=pa.array([f"i{person}" for person in people]),
        interviews=count,
        weight=shares[units, people],
        scored=count,
        points=count,
        squares=np.ones(1, np.int64),
        unnamed=np.zeros(1, np.int64),
    )
    contract = np.zeros(size, np.int64)
    codes = np.unique(stratum.to_numpy(zero_copy_only=False), return_inverse=True)[1]
    design = design_of(contract, codes, 1)
    return interviewing_of(merge_cells([cells]), contract, stratum, psu, shares.sum(1), design)


def test_an_interviewer_of_its_own_in_each_unit_is_not_counted_twice() -> None:
    found = interviewing(np.diag([1.0, 1, 1, 1, 1]))
    assert found.spread.tolist() == found.seen.tolist() == pytest.approx([0.2])
    assert found.unseen == pytest.approx([0])


def test_a_single_interviewer_is_not_seen_in_the_scatter_of_units_at_all() -> None:
    found = interviewing(np.array([[1.0], [3], [2]]))
    assert found.spread == pytest.approx([1])
    assert found.seen == pytest.approx([0])


def test_interviewers_who_share_each_unit_alike_are_not_seen_either() -> None:
    found = interviewing(np.ones((6, 4)))
    assert found.spread == pytest.approx([0.25])
    assert found.seen == pytest.approx([0], abs=1e-15)


def test_spread_less_seen_is_what_the_design_variance_lacks_on_average() -> None:
    chance = np.random.default_rng(8)
    shares = chance.integers(0, 4, (12, 5)).astype(float) + np.eye(12, 5)
    strata = ["a"] * 5 + ["b"] * 7
    found = interviewing(shares, strata)
    effects = chance.standard_normal((200_000, 5))
    weight = shares.sum(axis=1) / shares.sum()
    means = effects @ (shares.sum(axis=0) / shares.sum())
    totals = effects @ shares.T / shares.sum() - weight * means[:, None]
    shown = sum(len(rows.T) * rows.var(axis=1, ddof=1) for rows in (totals[:, :5], totals[:, 5:]))
    assert found.spread == pytest.approx(means.var(), rel=0.02)
    assert found.seen == pytest.approx(np.mean(shown), rel=0.02)
