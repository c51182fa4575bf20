"""The nearest admissible weights: satisfaction heaviest, the sum kept, locked weights untouched."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from scoring.errors import MethodError

HUNDRED = Fraction(100)
LEAD = Fraction(1, 2)  # points by which satisfaction shall outweigh the next dimension
LEAST = Fraction(1, 100)
STEP = Fraction(1, 100)
NO_ROOM = "locked_weights_leave_no_room"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Weights that keep the rule and lie nearest to those given, and what it takes to get there.

    ``weights`` are exact and sum to 100; None, with a ``reason``, where the locked weights leave
    no room. ``moved``: points that change hands (half the sum of absolute changes, for weights
    that summed to 100); ``gain`` is what satisfaction gains.
    """

    weights: Mapping[str, Fraction] | None
    moved: Fraction | None
    gain: Fraction | None
    reason: str | None = None

    @property
    def changes(self) -> bool:
        """Whether anything has to change."""
        return bool(self.moved)


def nearest_admissible(
    weights: Mapping[str, Fraction],
    satisfaction: str,
    locked: Collection[str] = (),
    lead: Fraction = LEAD,
    least: Fraction = LEAST,
) -> Proposal:
    """Return the weights nearest to the given ones with which satisfaction is heaviest.

    Parameters
    ----------
    weights : mapping of str to Fraction
        Points of the level-1 dimensions, above 0, in any sum.
    satisfaction : str
        The dimension that must be heaviest.
    locked : collection of str
        Dimensions whose weight stays.
    lead, least : Fraction
        By how much satisfaction must outweigh every other dimension, above 0; and the smallest
        weight that an unlocked dimension may get, above 0.

    Returns
    -------
    Proposal
        The exact Euclidean projection of the weights onto all that are admissible.

    Raises
    ------
    MethodError
        ``no_satisfaction`` where it is not among the weights, ``weight_not_positive``, or
        ``unknown_variable`` for a lock on nothing.

    Notes
    -----
    At the projection the other unlocked weights have moved by one common step, but for those held
    at satisfaction's weight less the lead and those held at the least. Held ones are the heaviest
    and the lightest, so few cases are to be tried, each an equation in fractions; the conditions
    of Karush, Kuhn and Tucker say which case is right.

    Examples
    --------
    >>> found = nearest_admissible({"A": Fraction(30), "B": Fraction(40), "C": Fraction(30)}, "A")
    >>> {code: float(weight) for code, weight in found.weights.items()}, float(found.moved)
    ({'A': 35.25, 'B': 34.75, 'C': 30.0}, 5.25)
    """
    _check(weights, satisfaction, locked, lead, least)
    others = [code for code in weights if code != satisfaction and code not in locked]
    fixed = {code: weights[code] for code in locked}
    floor = max((fixed[code] + lead for code in fixed if code != satisfaction), default=least)
    found: dict[str, Fraction] | None = None
    if satisfaction not in locked:
        found = _projected(weights, satisfaction, others, fixed, lead, least)
    if found is None or found[satisfaction] < floor:
        # Convex in satisfaction's own weight: if its bound is broken, it is met exactly.
        held = fixed.get(satisfaction, max(floor, least))
        found = None
        if held >= floor:
            fixed = {**fixed, satisfaction: held}
            found = _with_fixed(weights, others, fixed, held - lead, least)
    if found is None:
        return Proposal(None, None, None, NO_ROOM)
    ordered = {code: found[code] for code in weights}
    away = sum((abs(ordered[code] - weights[code]) for code in weights), Fraction(0))
    return Proposal(ordered, away / 2, ordered[satisfaction] - weights[satisfaction])


