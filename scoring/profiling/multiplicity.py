"""P-values adjusted for how many contracts are tested at once: Holm and Benjamini-Hochberg.

statsmodels has both, but collects the garbage of the whole process at each Holm adjustment, which
a thousand weight variants cannot afford; the tests compare the two.
"""

import numpy as np

from scoring.profiling.checks import FloatArray, IntArray


def holm(p_values: FloatArray) -> FloatArray:
    """Return p-values that bound the chance of any wrong rejection, shape (J,).

    Parameters
    ----------
    p_values : ndarray, shape (J,)
        One-sided p-values, 0-1, in any order.

    Notes
    -----
    Step-down: the r-th smallest of J is multiplied by J - r + 1, never below the one before it,
    never above 1. Source: Holm (1979).

    Examples
    --------
    >>> holm(np.array([0.04, 0.01])).tolist()
    [0.04, 0.02]
    """
    order = np.argsort(p_values, kind="stable")
    factors = np.arange(p_values.size, 0, -1)
    stepped = np.maximum.accumulate(p_values[order] * factors)
    return _back(np.minimum(stepped, 1.0), order)


def benjamini_hochberg(p_values: FloatArray) -> FloatArray:
    """Return p-values that bound the expected share of wrong rejections, shape (J,).

    Parameters
    ----------
    p_values : ndarray, shape (J,)
        One-sided p-values, 0-1, in any order.

    Notes
    -----
    Step-up: the r-th smallest of J is multiplied by J / r, never above the one after it. Source:
    Benjamini and Hochberg (1995).

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.03, 0.01, 0.5])).round(3).tolist()
    [0.045, 0.03, 0.5]
    """
    order = np.argsort(p_values, kind="stable")
    factors = p_values.size / np.arange(1, p_values.size + 1)
    stepped = np.minimum.accumulate((p_values[order] * factors)[::-1])[::-1]
    return _back(np.minimum(stepped, 1.0), order)


def places(p_values: FloatArray) -> IntArray:
    """Return each contract's place, from 1, among the p-values in rising order, shape (J,).

    Examples
    --------
    >>> places(np.array([0.04, 0.01])).tolist()
    [2, 1]
    """
    found = np.empty(p_values.size, dtype=np.int64)
    found[np.argsort(p_values, kind="stable")] = np.arange(1, p_values.size + 1)
    return found


def _back(values: FloatArray, order: IntArray) -> FloatArray:
    """Return sorted values in the order of input."""
    result = np.empty_like(values)
    result[order] = values
    return result
