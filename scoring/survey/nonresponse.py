"""Making up for people who were drawn and did not answer, and telling how much that matters."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit

from scoring.errors import MethodError
from scoring.survey.designs import checked_weights

Array = np.ndarray[Any, Any]
ROUNDS = 50
# Fitted probabilities nearer to 0 or 1 than this come from predictors that tell all.
CERTAIN = 1e-8


@dataclass(frozen=True, slots=True)
class ClassFactors:
    """The factor by which the respondents of each class stand for the whole class.

    ``labels`` (C,) are the classes, ``factors`` (C,) at least 1, ``row_factors`` (n,) the factor
    of each row that answered and 0 for those that did not.
    """

    labels: tuple[Any, ...]
    factors: Array
    row_factors: Array


@dataclass(frozen=True, slots=True)
class Propensities:
    """Estimated chances (n,) to answer, and the coefficients (q,) they come from."""

    coefficients: Array
    chances: Array


def class_factors(weights: Array, answered: Array, classes: Array) -> ClassFactors:
    """Return the nonresponse factor of each class: its weight over that of its respondents.

    Parameters
    ----------
    weights : (n,) float
        Base weights of all that were drawn.
    answered : (n,) bool
        Who answered.
    classes : (n,)
        The weighting class of each, known for all that were drawn.

    Raises
    ------
    MethodError
        ``class_without_respondents``: join it with a neighbouring class first. Also
        ``wrong_shape``, ``not_finite`` and ``negative_value`` for the weights.

    Examples
    --------
    >>> found = class_factors(np.ones(4), np.array([True, True, False, True]), np.array([*"aabb"]))
    >>> found.labels, found.factors.tolist(), found.row_factors.tolist()
    (('a', 'b'), [1.0, 2.0], [1.0, 1.0, 0.0, 2.0])
    """
    used, replied = _inputs(weights, answered)
    if np.shape(classes) != used.shape:
        found = np.shape(classes)
        raise MethodError("wrong_shape", where="classes", found=found, allowed=used.shape)
    labels, codes = np.unique(classes, return_inverse=True)
    drawn = np.bincount(codes, used, len(labels))
    reached = np.bincount(codes, used * replied, len(labels))
    if (reached <= 0).any():
        raise MethodError(
            "class_without_respondents",
            where="classes",
            found=labels[reached <= 0].tolist(),
            allowed="at least one answer in each class",
        )
    factors = drawn / reached
    return ClassFactors(tuple(labels.tolist()), factors, factors[codes] * replied)


def answer_chances(
    answered: Array, predictors: Array, weights: Array | None = None
) -> Propensities:
    """Return each drawn person's chance to answer, by a logistic regression.

    Parameters
    ----------
    answered : (n,) bool
        Who answered.
    predictors : (n, q) float
        Known for all that were drawn; include a column of ones.
    weights : (n,) float, optional
        Base weights; without them each row counts once.

    Raises
    ------
    MethodError
        ``responses_separated`` where predictors tell answers and refusals apart completely, or
        depend on each other, so that no coefficients exist; ``wrong_shape``, ``not_finite``,
        ``negative_value``.

    Notes
    -----
    Maximum (pseudo-)likelihood by Newton steps; the weights enter as they are, so standard errors
    are not given (Little 1986; Särndal and Lundström 2005).

    Examples
    --------
    >>> town = np.column_stack([np.ones(4), [0.0, 0.0, 1.0, 1.0]])
    >>> found = answer_chances(np.array([True, False, True, False]), town)
    >>> found.chances.round(9).tolist()
    [0.5, 0.5, 0.5, 0.5]
    """
    rows = len(answered)
    used, replied = _inputs(np.ones(rows) if weights is None else weights, answered)
    columns = np.asarray(predictors, np.float64)
    if columns.ndim != 2 or len(columns) != rows:
        raise MethodError("wrong_shape", where="predictors", found=columns.shape, allowed=rows)
    if not np.isfinite(columns).all():
        raise MethodError("not_finite", where="predictors", found="nan", allowed="finite values")
    scale = np.sqrt((columns**2).mean(axis=0))
    columns = columns / np.where(scale > 0, scale, 1.0)
    place = np.zeros(columns.shape[1])
    for _ in range(ROUNDS):
        chances = expit(columns @ place)
        _refuse_certainty(chances[used > 0])
        information = columns.T @ (columns * (used * chances * (1 - chances))[:, None])
        if np.linalg.cond(information) > 1e14:
            _refuse("predictors that depend on each other")
        step = np.linalg.solve(information, columns.T @ (used * (replied - chances)))
        place = place + step
        if np.abs(step).max() <= 1e-13 * (1 + np.abs(place).max()):
            break
    chances = expit(columns @ place)
    _refuse_certainty(chances[used > 0])
    return Propensities(place / np.where(scale > 0, scale, 1.0), chances)


def chance_classes(chances: Array, classes: int = 5) -> Array:
    """Return the class (n,), from 0, of each chance to answer, cut at its quantiles.

    A class holds chances above its lower and up to its upper bound (quantiles of type 7); equal
    chances share a class, so a class can be empty. Raises ``wrong_shape`` for fewer than 2 classes.

    >>> chance_classes(np.array([0.1, 0.2, 0.3, 0.4]), 2).tolist()
    [0, 0, 1, 1]
    """
    if classes < 2:
        raise MethodError("wrong_shape", where="classes", found=classes, allowed="2 or more")
    cuts = np.quantile(chances, np.arange(1, classes) / classes)
    return np.searchsorted(cuts, chances, side="left")


def representativity(chances: Array, weights: Array | None = None) -> float:
    """Return the R-indicator 1 - 2 S of chances (n,) to answer: 1 where all are alike.

    S is the standard deviation with divisor n - 1, with weights the weighted one with divisor
    sum(w) - 1 (Schouten, Cobben and Bethlehem 2009). Raises ``wrong_shape`` under two rows, and
    ``probability_out_of_range`` for what is no chance.

    >>> representativity(np.array([0.5, 0.5, 0.5]))
    1.0
    """
    values = np.asarray(chances, np.float64)
    if len(values) < 2:
        raise MethodError("wrong_shape", where="chances", found=len(values), allowed="2 or more")
    if not ((values >= 0) & (values <= 1)).all():
        found = [float(values.min()), float(values.max())]
        raise MethodError(
            "probability_out_of_range", where="chances", found=found, allowed="0 to 1"
        )
    used = checked_weights(np.ones(len(values)) if weights is None else weights, len(values))
    centre = (used * values).sum() / used.sum()
    variance = (used * (values - centre) ** 2).sum() / (used.sum() - 1)
    return float(1 - 2 * np.sqrt(variance))


def response_share(weights: Array, answered: Array) -> float:
    """Return the weighted share of the drawn that answered.

    >>> response_share(np.array([1.0, 3.0]), np.array([True, False]))
    0.25
    """
    used, replied = _inputs(weights, answered)
    return float((used * replied).sum() / used.sum())


def _inputs(weights: Array, answered: Array) -> tuple[Array, Array]:
    replied = np.asarray(answered, np.bool_)
    return checked_weights(weights, len(replied)), replied


def _refuse_certainty(chances: Array) -> None:
    if (np.minimum(chances, 1 - chances) < CERTAIN).any():
        _refuse("chances of 0 or 1")


def _refuse(found: str) -> None:
    raise MethodError(
        "responses_separated", where="predictors", found=found, allowed="fewer predictors"
    )
