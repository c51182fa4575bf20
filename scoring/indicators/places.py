"""Places in a table of scores: 1 is best, ties are ties, and the convention is stated."""

from collections.abc import Sequence

import numpy as np

from scoring.errors import MethodError
from scoring.indicators.tables import tied_groups

DIGITS = 12
# What units get that share a group: the best of its places, the worst, their mean, or its number.
CONVENTIONS = ("lowest", "highest", "average", "dense")


def places(
    scores: Sequence[float | None], convention: str = "lowest", digits: int = DIGITS
) -> tuple[float | None, ...]:
    """Return the place of each score, the highest score being first.

    Parameters
    ----------
    scores : sequence of float or None
        ``None`` for a unit without a score; it gets no place and takes none from others.
    convention : {"lowest", "highest", "average", "dense"}
        "lowest" gives 1, 2, 2, 4; "highest" 1, 3, 3, 4; "average" 1, 2.5, 2.5, 4; "dense"
        1, 2, 2, 3. The house prints "lowest".
    digits : int
        Scores that differ by at most one unit of this significant digit of the largest are tied.

    Raises
    ------
    MethodError
        ``unknown_method`` for another convention; ``not_finite`` for NaN or infinity.

    Examples
    --------
    >>> places([90.0, 70.0, None, 80.0, 80.0])
    (1.0, 4.0, None, 2.0, 2.0)
    """
    if convention not in CONVENTIONS:
        raise MethodError("unknown_method", where="places", found=convention, allowed=CONVENTIONS)
    known = [index for index, score in enumerate(scores) if score is not None]
    values = np.array([-score for score in scores if score is not None], dtype=np.float64)
    if not np.isfinite(values).all():
        raise MethodError("not_finite", where="places", found="NaN", allowed="numbers and gaps")
    groups = tied_groups(values, digits)
    sizes = np.bincount(groups)
    last = np.cumsum(sizes)
    by_convention = {
        "lowest": last - sizes + 1.0,
        "highest": last * 1.0,
        "average": last - (sizes - 1) / 2,
        "dense": np.arange(sizes.size) + 1.0,
    }
    found: list[float | None] = [None] * len(scores)
    for index, place in zip(known, by_convention[convention][groups], strict=True):
        found[index] = float(place)
    return tuple(found)
