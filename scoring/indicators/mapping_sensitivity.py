"""This room is for showing how much a score owes to the mapping from labels to points."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.errors import MethodError

LABELS = (5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class LabelMapping:
    """Points for the five labels, the best one first."""

    code: str
    points: tuple[int, int, int, int, int]


# Mappings met in practice; the first is the one that the ready indicator sets use.
MAPPINGS = (
    LabelMapping("linear", (100, 75, 50, 25, 0)),
    LabelMapping("marks", (100, 80, 60, 30, 0)),
    LabelMapping("marks_from_20", (100, 80, 60, 40, 20)),
    LabelMapping("share_satisfied", (100, 100, 0, 0, 0)),
    LabelMapping("share_at_least_fair", (100, 100, 100, 0, 0)),
)


def scores_by_mapping(shares: Mapping[int, Decimal | int | float]) -> dict[str, Fraction]:
    """Return what one distribution of answers scores under each mapping.

    Parameters
    ----------
    shares : mapping of int to number
        Weight of each label 5 (best) to 1 (worst); any positive total, absent labels count 0.

    Returns
    -------
    dict of str to Fraction
        Exact scores of 0-100 by mapping.

    Raises
    ------
    MethodError
        ``unknown_label``, ``share_negative`` or ``no_answers``.

    Examples
    --------
    >>> scores = scores_by_mapping({5: 40, 4: 35, 3: 15, 2: 7, 1: 3})
    >>> [float(score) for score in scores.values()]
    [75.5, 79.1, 80.4, 75.0, 90.0]
    """
    weights = {label: Fraction(share) for label, share in shares.items()}
    for label, weight in weights.items():
        if label not in LABELS:
            raise MethodError("unknown_label", where="shares", found=label, allowed=list(LABELS))
        if weight < 0:
            raise MethodError("share_negative", where=label, found=float(weight), allowed=">= 0")
    total = sum(weights.values(), Fraction(0))
    if total == 0:
        raise MethodError("no_answers", where="shares", found=0, allowed="above 0")
    return {
        mapping.code: sum(
            (
                points * weights.get(label, Fraction(0))
                for label, points in zip(LABELS, mapping.points, strict=True)
            ),
            Fraction(0),
        )
        / total
        for mapping in MAPPINGS
    }
