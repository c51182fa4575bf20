"""Figures that end in 0 and 5, and times on the full five minutes, more often than chance."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest, chi2

from scoring.errors import MethodError
from scoring.profiling.checks import IntArray

FEWEST_VALUES = 20
WHIPPLE_AGES = (23, 62)
TOO_FEW_TO_HEAP = "too_few_to_heap"


@dataclass(frozen=True, slots=True)
class Heaping:
    """How many values are multiples of a step, against chance.

    ``index`` is the share times the step: 1 by chance, ``step`` where all are multiples.
    ``p_value`` is one-sided and exact (binomial). Both None, with a ``reason``, where there are
    fewer than 20 values.
    """

    values: int
    multiples: int
    index: float | None
    p_value: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class LastDigits:
    """How often each last digit stands: ``counts`` (10,), chi-squared with 9 degrees of freedom.

    ``blend`` is half the sum of deviations from one tenth: 0 is even, 0.9 is one digit only.
    """

    counts: IntArray
    chi_squared: float | None
    p_value: float | None
    blend: float | None
    reason: str | None = None


def multiples_of(values: npt.ArrayLike, step: int = 5) -> Heaping:
    """Count the multiples of a step among minutes of the clock or other whole numbers.

    Parameters
    ----------
    values : array_like of int, shape (n,)
        For instance the minute (0 to 59) in which each interview began, all of one interviewer.
    step : int
        2 or more.

    Returns
    -------
    Heaping

    Raises
    ------
    MethodError
        ``not_finite`` for a number that is not whole, ``threshold_too_low`` for the step,
        ``wrong_shape``.

    Notes
    -----
    A clock that a device keeps has no favourite minutes; times entered afterwards do (Murphy et
    al. 2016, Interviewer falsification in survey research, Social and Personality Psychology
    Compass 10). Chance: 1 / step of the values.

    Examples
    --------
    >>> found = multiples_of([0, 5, 10, 15, 30, 45, 50, 55] * 3)
    >>> found.multiples, found.index, found.p_value < 1e-9
    (24, 5.0, True)
    >>> multiples_of([5, 10]).reason
    'too_few_to_heap'
    """
    numbers = _whole(values)
    if step < 2:
        raise MethodError("threshold_too_low", where="step", found=step, allowed=2)
    hits = int((numbers % step == 0).sum())
    if numbers.size < FEWEST_VALUES:
        return Heaping(numbers.size, hits, None, None, reason=TOO_FEW_TO_HEAP)
    p_value = binomtest(hits, numbers.size, 1 / step, alternative="greater").pvalue
    return Heaping(numbers.size, hits, hits / numbers.size * step, float(p_value))


def last_digits(values: npt.ArrayLike) -> LastDigits:
    """Count the last digits of whole numbers and compare them with an even spread.

    Parameters
    ----------
    values : array_like of int, shape (n,)
        Numbers whose last digit chance should decide: visits, minutes, amounts asked for in yuan.

    Returns
    -------
    LastDigits
        chi-squared = sum (count - n/10)^2 / (n/10); Myers' blended index applied to whole
        numbers without the age weighting.

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``not_finite``.

    Examples
    --------
    >>> last_digits(list(range(100))).chi_squared, round(last_digits([10] * 40).blend, 9)
    (0.0, 0.9)
    """
    numbers = _whole(values)
    counts = np.bincount(np.abs(numbers) % 10, minlength=10)
    if numbers.size < FEWEST_VALUES:
        return LastDigits(counts, None, None, None, reason=TOO_FEW_TO_HEAP)
    even = numbers.size / 10
    statistic = float(((counts - even) ** 2).sum() / even)
    blend = float(np.abs(counts / numbers.size - 0.1).sum() / 2)
    return LastDigits(counts, statistic, float(chi2.sf(statistic, 9)), blend)


def whipple_index(ages: npt.ArrayLike) -> Heaping:
    """Return Whipple's index of reported ages over 1: 1 is no heaping, 5 is nothing but heaps.

    Parameters
    ----------
    ages : array_like of int, shape (n,)
        Completed years; only 23 to 62 count.

    Returns
    -------
    Heaping
        ``index`` times 100 is the index as the United Nations print it; 1.75 and more is "very
        rough".

    Raises
    ------
    MethodError
        ``wrong_shape`` or ``not_finite``.

    Notes
    -----
    United Nations, Demographic Yearbook 1988, notes on table 26.

    Examples
    --------
    >>> whipple_index(list(range(10, 80))).index
    1.0
    """
    numbers = _whole(ages)
    low, high = WHIPPLE_AGES
    return multiples_of(numbers[(numbers >= low) & (numbers <= high)])


def _whole(values: npt.ArrayLike) -> IntArray:
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.ndim != 1:
        raise MethodError("wrong_shape", where="values", found=numbers.shape, allowed="(n,)")
    wrong = ~np.isfinite(numbers) | (numbers != np.round(numbers))
    if wrong.any():
        found = str(numbers[wrong][0])
        raise MethodError("not_finite", where="values", found=found, allowed="a whole number")
    return numbers.astype(np.int64)
