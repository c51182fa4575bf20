"""This room is for straight lines: measures by hand, blanks left aside."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.errors import MethodError
from scoring.quality.straightlining import straight_lines

CODES = arrays(int, (3, 8), elements=st.integers(-2, 3))


@given(CODES)
def test_measures_are_those_of_counting_by_hand(codes: np.ndarray) -> None:
    found = straight_lines(codes, fewest=2)
    for row, answers in enumerate(codes):
        given_ = [int(code) for code in answers if code >= 0]
        if len(given_) < 2:
            assert not found.is_measured[row]
            continue
        shares = [given_.count(code) / len(given_) for code in set(given_)]
        assert found.modal_share[row] == pytest.approx(max(shares))
        assert found.variation[row] == pytest.approx(1 - sum(share**2 for share in shares))
        assert found.deviation[row] == pytest.approx(np.std(given_))
        assert found.longest_run[row] == max(len(list(run)) for _, run in groupby(given_))
        assert bool(found.is_flagged[row]) == (len(set(given_)) == 1)


def test_who_answered_little_is_not_measured() -> None:
    found = straight_lines([[5, 5, 5, -1, -1, -1]])
    assert not found.is_measured[0]
    assert not found.is_flagged[0]
    assert found.modal_share[0] == 0


def test_nobody_is_measured_where_nobody_answered() -> None:
    assert not straight_lines(np.full((2, 8), -1)).is_measured.any()


def test_bad_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        straight_lines([1, 2, 3])
    with pytest.raises(MethodError, match="threshold_too_low"):
        straight_lines([[1, 2, 3]], fewest=1)
