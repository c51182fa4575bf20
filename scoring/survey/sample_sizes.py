"""How many people to ask: for a share, a reliable figure, a line, a pair, a rare harm."""

import math
from dataclasses import dataclass

from scipy.special import ndtri

from scoring.errors import MethodError

CENSUS_SHARE = 0.7  # from here on asking everybody costs little more than drawing
# Rounding up forgives this much, so that a size that is whole is not one too many.
SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class SampleSize:
    """A size in people: ``infinite`` without and ``exact`` with the correction, both fractional.

    ``interviews`` is the whole number needed, ``invitations`` the number to approach, and
    ``is_census`` says that everybody had better be asked.
    """

    infinite: float
    exact: float
    interviews: int
    invitations: int
    is_census: bool


def size_for_share(
    population: float,
    half_width: float,
    *,
    share: float = 0.5,
    design_effect: float = 1.0,
    response_rate: float = 1.0,
    level: float = 0.95,
) -> SampleSize:
    """Return the sample with which a share is known to within a half-width.

    Parameters
    ----------
    population : float
        Clients on the roster, 1 or more.
    half_width : float
        Of the interval, as a fraction.
    share : float
        The share expected; one half asks for most.
    design_effect : float
        Of clusters and weights, above 0.
    response_rate : float
        Expected, above 0 and at most 1.
    level : float
        Of the interval.

    Returns
    -------
    SampleSize
        n0 = z^2 p (1-p) / e^2 and n = deff n0 / (1 + (n0-1)/N), never more than the population.

    Raises
    ------
    MethodError
        ``level_out_of_range`` or ``limit_out_of_range``.

    Notes
    -----
    Cochran (1977), 4.4, as used by the Scottish HACE and the English ASCS surveys.

    Examples
    --------
    >>> size = size_for_share(1000, 0.05, response_rate=0.4)
    >>> size.interviews, size.invitations, size.is_census
    (278, 695, False)
    """
    for name, value in (("half_width", half_width), ("share", share), ("level", level)):
        _fraction(name, value)
    _positive("population", population, 1)
    _positive("design_effect", design_effect)
    _fraction("response_rate", response_rate, is_one_allowed=True)
    infinite = _quantile((1 + level) / 2) ** 2 * share * (1 - share) / half_width**2
    exact = min(design_effect * infinite / (1 + (infinite - 1) / population), population)
    interviews = _whole(exact)
    invitations = min(_whole(interviews / response_rate), math.ceil(population))
    is_census = interviews >= CENSUS_SHARE * population
    return SampleSize(infinite, exact, interviews, invitations, is_census)


def cluster_effect(cluster_size: float, correlation: float, weight_variation: float = 0.0) -> float:
    """Return the design effect (1 + (m-1) rho) (1 + cv^2) of clusters and unequal weights.

    ``cluster_size`` is the interviews per cluster, ``correlation`` the likeness within clusters,
    ``weight_variation`` the coefficient of variation of the weights. Kish (1965). Raises
    ``limit_out_of_range`` for a size under 1, a correlation outside 0..1 or a variation under 0.

    >>> round(cluster_effect(10, 0.05), 9)
    1.45
    """
    _positive("cluster_size", cluster_size, 1)
    if not 0 <= correlation <= 1 or not 0 <= weight_variation < math.inf:
        found = [correlation, weight_variation]
        raise MethodError("limit_out_of_range", where="cluster_effect", found=found, allowed="0..1")
    return (1 + (cluster_size - 1) * correlation) * (1 + weight_variation**2)


def size_for_reliability(
    target: float, deviation: float, between: float, *, design_effect: float = 1.0
) -> float:
    """Return the interviews per contract with which its mean has a reliability (fractional).

    ``deviation`` is the standard deviation between the respondents of a contract and ``between``
    that between contracts, in points: n = deff r/(1-r) (deviation/between)^2 (Spearman-Brown).
    Raises ``level_out_of_range`` or ``limit_out_of_range``.

    >>> round(size_for_reliability(0.7, 20, 5), 4)
    37.3333
    """
    _fraction("target", target)
    for name, value in (("deviation", deviation), ("between", between)):
        _positive(name, value)
    _positive("design_effect", design_effect)
    return design_effect * target / (1 - target) * (deviation / between) ** 2


