"""This room is for printing points: half-up rounding, totals that foot, grade bands."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from scoring.errors import MethodError
from scoring.plan import Band

# A computed value first loses its float noise here, so that 3.7449999999999997 prints as 3.75.
NOISE_PLACES = 9
PRINTED_PLACES = 2


def half_up(value: Fraction | Decimal | float, places: int = PRINTED_PLACES) -> Decimal:
    """Return ``value`` rounded to 9 decimals and then, halves up, to ``places``.

    Halves of negative numbers move away from zero.

    Raises
    ------
    MethodError
        ``not_finite`` for an infinite or undefined value.

    Examples
    --------
    >>> half_up(3.745), half_up(0.05 * 74.9), half_up(Decimal("617283.945"))
    (Decimal('3.75'), Decimal('3.75'), Decimal('617283.95'))
    """
    try:
        exact = Fraction(value)
    except (OverflowError, ValueError) as error:
        raise MethodError(
            "not_finite", where="half_up", found=str(value), allowed="a finite number"
        ) from error
    return _quantised(_quantised(exact, NOISE_PLACES), places)


def _quantised(value: Fraction | Decimal, places: int) -> Decimal:
    # In whole numbers: fractions would look for common divisors at every step.
    top, bottom = value.as_integer_ratio()
    steps = (abs(top) * 10**places * 2 + bottom) // (2 * bottom)
    return (Decimal(steps) if top >= 0 else -Decimal(steps)).scaleb(-places)


def footed(rows: Iterable[Decimal]) -> Decimal:
    """Return the printed total of printed rows: their sum, nothing else.

    >>> footed([Decimal("4.12"), Decimal("3.91")])
    Decimal('8.03')
    """
    return sum(rows, Decimal("0.00"))


def band_of(score: Decimal | Fraction | float, bands: Sequence[Band]) -> Band:
    """Return the band whose half-open interval [floor, next floor) holds ``score``.

    Raises
    ------
    MethodError
        ``no_band`` where the score lies below every floor.

    Examples
    --------
    >>> bands = (Band("good", Decimal(80)), Band("poor", Decimal(0)))
    >>> band_of(Decimal("80.00"), bands).grade, band_of(Decimal("79.99"), bands).grade
    ('good', 'poor')
    """
    exact = Fraction(score)
    reached = [band for band in bands if exact >= Fraction(band.floor)]
    if not reached:
        floors = [str(band.floor) for band in bands]
        raise MethodError("no_band", where="bands", found=str(score), allowed=floors)
    return max(reached, key=lambda band: band.floor)
