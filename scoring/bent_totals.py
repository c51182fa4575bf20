"""Intervals of a total near the bends of its rules: each input's limits, taken through the rule."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from scoring.indicators.inputs import is_survey
from scoring.indicators.outcomes import PartOutcome

FloatArray = npt.NDArray[np.float64]
EXACT = "exact"


@dataclass(frozen=True, slots=True)
class BentTotal:
    """The scored parts of a total of which at least one stands near a bend of its rule.

    ``positions`` places each survey input in ``matrix`` (G, G), their covariance in squared input
    points.
    """

    parts: tuple[PartOutcome, ...]
    positions: Mapping[str, int]
    matrix: FloatArray

    def reach(self, quantile: float) -> tuple[float, float]:
        """Return how far the true total may lie below and above the estimate, in points.

        Parameters
        ----------
        quantile : float
            Standard errors that an interval spans to each side, 0 or more.

        Returns
        -------
        tuple of float
            Both 0 or more; equal where every rule is straight that far.

        Notes
        -----
        Method of variance estimates recovery (Zou and Donner 2008, Statistics in Medicine 27,
        1693-1702): the limits of each input go through the rules, and the distances from the
        estimate add up like standard errors, with the correlations of the inputs. A rule that
        rises and then is flat cannot be missed upwards from its flat stretch, yet it can
        downwards; plus and minus one standard error would say neither.
        """
        below, above = np.zeros((2, len(self.positions)))
        apart_below = apart_above = 0.0
        for code, parts in self._by_input().items():
            low, high = _moved(parts, quantile * self._error(code, parts))
            down, up = -min(low, high, 0.0), max(low, high, 0.0)
            if is_survey(parts[0].part):
                side = 1.0 if high >= low else -1.0
                below[self.positions[code]], above[self.positions[code]] = side * down, side * up
            else:
                apart_below, apart_above = apart_below + down**2, apart_above + up**2
        correlations = _correlations(self.matrix)
        return (
            math.sqrt(max(float(below @ correlations @ below), 0.0) + apart_below),
            math.sqrt(max(float(above @ correlations @ above), 0.0) + apart_above),
        )

    def _by_input(self) -> dict[str, list[PartOutcome]]:
        found: dict[str, list[PartOutcome]] = {}
        for part in self.parts:
            found.setdefault(part.part.input, []).append(part)
        return found

    def _error(self, code: str, parts: list[PartOutcome]) -> float:
        """Return the standard error of an input."""
        if is_survey(parts[0].part):
            place = self.positions[code]
            return math.sqrt(max(float(self.matrix[place, place]), 0.0))
        return math.sqrt(max(part.variance for part in parts))


def bent_total(
    parts: Iterable[PartOutcome], variables: tuple[str, ...], matrix: FloatArray
) -> BentTotal | None:
    """Return the scored parts of a total with their covariance; None where no bend is near.

    Parameters
    ----------
    parts : iterable of PartOutcome
        Of one contract; those without points are left out.
    variables : tuple of str, length G
        Survey inputs in the order of ``matrix`` (G, G).

    Examples
    --------
    >>> bent_total([], ("v",), np.eye(1)) is None
    True
    """
    scored = tuple(part for part in parts if part.points is not None)
    if not any(part.spread.method == EXACT for part in scored):
        return None
    return BentTotal(scored, {code: place for place, code in enumerate(variables)}, matrix)


def _moved(parts: Iterable[PartOutcome], distance: float) -> tuple[float, float]:
    """Return what the points of an input's parts change by as it falls and rises by a distance."""
    changes = [(_change(part, -distance), _change(part, distance)) for part in parts]
    return sum(low for low, _ in changes), sum(high for _, high in changes)


def _change(part: PartOutcome, distance: float) -> float:
    """Return the change of a part's points where its input moves; never below an input of 0."""
    if part.spread.method != EXACT or part.curve is None or part.value is None:
        return part.spread.slope * distance
    moved = part.curve.at(max(part.value + Fraction(distance), Fraction(0)))
    return float((moved - part.curve.at(part.value)) * part.stretch)


def _correlations(matrix: FloatArray) -> FloatArray:
    """Return correlations (G, G); an input without variance has none but with itself."""
    errors = np.sqrt(np.maximum(np.diag(matrix), 0.0))
    safe = np.where(errors > 0, errors, 1.0)
    result: FloatArray = matrix / np.outer(safe, safe)
    np.fill_diagonal(result, 1.0)
    return result
