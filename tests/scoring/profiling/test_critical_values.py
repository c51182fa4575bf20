"""Critical values of all pairwise differences, exact for any number of contracts."""

import numpy as np
import pytest
from scipy import stats

from scoring.errors import MethodError
from scoring.profiling.critical_values import critical_values, tukey_critical_value


@pytest.mark.parametrize(("count", "degrees"), [(2, 10), (3, 30), (6, 9), (14, 40), (65, 12)])
def test_the_quantile_is_that_of_the_studentised_range(count: int, degrees: float) -> None:
    expected = stats.studentized_range.ppf(0.95, count, degrees) / np.sqrt(2)
    assert tukey_critical_value(count, degrees) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("degrees", [3.0, 20.0, 200.0])
def test_for_two_contracts_it_is_the_t_quantile(degrees: float) -> None:
    expected = stats.t.ppf(0.975, degrees)
    assert tukey_critical_value(2, degrees) == pytest.approx(expected, rel=1e-11)


def test_thousands_of_contracts_keep_the_precision() -> None:
    assert tukey_critical_value(1128, np.inf) == pytest.approx(
        stats.studentized_range.ppf(0.95, 1128, np.inf) / np.sqrt(2), rel=1e-11
    )
    below, above = tukey_critical_value(1128, 39.0), tukey_critical_value(1128, 41.0)
    assert below > tukey_critical_value(1128, 40.0) > above > tukey_critical_value(1128, np.inf)


def test_sixty_degrees_everywhere_count_as_known() -> None:
    known = tukey_critical_value(3, np.inf)
    assert critical_values(np.array([60.0, 75.0, 900.0])).tolist() == [known] * 3


def test_one_small_number_leaves_no_variance_known() -> None:
    values = critical_values(np.array([12.7, 75.0, 900.0]))
    assert values.tolist() == [tukey_critical_value(3, df) for df in (12.0, 75.0, 900.0)]


@pytest.mark.parametrize(
    ("count", "degrees", "level", "code"),
    [
        (1, 20.0, 0.95, "too_few_contracts"),
        (3, 0.5, 0.95, "degrees_of_freedom_too_few"),
        (3, 20.0, 1.0, "level_out_of_range"),
    ],
)
def test_what_has_no_critical_value_is_refused(
    count: int, degrees: float, level: float, code: str
) -> None:
    with pytest.raises(MethodError) as refused:
        tukey_critical_value(count, degrees, level)
    assert refused.value.code == code