def _check(
    weights: Mapping[str, Fraction],
    satisfaction: str,
    locked: Collection[str],
    lead: Fraction,
    least: Fraction,
) -> None:
    if satisfaction not in weights:
        raise MethodError(
            "no_satisfaction", where="weights", found=satisfaction, allowed=sorted(weights)
        )
    for code in locked:
        if code not in weights:
            raise MethodError(
                "unknown_variable", where="locked", found=code, allowed=sorted(weights)
            )
    numbers = {**weights, "lead": lead, "least": least}
    for code, number in numbers.items():
        if number <= 0:
            raise MethodError(
                "weight_not_positive", where=code, found=float(number), allowed="above 0"
            )


def _projected(
    weights: Mapping[str, Fraction],
    satisfaction: str,
    others: list[str],
    fixed: Mapping[str, Fraction],
    lead: Fraction,
    least: Fraction,
) -> dict[str, Fraction] | None:
    """Project with satisfaction free: try each number of capped and of floored others."""
    falling = sorted(others, key=lambda code: -weights[code])
    room = HUNDRED - sum(fixed.values(), Fraction(0))
    for capped in range(len(falling) + 1):
        for floored in range(len(falling) - capped + 1):
            top, rest = falling[:capped], falling[capped:]
            free, low = rest[: len(rest) - floored], rest[len(rest) - floored :]
            own = [weights[satisfaction], *(weights[code] for code in top)]
            left = room - least * floored - sum(own) - sum(weights[code] for code in free)
            step = Fraction(left) / (len(own) + len(free))
            # Satisfaction and the capped ones share one level, less the lead.
            heaviest = step + (sum(own) + lead * capped) / len(own)
            found = {satisfaction: heaviest, **fixed}
            found |= dict.fromkeys(top, heaviest - lead)
            found |= {code: weights[code] + step for code in free}
            found |= dict.fromkeys(low, least)
            pulled = all(weights[code] + step >= heaviest - lead for code in top)
            pushed = all(weights[code] + step <= least for code in low)
            if pulled and pushed and _is_within(found, others, heaviest - lead, least):
                return found
    return None


def _with_fixed(
    weights: Mapping[str, Fraction],
    others: list[str],
    fixed: Mapping[str, Fraction],
    most: Fraction,
    least: Fraction,
) -> dict[str, Fraction] | None:
    """Project the others into [least, most] and the sum that the fixed ones leave them."""
    room = HUNDRED - sum(fixed.values(), Fraction(0))
    if not least * len(others) <= room <= most * len(others):
        return None
    if not others:
        return dict(fixed)
    # The sum rises with the common step, by straight lines between these bends.
    bends = sorted({limit - weights[code] for code in others for limit in (least, most)})

    def reached(step: Fraction) -> Fraction:
        return sum((_held(weights[code] + step, least, most) for code in others), Fraction(0))

    step = bends[0]
    for low, high in pairwise(bends):
        at_low, at_high = reached(low), reached(high)
        if at_low <= room <= at_high:
            step = (
                low
                if at_high == at_low
                else low + (high - low) * (room - at_low) / (at_high - at_low)
            )
            break
    return {**fixed, **{code: _held(weights[code] + step, least, most) for code in others}}


def _held(weight: Fraction, least: Fraction, most: Fraction) -> Fraction:
    return min(max(weight, least), most)


def _is_within(
    found: Mapping[str, Fraction], others: list[str], most: Fraction, least: Fraction
) -> bool:
    return all(least <= found[code] <= most for code in others)


def in_steps(
    weights: Mapping[str, Fraction], satisfaction: str, step: Fraction = STEP
) -> dict[str, Fraction]:
    """Return exact weights as multiples of a step with the same sum.

    All are rounded down, and satisfaction gets what is left over: so it stays heaviest.

    Examples
    --------
    >>> thirds = {"A": Fraction(103, 3), "B": Fraction(100, 3), "C": Fraction(97, 3)}
    >>> {code: float(weight) for code, weight in in_steps(thirds, "A").items()}
    {'A': 34.34, 'B': 33.33, 'C': 32.33}
    """
    rounded = {code: weight // step * step for code, weight in weights.items()}
    left = sum(weights.values(), Fraction(0)) - sum(rounded.values(), Fraction(0))
    rounded[satisfaction] += left
    return rounded