def size_for_line(
    distance: float,
    deviation: float,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: float = 1.0,
) -> float:
    """Return the interviews with which a one-sided test finds a mean off a line (fractional).

    ``distance`` and ``deviation`` are points: n = deff ((z_alpha + z_power) deviation/distance)^2.
    Raises ``level_out_of_range`` or ``limit_out_of_range``.

    >>> round(size_for_line(5, 20), 4)
    98.9209
    """
    reach = _reach(1 - alpha, power)
    for name, value in (("distance", distance), ("deviation", deviation)):
        _positive(name, value)
    _positive("design_effect", design_effect)
    return design_effect * (reach * deviation / distance) ** 2


def size_for_pair(
    distance: float,
    deviation: float,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: float = 1.0,
) -> int:
    """Return the interviews that each of two contracts needs to be told apart, two-sided.

    Twice the size against a fixed line, for both means vary. Errors as against a line.

    >>> size_for_pair(5, 20), size_for_pair(5, 20, design_effect=1.3)
    (252, 327)
    """
    return _whole(
        2
        * size_for_line(
            distance, deviation, alpha=alpha / 2, power=power, design_effect=design_effect
        )
    )


def distance_told_apart(
    interviews: float,
    deviation: float,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: float = 1.0,
) -> float:
    """Return the smallest difference of two contracts (points) that a design is likely to show.

    A design whose answer exceeds the differences that matter cannot rank these contracts.

    >>> round(distance_told_apart(60, 20), 1)
    10.2
    """
    _positive("interviews", interviews)
    _positive("deviation", deviation)
    _positive("design_effect", design_effect)
    spread = deviation * math.sqrt(2 * design_effect / interviews)
    return _reach(1 - alpha / 2, power) * spread


def size_to_see(prevalence: float, probability: float = 0.95) -> int:
    """Return the interviews with which a harm of that prevalence shows at least once.

    n = log(1 - probability) / log(1 - prevalence). Raises ``level_out_of_range``.

    >>> size_to_see(0.02)
    149
    """
    _fraction("prevalence", prevalence)
    _fraction("probability", probability)
    return _whole(math.log1p(-probability) / math.log1p(-prevalence))


def share_bounds(found: int, asked: int, level: float = 0.95) -> tuple[float, float]:
    """Return the Wilson interval of a share, as fractions: what 0 cases still allow.

    Wilson (1927), two-sided, for a simple sample. Raises ``limit_out_of_range`` unless
    0 <= found <= asked and somebody was asked, and ``level_out_of_range``.

    >>> [round(bound, 4) for bound in share_bounds(0, 300)]
    [0.0, 0.0126]
    """
    _fraction("level", level)
    if not 0 <= found <= asked or asked < 1:
        raise MethodError(
            "limit_out_of_range", where="share_bounds", found=[found, asked], allowed="0..asked"
        )
    square = _quantile((1 + level) / 2) ** 2
    centre = (found + square / 2) / (asked + square)
    spread = math.sqrt(square * (found * (asked - found) / asked + square / 4)) / (asked + square)
    low = 0.0 if found == 0 else centre - spread
    return low, 1.0 if found == asked else centre + spread


def _reach(confidence: float, power: float) -> float:
    _fraction("alpha", 1 - confidence)
    _fraction("power", power)
    return _quantile(confidence) + _quantile(power)


def _quantile(probability: float) -> float:
    return float(ndtri(probability))


def _whole(size: float) -> int:
    return math.ceil(size * (1 - SLACK))


def _fraction(name: str, value: float, *, is_one_allowed: bool = False) -> None:
    if not (0 < value < 1 or (is_one_allowed and value == 1)):
        raise MethodError("level_out_of_range", where=name, found=value, allowed="0..1")


def _positive(name: str, value: float, least: float = 0.0) -> None:
    if not (value >= least and 0 < value < math.inf):
        allowed = f"{least:g} or more" if least else "above 0"
        raise MethodError("limit_out_of_range", where=name, found=value, allowed=allowed)
