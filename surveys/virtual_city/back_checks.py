"""Back-checks in the virtual city: a second, independent call to some of those interviewed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.fieldwork import NOBODY, Fieldwork
from surveys.virtual_city.streams import Purpose, stream

SHARE = 0.10


@dataclass(frozen=True, slots=True)
class Memories:
    """What those called again say.

    ``reached``: share that can be called. ``forgotten``: share of real interviews that are denied
    all the same. ``confirmed``: share of made-up interviews that are said to have been held, out
    of politeness or for want of memory. ``differ_real`` and ``differ_invented``: chance that one
    of the facts asked again is told otherwise.
    """

    reached: float = 0.70
    forgotten: float = 0.05
    confirmed: float = 0.25
    facts: int = 5
    differ_real: float = 0.12
    differ_invented: float = 0.40


@dataclass(frozen=True, slots=True)
class BackChecks:
    """Of each interview: whether it was called again, denied, and how many facts differ."""

    is_checked: NDArray[np.bool_]
    is_denied: NDArray[np.bool_]
    differing: NDArray[np.int64]
    facts: int


def call_again(
    fieldwork: Fieldwork, seed: int, memories: Memories | None = None, share: float = SHARE
) -> BackChecks:
    """Call a share of each interviewer's respondents again, at least one, chosen at random."""
    chosen = memories or Memories()
    rng = stream(seed, Purpose.BACK_CHECKS)
    count = len(fieldwork)
    drawn = np.zeros(count, dtype=bool)
    for person in np.unique(fieldwork.interviewer[fieldwork.interviewer != NOBODY]):
        own = np.flatnonzero(fieldwork.interviewer == person)
        drawn[rng.permutation(own)[: int(np.ceil(share * len(own)))]] = True
    checked = drawn & (rng.random(count) < chosen.reached)
    made_up = fieldwork.is_invented
    chance = np.where(made_up, 1 - chosen.confirmed, chosen.forgotten)
    denied = checked & (rng.random(count) < chance)
    chance = np.where(made_up, chosen.differ_invented, chosen.differ_real)
    differing = rng.binomial(chosen.facts, chance)
    return BackChecks(checked, denied, np.where(checked, differing, 0), chosen.facts)
