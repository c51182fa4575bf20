"""This room is for near-duplicates: bits give what comparing answer by answer gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.quality.duplicates import largest_shares


def by_hand(codes: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    same = (codes[:, None] == codes[None]) & (codes[:, None] >= 0)
    share = same.mean(axis=2)
    share[blocks[:, None] != blocks[None]] = 0
    np.fill_diagonal(share, 0)
    return np.asarray(share.max(axis=1))


@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 45), st.sampled_from([1, 5, 254]))
def test_shares_are_those_of_comparing_every_answer(
    seed: int, size: int, items: int, highest: int
) -> None:
    chance = np.random.default_rng(seed)
    codes = chance.integers(-1, min(highest, 3) + 1, (size, items))
    codes[chance.random(codes.shape) < 0.1] = highest
    blocks = chance.integers(0, 3, size)
    found = largest_shares(codes, blocks)
    assert found.share == pytest.approx(by_hand(codes, blocks))
    for row, partner in enumerate(found.partner):
        if partner >= 0:
            assert partner != row
            agree = ((codes[row] == codes[partner]) & (codes[row] >= 0)).mean()
            assert agree == pytest.approx(found.share[row])


def test_tiles_meet_without_a_seam() -> None:
    chance = np.random.default_rng(4)
    codes = chance.integers(1, 6, (300, 20))
    codes[290] = codes[3]
    codes[290, 0] = 0
    found = largest_shares(codes)
    assert found.share == pytest.approx(by_hand(codes, np.zeros(300)))
    assert (found.partner[290], found.partner[3]) == (3, 290)


def test_blanks_never_agree_and_who_is_alone_has_no_partner() -> None:
    found = largest_shares([[-1] * 5, [-1] * 5, [1] * 5], ["a", "a", "b"])
    assert found.share.tolist() == [0, 0, 0]
    assert found.partner[2] == -1
    assert not found.is_flagged.any()


def test_seventeen_of_twenty_reach_the_limit() -> None:
    copy = np.ones((2, 20), dtype=int)
    copy[1, :3] = 2
    assert largest_shares(copy).is_flagged.all()
    copy[1, 3] = 2
    assert not largest_shares(copy).is_flagged.any()


def test_bad_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        largest_shares([1, 2])
    with pytest.raises(MethodError, match="wrong_shape"):
        largest_shares([[1], [2]], ["a"])
    with pytest.raises(MethodError, match="code_outside_scale"):
        largest_shares([[255]])
    with pytest.raises(MethodError, match="limit_out_of_range"):
        largest_shares([[1]], limit=0)


def test_the_order_of_interviews_changes_no_share() -> None:
    chance = np.random.default_rng(5)
    codes, order = chance.integers(-1, 4, (60, 22)), chance.permutation(60)
    blocks = np.array(["a", "b", "c"])[chance.integers(0, 3, 60)]
    plain, shuffled = largest_shares(codes, blocks), largest_shares(codes[order], blocks[order])
    assert shuffled.share.tolist() == plain.share[order].tolist()
