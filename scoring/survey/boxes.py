"""Points of single answers for the public: linear from 0 to 100, best answers, worst answers."""

from typing import Any

import numpy as np

from scoring.errors import MethodError

Array = np.ndarray[Any, Any]
FULL = 100.0


def linear_points(answers: Array, worst: float, best: float, known: Array | None = None) -> Array:
    """Return 100 (x - worst) / (best - worst) for each answer, 0 where not known.

    Parameters
    ----------
    answers : (n,) float
        Codes of a scale.
    worst, best : float
        The codes of the worst and of the best answer; worst above best reverses the item.
    known : (n,) bool, optional
        Which rows hold an answer. Leave the others out by the same mask when estimating: the 0
        that stands for them is a place holder, never points.

    Raises
    ------
    MethodError
        ``lines_not_rising`` for a scale of one point, ``code_outside_scale`` for a known answer
        off the scale or blank, ``wrong_shape``.

    Examples
    --------
    >>> linear_points(np.array([1, 3, 5]), 1, 5).tolist()
    [0.0, 50.0, 100.0]
    >>> linear_points(np.array([1, 3, 5]), 5, 1).tolist()
    [100.0, 50.0, 0.0]
    """
    codes, told = _answers(answers, known, worst, best)
    points = FULL * (codes - worst) / (best - worst)
    return np.where(told, points, 0.0) + 0.0  # no -0 for the worst answer of a reversed item


def top_box(
    answers: Array, worst: float, best: float, edge: float, known: Array | None = None
) -> Array:
    """Return 100 for answers at least as good as ``edge``, else 0.

    The other arguments and the errors are those of :func:`linear_points`.

    >>> top_box(np.array([1, 4, 5]), 1, 5, edge=4).tolist()
    [0.0, 100.0, 100.0]
    """
    codes, told = _answers(answers, known, worst, best)
    reach = (codes - edge) * np.sign(best - worst)
    return np.where(told & (reach >= 0), FULL, 0.0)


def bottom_box(
    answers: Array, worst: float, best: float, edge: float, known: Array | None = None
) -> Array:
    """Return 100 for answers at least as bad as ``edge``, else 0.

    The other arguments and the errors are those of :func:`linear_points`.

    >>> bottom_box(np.array([1, 4, 5]), 1, 5, edge=2).tolist()
    [100.0, 0.0, 0.0]
    """
    return top_box(answers, best, worst, edge, known)


def _answers(answers: Array, known: Array | None, worst: float, best: float) -> tuple[Array, Array]:
    if not np.isfinite([worst, best]).all() or worst == best:
        raise MethodError(
            "lines_not_rising", where="scale", found=[worst, best], allowed="two different ends"
        )
    codes = np.asarray(answers, np.float64)
    told = np.ones(codes.shape, np.bool_) if known is None else np.asarray(known, np.bool_)
    if codes.shape != told.shape:
        raise MethodError("wrong_shape", where="known", found=told.shape, allowed=codes.shape)
    off = told & ~((codes >= min(worst, best)) & (codes <= max(worst, best)))
    if off.any():
        found = float(np.nan_to_num(codes[off][0], nan=-1.0))
        raise MethodError("code_outside_scale", where="answers", found=found, allowed=[worst, best])
    return np.where(told, codes, worst), told
