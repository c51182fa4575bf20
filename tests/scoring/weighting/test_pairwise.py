"""This room is for the judgments of one judge."""

import pytest

from scoring.errors import MethodError
from scoring.weighting.pairwise import judgments, judgments_of_pairs


def test_pairs_fill_both_halves() -> None:
    given = judgments_of_pairs(3, [2.0, None, 4.0])
    assert given.ratios.tolist() == [[1, 2, 1], [0.5, 1, 4], [1, 0.25, 1]]
    assert given.pairs() == [(0, 1), (1, 2)]
    assert not given.is_complete


def test_leaving_a_judgment_out_keeps_the_rest() -> None:
    given = judgments_of_pairs(3, [2.0, 8.0, 4.0])
    assert given.without(0, 2).pairs() == [(0, 1), (1, 2)]
    assert given.is_complete


@pytest.mark.parametrize(
    ("matrix", "code", "where"),
    [
        ([[1]], "wrong_shape", "judgments"),
        ([[1, 2], [0.5]], "wrong_shape", "judgments"),
        ([[1, 0], [1, 1]], "judgment_not_positive", "row 1, column 2"),
        ([[1, float("nan")], [1, 1]], "judgment_not_positive", "row 1, column 2"),
        ([[1, 2], [2, 1]], "matrix_not_reciprocal", "row 1, column 2"),
        ([[1, 2], [None, 1]], "matrix_not_reciprocal", "row 1, column 2"),
        ([[2, 2], [0.5, 1]], "matrix_not_reciprocal", "row 1, column 1"),
        ([[1, None], [None, 1]], "comparisons_not_connected", "judgments"),
    ],
)
def test_what_is_no_matrix_of_judgments(
    matrix: list[list[float | None]], code: str, where: str
) -> None:
    with pytest.raises(MethodError, match=code) as raised:
        judgments(matrix)
    assert raised.value.parameters["where"] == where


def test_one_answer_for_each_pair() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        judgments_of_pairs(4, [1.0, 2.0])
    with pytest.raises(MethodError, match="judgment_not_positive"):
        judgments_of_pairs(2, [0.0])
