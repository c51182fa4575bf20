"""Samples drawn with probabilities in proportion to size, and four variances for them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.errors import MethodError
from scoring.survey.designs import Design, Sampled, Stage, sample_design

Array = np.ndarray[Any, Any]
LEAST = 1e-12  # a smaller chance is a slip of the list, and its weight would drown all others
METHODS = ("brewer", "overton", "hartley_rao", "with_replacement")


@dataclass(frozen=True, slots=True)
class PairwiseDesign:
    """A sample whose variance weighs each pair of units.

    ``checks`` (n, n) holds (p_ij - p_i p_j) / p_ij, on the diagonal 1 - p_i.
    """

    weights: Array
    checks: Array

    @property
    def degrees_of_freedom(self) -> int:
        """Units less one."""
        return len(self.weights) - 1

    def covariance(self, contributions: Array) -> Array:
        """Return the covariance (p, p) of the column sums of ``contributions`` (n, p).

        The Horvitz-Thompson form: it need not be above 0, and an estimate says so when asked for
        its standard error.
        """
        return np.asarray(contributions.T @ self.checks @ contributions)


def pps_design(
    probabilities: Array, method: str = "brewer", *, square_sum: float | None = None
) -> Sampled:
    """Return the design of one stratum drawn with unequal probabilities.

    Parameters
    ----------
    probabilities : (n,) float
        Inclusion probabilities of the drawn units, above 0 and at most 1.
    method : {"brewer", "overton", "hartley_rao", "with_replacement"}
        How the unknown joint probabilities are approximated. Brewer's needs no pairs and is never
        negative: the choice unless there is a reason. Hartley-Rao belongs to systematic draws
        from a list in random order. With replacement overstates the variance where probabilities
        are large.
    square_sum : float, optional
        For Hartley-Rao the sum of the squared inclusion probabilities over the whole population;
        without it, it is estimated from the sample by the sum of the probabilities.

    Raises
    ------
    MethodError
        ``unknown_method``, ``wrong_shape``, ``probability_out_of_range`` or ``negative_value``.

    Notes
    -----
    Brewer (2002), Combined Survey Sampling Inference, chapter 9; Overton (1985), a sampling plan
    for streams; Hartley and Rao (1962), first-order approximation; all as in Lumley (2010).

    Examples
    --------
    With equal probabilities each method but the last is a simple sample with its correction:

    >>> values = np.array([[2.0], [4.0], [6.0], [8.0]])
    >>> for method in METHODS:
    ...     design = pps_design(np.full(4, 0.4), method)
    ...     print(method, design.covariance(values * 2.5).round(6).tolist())
    brewer [[100.0]]
    overton [[100.0]]
    hartley_rao [[100.0]]
    with_replacement [[166.666667]]
    """
    chances = _checked(probabilities)
    if method in ("brewer", "with_replacement"):
        return _independent(chances, method)
    if method not in METHODS:
        raise MethodError("unknown_method", where="pps", found=method, allowed=list(METHODS))
    count = len(chances)
    pairs = np.add.outer(chances, chances)
    if method == "overton":
        missing = pairs / 2
    else:
        squares = chances.sum() if square_sum is None else square_sum
        if not 0 < squares < np.inf:
            raise MethodError(
                "negative_value", where="square_sum", found=squares, allowed="above 0"
            )
        missing = pairs - squares / count
    checks = 1 - (count - missing) / (count - 1)
    np.fill_diagonal(checks, 1 - chances)
    return PairwiseDesign(1 / chances, checks)


def _independent(chances: Array, method: str) -> Design:
    """Return a design that needs no pairs: each unit has a correction of its own, or none."""
    units = np.arange(len(chances))
    population = len(chances) / chances if method == "brewer" else None
    return sample_design([Stage(units, population=population)], 1 / chances)


def _checked(probabilities: Array) -> Array:
    chances = np.asarray(probabilities, np.float64)
    if chances.ndim != 1 or len(chances) < 2:
        raise MethodError(
            "wrong_shape", where="probabilities", found=chances.shape, allowed="two units or more"
        )
    if not ((chances >= LEAST) & (chances <= 1)).all():
        raise MethodError(
            "probability_out_of_range",
            where="probabilities",
            found=[float(chances.min()), float(chances.max())],
            allowed="above 0, at most 1",
        )
    return chances
