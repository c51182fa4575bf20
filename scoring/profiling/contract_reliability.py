"""How reliably interviews tell contracts apart, and how many of them a wanted reliability takes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray, finite, not_negative


@dataclass(frozen=True, slots=True)
class OneWay:
    """The analysis of variance of answers between contracts.

    ``between`` and ``within`` are mean squares, points squared; ``mean_size`` is n0, the number of
    answers a contract counts for where sizes differ. ``share`` is the intra-class correlation
    of one answer, ``reliability`` that of a contract's mean, 1 - 1/F.
    """

    f: float
    between: float
    within: float
    mean_size: float
    share: float
    reliability: float


def one_way_analysis(sizes: npt.ArrayLike, sums: npt.ArrayLike, squares: npt.ArrayLike) -> OneWay:
    """Return the analysis of variance from counts, sums and sums of squares of each contract.

    Parameters
    ----------
    sizes, sums, squares : array_like, shape (J,)
        Answers (1 or more), their sum and the sum of their squares; missing answers are not in
        them.

    Raises
    ------
    MethodError
        ``too_few_contracts`` below two, ``wrong_parameter`` where no contract has two answers or
        answers never differ within contracts, or the checks of the arrays.

    Notes
    -----
    Fisher's one-way layout with Donner's n0; reliability may be negative where contracts
    differ less than chance.

    Examples
    --------
    >>> found = one_way_analysis([2, 2], [10.0, 18.0], [52.0, 164.0])
    >>> found.f, found.share, found.reliability
    (8.0, 0.7777777777777778, 0.875)
    """
    n = not_negative(sizes, "sizes", np.size(sizes))
    total = finite(sums, "sums", n.size)
    square = not_negative(squares, "squares", n.size)
    if n.size < 2 or (n < 1).any():
        raise MethodError("too_few_contracts", where="sizes", found=n.size, allowed=">= 2")
    count, mean = n.sum(), total.sum() / n.sum()
    inside = float((square - total**2 / n).sum())
    if count <= n.size or inside <= 1e-14 * float(square.sum()):
        found, allowed = "no variation within", "answers that differ"
        raise MethodError("wrong_parameter", where="squares", found=found, allowed=allowed)
    within = inside / float(count - n.size)
    between = float((n * (total / n - mean) ** 2).sum()) / (n.size - 1)
    size = float(count - (n**2).sum() / count) / (n.size - 1)
    share = (between - within) / (between + (size - 1) * within)
    reliability = 1 - within / between if between > 0 else 0.0
    return OneWay(between / within, between, within, size, share, reliability)


def mean_reliability(sizes: npt.ArrayLike, between: float, residual: float) -> FloatArray:
    """Return the reliability of each contract's mean, tau2 / (tau2 + sigma2 / n), shape (J,).

    Parameters
    ----------
    sizes : array_like, shape (J,)
        Effective interviews, above 0.
    between, residual : float
        Variance between contracts and of one answer, points squared.

    Examples
    --------
    >>> mean_reliability([5, 20], 1.0, 5.0).tolist()
    [0.5, 0.8]
    """
    n = not_negative(sizes, "sizes", np.size(sizes))
    if (n <= 0).any():
        raise MethodError("negative_value", where="sizes", found=0.0, allowed="> 0")
    if between < 0 or not residual > 0:
        found, allowed = (between, residual), "between >= 0, residual > 0"
        raise MethodError("wrong_parameter", where="between", found=found, allowed=allowed)
    result: FloatArray = between / (between + residual / n)
    return result


def interviews_needed(
    targets: npt.ArrayLike, between: float, residual: float
) -> tuple[FloatArray, IntArray]:
    """Return how many effective interviews a contract needs for each wanted reliability.

    Parameters
    ----------
    targets : array_like, shape (T,)
        Strictly between 0 and 1.
    between, residual : float
        Variance between contracts (above 0) and of one answer, points squared.

    Returns
    -------
    tuple of ndarray, each shape (T,)
        The exact number and the whole number that reaches it; times the design effect for actual
        interviews.

    Notes
    -----
    Spearman and Brown: r / (1 - r) sigma2 / tau2.

    Examples
    --------
    >>> exact, whole = interviews_needed([0.7, 0.9], 1.0, 4.0)
    >>> exact.round(4).tolist(), whole.tolist()
    ([9.3333, 36.0], [10, 36])
    """
    wanted = finite(targets, "targets")
    if (wanted <= 0).any() or (wanted >= 1).any():
        found = str(wanted.tolist())
        raise MethodError("level_out_of_range", where="targets", found=found, allowed="(0, 1)")
    if not between > 0 or not residual > 0:
        variances = (between, residual)
        raise MethodError("wrong_parameter", where="between", found=variances, allowed="> 0")
    exact = wanted / (1 - wanted) * residual / between
    return exact, np.ceil(np.round(exact, 9)).astype(np.int64)


def stepped_reliability(share: float, size: float) -> float:
    """Return the reliability of a mean of ``size`` answers from the intra-class correlation.

    Examples
    --------
    >>> round(stepped_reliability(0.05, 19.0), 9)
    0.5
    """
    if not 0 <= share <= 1 or not size > 0:
        found = (share, size)
        raise MethodError("wrong_parameter", where="share", found=found, allowed="0 to 1, size > 0")
    return size * share / (1 + (size - 1) * share)
