"""What interviewers add to the answers they take, and whether that can be told from contracts."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray, finite, not_negative
from scoring.profiling.mixed_models import MixedModel, design_effect, fit_mixed_model
from scoring.profiling.mixed_products import cell_products


@dataclass(frozen=True, slots=True)
class InterviewerEffects:
    """Variances of contracts, interviewers and single answers, points squared.

    ``share`` is the interviewers' part of the variance of one answer (rho), ``effect`` the design
    effect at the mean workload. ``added_variance`` (J,) is what interviewers add to the variance
    of each contract's mean. ``effects`` (I,) are the predicted effects of the interviewers, points.
    """

    contracts: float
    interviewers: float
    residual: float
    share: float
    effect: float
    added_variance: FloatArray
    effects: FloatArray


def linked_groups(contracts: npt.ArrayLike, interviewers: npt.ArrayLike) -> IntArray:
    """Return the group of each contract that interviewers link with each other, shape (J,).

    Parameters
    ----------
    contracts, interviewers : array_like of int, shape (C,)
        Numbers from 0 of the pairs that met in at least one interview.

    Returns
    -------
    ndarray
        Contracts in different groups never share an interviewer, not even through others: a
        difference between the groups may be one of interviewers.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``not_finite`` or ``negative_value``.

    Examples
    --------
    >>> linked_groups([0, 1, 1, 2], [0, 0, 1, 2]).tolist()
    [0, 0, 1]
    """
    rows = _numbers(contracts, "contracts")
    columns = _numbers(interviewers, "interviewers", rows.size)
    if not rows.size:
        return np.zeros(0, dtype=np.int64)
    count, others = int(rows.max()) + 1, int(columns.max()) + 1
    entries = (np.ones(rows.size), (rows, count + columns))
    graph = sparse.coo_array(entries, shape=(count + others, count + others))
    _, labels = connected_components(graph, directed=False)
    _, groups = np.unique(labels[:count], return_inverse=True)
    return groups.astype(np.int64)


def interviewer_effects(
    contracts: npt.ArrayLike,
    interviewers: npt.ArrayLike,
    counts: npt.ArrayLike,
    sums: npt.ArrayLike,
    squares: float,
) -> InterviewerEffects:
    """Return the variance that interviewers add, from the sums of cells contract by interviewer.

    Parameters
    ----------
    contracts, interviewers : array_like of int, shape (C,)
        Numbers from 0 of each cell.
    counts, sums : array_like, shape (C,)
        Interviews in the cell and the sum of their points; cells without interviews are left out.
    squares : float
        Sum of the squared points of all interviews.

    Returns
    -------
    InterviewerEffects

    Raises
    ------
    MethodError
        ``interviewers_not_crossed`` where contracts fall into groups without a common
        interviewer, or where no contract has two; the checks of the arrays and of the fit.

    Notes
    -----
    Contracts and interviewers as crossed random effects by REML (statistics.md 2.6). A contract
    whose n interviews are spread over interviewers as n_a has rho sigma2 sum (n_a / n)^2 added.

    Examples
    --------
    >>> cells = [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [2] * 6
    >>> sums, squares = [140.0, 150.0, 160.0, 172.0, 120.0, 128.0], 64058.0
    >>> found = interviewer_effects(*cells, sums, squares)
    >>> round(found.interviewers, 2), found.added_variance.round(2).tolist()
    (11.96, [5.98, 5.98, 5.98])
    """
    n = not_negative(counts, "counts", np.size(counts))
    is_met = n > 0
    n = n[is_met]
    rows = _numbers(contracts, "contracts", is_met.size)[is_met]
    columns = _numbers(interviewers, "interviewers", is_met.size)[is_met]
    total = finite(sums, "sums", is_met.size)[is_met]
    groups = np.unique(linked_groups(rows, columns))
    if groups.size != 1 or rows.size == int(rows.max()) + 1:
        raise MethodError(
            "interviewers_not_crossed", where="interviewers", found=groups.size, allowed=1
        )
    model = fit_mixed_model(cell_products(rows, columns, n, total, squares))
    return _described(model, rows, columns, n)


def _described(
    model: MixedModel, rows: IntArray, columns: IntArray, n: FloatArray
) -> InterviewerEffects:
    """Return what a fitted model says about interviewers."""
    own, interviewers = model.variances
    answers = np.bincount(rows, weights=n)
    spread = np.bincount(rows, weights=n**2) / np.maximum(answers, 1) ** 2
    workload = float(n.sum()) / np.unique(columns).size
    return InterviewerEffects(
        contracts=own,
        interviewers=interviewers,
        residual=model.residual,
        share=model.shares[1],
        effect=design_effect(model.shares[1], max(1.0, workload)),
        added_variance=interviewers * spread,
        effects=model.effects[1][:, 0],
    )


def _numbers(values: npt.ArrayLike, where: str, size: int | None = None) -> IntArray:
    """Return unit numbers as whole numbers from 0."""
    numbers = finite(values, where, size).astype(np.int64)
    if numbers.size and numbers.min() < 0:
        found = int(numbers.min())
        raise MethodError("negative_value", where=where, found=found, allowed=">= 0")
    return numbers
