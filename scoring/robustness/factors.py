"""The choices of an evaluation that could have been made otherwise, each with its kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from math import prod

from scoring.errors import MethodError

MOST_COMBINATIONS = 20_000
FEWEST_LEVELS = 2


class FactorKind(StrEnum):
    """What a factor changes between two runs of the scoring."""

    MAPPING = "mapping"
    WEIGHTS = "weights"
    NORMALISATION = "normalisation"
    AGGREGATION = "aggregation"
    GAP_RULE = "gap_rule"
    ADJUSTERS = "adjusters"
    EXCLUDED_INTERVIEWERS = "excluded_interviewers"
    PROXIES = "proxies"
    TREATMENT = "treatment"


@dataclass(frozen=True, slots=True)
class Factor:
    """A choice and the levels it could take, all equally plausible; the first is the nominal one.

    Raises
    ------
    MethodError
        ``threshold_too_low`` where there are fewer than two levels, ``duplicate_row`` where one
        stands twice.

    Examples
    --------
    >>> Factor("mean", FactorKind.AGGREGATION, ("arithmetic", "geometric")).nominal
    'arithmetic'
    """

    code: str
    kind: FactorKind
    levels: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what is no choice at all."""
        if len(self.levels) < FEWEST_LEVELS:
            raise MethodError(
                "threshold_too_low", where=self.code, found=len(self.levels), allowed=FEWEST_LEVELS
            )
        for level in self.levels:
            if self.levels.count(level) > 1:
                raise MethodError("duplicate_row", where=self.code, found=level, allowed="once")

    @property
    def nominal(self) -> str:
        """The level of the plan."""
        return self.levels[0]


def level_counts(factors: Sequence[Factor]) -> tuple[int, ...]:
    """Return how many levels each factor has.

    Raises
    ------
    MethodError
        ``nothing_available`` without factors, ``duplicate_row`` where a code stands twice.

    Examples
    --------
    >>> level_counts([Factor("proxies", FactorKind.PROXIES, ("kept", "left out"))])
    (2,)
    """
    if not factors:
        raise MethodError("nothing_available", where="factors", found=0, allowed=">= 1")
    codes = [factor.code for factor in factors]
    for code in codes:
        if codes.count(code) > 1:
            raise MethodError("duplicate_row", where="factors", found=code, allowed="once")
    return tuple(len(factor.levels) for factor in factors)


def is_enumerable(factors: Sequence[Factor], limit: int = MOST_COMBINATIONS) -> bool:
    """Tell whether all combinations can be run, so that the indices are exact.

    Parameters
    ----------
    factors : sequence of Factor
    limit : int
        Most combinations that are run one by one; beyond them a quasi-random design is used.

    Examples
    --------
    >>> many = [Factor(f"f{k}", FactorKind.WEIGHTS, tuple("abcde")) for k in range(7)]
    >>> is_enumerable(many[:6]), is_enumerable(many)
    (True, False)
    """
    return prod(level_counts(factors)) <= limit


def combinations(factors: Sequence[Factor]) -> Iterator[dict[str, str]]:
    """Yield every combination of levels by factor code; the last factor changes fastest.

    The order is that of :func:`scoring.robustness.designs.full_factorial`.

    Examples
    --------
    >>> two = [Factor("a", FactorKind.WEIGHTS, ("x", "y")),
    ...        Factor("b", FactorKind.GAP_RULE, ("u", "v"))]
    >>> [tuple(run.values()) for run in combinations(two)]
    [('x', 'u'), ('x', 'v'), ('y', 'u'), ('y', 'v')]
    """
    level_counts(factors)
    codes = [factor.code for factor in factors]
    for chosen in product(*(factor.levels for factor in factors)):
        yield dict(zip(codes, chosen, strict=True))
