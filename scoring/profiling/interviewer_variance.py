"""What interviewers add to the error of each contract, and which contracts they set apart."""

from dataclasses import dataclass

import numpy as np

from scoring.moments.interviewing import Interviewing
from scoring.profiling.checks import FloatArray, IntArray
from scoring.profiling.interviewer_effects import linked_groups
from scoring.profiling.mixed_models import fit_mixed_model
from scoring.profiling.mixed_products import cell_products

# Of the smaller number, contracts or interviewers; above it the sums of squares are solved instead.
MOST_BY_LIKELIHOOD = 150
FEWEST_INTERVIEWS = 2.0  # scored interviews a pair, on average, for answers to differ within pairs
NO_GROUP = -1
REML, MEAN_SQUARES = "reml", "mean_squares"

NO_INTERVIEWERS = "no_interviewers"
NOT_NAMED = "interviewers_not_named"
ONE_EACH = "one_interviewer_a_contract"
NOT_CROSSED = "contracts_without_common_interviewer"


@dataclass(frozen=True, slots=True)
class InterviewerVariance:
    """The variance of interviewers and what it does to each of J contracts.

    ``between`` is the variance of interviewers, ``residual`` that of single answers around contract
    and interviewer, in points squared of a respondent's mean points; ``share`` is rho. They are
    None with a ``reason`` where they cannot be told: nobody was interviewed, no interviewer is
    named, or each contract has but one. ``added`` (J,) is what the variance of each contract's mean
    answer lacks, and ``degrees`` how many degrees of freedom stand behind it. ``groups`` (J,)
    numbers the contracts that interviewers link, -1 where no interviewer is named; where there
    are several, ``are_linked`` is False and contracts of different groups must not be ranked
    against each other.
    """

    between: float | None
    residual: float | None
    share: float | None
    added: FloatArray
    degrees: float
    groups: IntArray
    method: str = ""
    reason: str | None = None

    @property
    def are_linked(self) -> bool:
        """Whether interviewers link all contracts that have any."""
        return np.unique(self.groups[self.groups != NO_GROUP]).size <= 1


def interviewer_variance(work: Interviewing) -> InterviewerVariance:
    """Return the variance of interviewers from the cells contract by interviewer.

    Parameters
    ----------
    work : Interviewing
        Cells of C pairs and the shares of J contracts.

    Returns
    -------
    InterviewerVariance

    Notes
    -----
    y = contract + interviewer + e (statistics.md 2.6) by REML from the sums of the cells: crossed
    where there are several contracts, one-way where there is one. With more than 150 of both the
    mean squares of interviewers within contracts are set to their expectations (Henderson's third
    method), which need no matrix. What is added to a contract's variance is the variance of
    interviewers times the squared shares of their work, less what the scatter of sampling units
    shows already: where every unit has an interviewer of its own, nothing is counted twice.
    Variance between units that one interviewer works through counts as the interviewer's, which
    errs on the safe side.

    Examples
    --------
    >>> zero, one = np.zeros(2), np.ones(2)
    >>> work = Interviewing(np.array([0, 0]), np.array([0, 1]), 3 * one, 3 * one,
    ...                     np.array([180.0, 240.0]), np.array([30030.0]), zero[:1],
    ...                     one[:1] / 2, zero[:1])
    >>> found = interviewer_variance(work)
    >>> round(found.between, 3), found.added.round(3).tolist(), found.groups.tolist()
    (197.5, [98.75], [0])
    """
    contracts = work.spread.size
    groups = _groups(work, contracts)
    nothing = np.zeros(contracts)
    reason = _unknown_because(work)
    if reason is not None:
        return InterviewerVariance(None, None, None, nothing, np.inf, groups, reason=reason)
    is_scored = work.scored > 0
    rows, people = work.contract[is_scored], work.interviewer[is_scored]
    n, sums = work.scored[is_scored].astype(np.float64), work.points[is_scored]
    squares = float(work.squares.sum())
    several, used = np.unique(people).size, np.unique(rows).size
    is_large = min(several, used) > MOST_BY_LIKELIHOOD
    if is_large:
        between, residual = _by_mean_squares(rows, n, sums, squares)
    else:
        between, residual = _by_likelihood(rows, people, n, sums, squares)
    return InterviewerVariance(
        between=between,
        residual=residual,
        share=between / (between + residual) if between + residual > 0 else 0.0,
        added=between * work.unseen,
        degrees=float(max(1, several - (1 if np.unique(groups[rows]).size == 1 else used))),
        groups=groups,
        method=MEAN_SQUARES if is_large else REML,
    )


def _groups(work: Interviewing, contracts: int) -> IntArray:
    groups = np.full(contracts, NO_GROUP, dtype=np.int64)
    if work.contract.size:
        met, rows = np.unique(work.contract, return_inverse=True)
        groups[met] = linked_groups(rows, work.interviewer)
    return groups


def _unknown_because(work: Interviewing) -> str | None:
    """Return why interviewers cannot be told from contracts, or None."""
    is_scored = work.scored > 0
    if not is_scored.any():
        return NOT_NAMED if work.unnamed.any() else NO_INTERVIEWERS
    pairs = int(is_scored.sum())
    if pairs == np.unique(work.contract[is_scored]).size:
        return ONE_EACH
    return None if work.scored.sum() >= FEWEST_INTERVIEWS * pairs else "too_few_answers"


def _by_likelihood(
    rows: IntArray, people: IntArray, n: FloatArray, sums: FloatArray, squares: float
) -> tuple[float, float]:
    """Return the variances of interviewers and of single answers by REML."""
    inside = squares - float((sums**2 / n).sum())
    if inside <= 1e-9 * max(squares, 1.0):  # answers within pairs never differ
        return 0.0, 0.0
    contracts = np.unique(rows, return_inverse=True)[1]
    persons = np.unique(people, return_inverse=True)[1]
    if contracts.max() == 0:
        model = fit_mixed_model(cell_products(persons, None, n, sums, squares))
        return model.variances[0], model.residual
    # The larger term is eliminated by its diagonal: the work grows with the smaller one alone.
    if persons.max() > contracts.max():
        model = fit_mixed_model(cell_products(persons, contracts, n, sums, squares))
        return model.variances[0], model.residual
    model = fit_mixed_model(cell_products(contracts, persons, n, sums, squares))
    return model.variances[1], model.residual


def _by_mean_squares(
    rows: IntArray, n: FloatArray, sums: FloatArray, squares: float
) -> tuple[float, float]:
    """Return the same from the mean squares of interviewers within contracts."""
    answers, totals = np.bincount(rows, n), np.bincount(rows, sums)
    has = answers > 0
    inside = squares - float((sums**2 / n).sum())
    across = float((sums**2 / n).sum() - (totals[has] ** 2 / answers[has]).sum())
    residual = inside / max(float(n.sum()) - n.size, 1.0)
    degrees = n.size - int(has.sum())
    size = float(n.sum() - (np.bincount(rows, n**2)[has] / answers[has]).sum())
    return max(0.0, (across - degrees * residual) / size), residual
