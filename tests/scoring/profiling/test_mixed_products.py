"""Sums of cells are sums of answers."""

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.profiling.mixed_products import cell_products, grouped_products


def test_products_of_answers_are_plain_sums() -> None:
    products = grouped_products([[0, 0, 1], [1, 0, 1]], [2.0, 4.0, 6.0], [[1.0], [0.0], [1.0]])
    table = np.array([[0, 1, 1, 1, 2], [1, 0, 1, 0, 4], [0, 1, 1, 1, 6.0]])
    assert products.inner.tolist() == (table.T @ table).tolist()
    assert products.across.tolist() == [(table[0] + table[1]).tolist(), table[2].tolist()]
    assert (products.units, products.count, products.fixed) == ((2,), 3, 2)


def test_cells_of_one_answer_are_the_answers() -> None:
    first, second, y = [0, 1, 2, 0], [0, 1, 1, 1], [3.0, 5.0, 7.0, 9.0]
    cells = cell_products(first, second, np.ones(4), y, float(np.dot(y, y)))
    rows = grouped_products([first, second], y)
    np.testing.assert_array_equal(cells.inner, rows.inner)
    np.testing.assert_array_equal(cells.across, rows.across)


def test_sums_of_parts_add_up() -> None:
    first, y = np.array([0, 1, 0, 1]), np.array([3.0, 5.0, 7.0, 9.0])
    whole = grouped_products([first], y)
    parts = [grouped_products([first[part]], y[part]) for part in (slice(2), slice(2, 4))]
    np.testing.assert_array_equal(parts[0].inner + parts[1].inner, whole.inner)
    np.testing.assert_array_equal(parts[0].across + parts[1].across, whole.across)


@pytest.mark.parametrize(
    ("units", "answers", "code"),
    [
        ([[0, -1]], [1.0, 2.0], "negative_value"),
        ([[0, 1, 2]], [1.0, 2.0], "wrong_shape"),
        ([[0, 1]], [1.0, float("nan")], "not_finite"),
        ([[]], [], "wrong_shape"),
    ],
)
def test_what_cannot_be_summed_is_refused(
    units: list[list[int]], answers: list[float], code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        grouped_products(units, answers)
    assert refused.value.code == code


def test_a_slope_stands_beside_one_term_only() -> None:
    with pytest.raises(MethodError) as refused:
        grouped_products([[0, 1], [0, 1]], [1.0, 2.0], slope=[1.0, 2.0])
    assert refused.value.code == "wrong_parameter"


def test_a_cell_never_holds_fewer_than_no_answers() -> None:
    with pytest.raises(MethodError) as refused:
        cell_products([0, 1], None, [1, -1], [1.0, 1.0], 2.0)
    assert refused.value.code == "negative_value"
