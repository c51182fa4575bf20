"""What is measured besides the survey: ledgers, files, forms and panels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from surveys.virtual_city.city import City
from surveys.virtual_city.streams import Purpose, stream

DEVIATION_SD = 0.15  # of one measure about the contractor's level, latent units
RESPONDENT_SD = 10.0  # of one office's or assessor's points


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured value of a contract; a sampled one carries the counts it comes from."""

    contract: str
    input: str
    value: float
    successes: int | None = None
    sampled: int | None = None
    variance: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """How a measure of a template follows from a contractor's level.

    ``form``: ``share`` (percent), ``files`` (percent among ``size`` sampled), ``tally`` (count
    among ``size``), ``events`` (count), ``points`` (mean of ``size`` forms), ``amount`` (number) or
    ``passed`` (1 or 0). ``usual`` is the value at level 1, ``slope`` its rise in latent units for
    one unit of level (for amounts and points: in the unit itself).
    """

    input: str
    form: str
    usual: float
    slope: float = 0.5
    size: int = 0


TEMPLATE_T = (
    Measured("T-B101", "share", 97.0),
    Measured("T-B201", "files", 96.5, 0.4, 60),
    Measured("T-B202", "files", 97.5, 0.4, 400),
    Measured("T-B301", "share", 93.0, 0.6),
    Measured("T-B401", "share", 89.0, 0.6),
    Measured("T-C101", "share", 92.0, 0.5),
    Measured("T-C102-training", "amount", 24.0, 6.0),
    Measured("T-C102-turnover", "share", 24.0, -0.5),
    Measured("T-C201", "tally", 12.0, -0.4, 30),
    Measured("T-C202-closed", "share", 95.0, 0.5),
    Measured("T-C301.minor", "events", 0.8, -0.6),
    Measured("T-C301.major", "events", 0.08, -1.0),
    Measured("T-C301.misappropriation", "events", 0.002, -1.0),
    Measured("T-C401", "passed", 99.5, 0.6),
    Measured("T-D101", "points", 84.0, 12.0, 4),
    Measured("T-D102", "points", 82.0, 12.0, 6),
    Measured("T-D103", "tally", 82.0, 0.5, 5),
    Measured("T-D104", "points", 70.0, 15.0, 3),
)
TEMPLATE_S = (
    Measured("S-B101", "share", 96.0),
    Measured("S-B102", "share", 92.0, 0.6),
    Measured("S-B201", "files", 92.0, 0.5, 30),
    Measured("S-B202", "files", 91.0, 0.5, 80),
    Measured("S-B203", "share", 95.0, 0.5),
    Measured("S-B301", "files", 66.0, 0.4, 30),
    Measured("S-B302", "events", 0.3, -0.8),
    Measured("S-C101-staff", "share", 93.0, 0.5),
    Measured("S-C101-certified", "share", 78.0, 0.5),
    Measured("S-C102-training", "amount", 23.0, 6.0),
    Measured("S-C102-supervision", "amount", 10.5, 2.0),
    Measured("S-C201", "files", 97.0, 0.5, 60),
    Measured("S-C202-closed", "share", 95.0, 0.5),
    Measured("S-C202-plan", "passed", 96.0, 0.5),
    Measured("S-C202-drill", "passed", 90.0, 0.6),
    Measured("S-C301.minor", "events", 0.8, -0.6),
    Measured("S-C301.major", "events", 0.08, -1.0),
    Measured("S-C301.misappropriation", "events", 0.002, -1.0),
    Measured("S-C401", "passed", 99.5, 0.6),
    Measured("S-D101", "points", 85.0, 12.0, 4),
    Measured("S-D102", "points", 83.0, 12.0, 8),
    Measured("S-D103", "share", 88.0, 0.5),
    Measured("S-D104", "points", 68.0, 15.0, 3),
)
TEMPLATES = {"T": TEMPLATE_T, "S": TEMPLATE_S}
CEILINGS = {"T-C102-training": 60.0, "S-C102-training": 60.0, "S-C102-supervision": 12.0}
COUNTED = ("tally", "events", "passed")


def administrative_measures(
    city: City, contract: str | None, seed: int, template: str = "T"
) -> tuple[Measure, ...]:
    """Return every measure of a template for one contract, or for all of them.

    A contract's values do not depend on which contracts are asked for.
    """
    rng = stream(seed, Purpose.MEASURES)
    rows = [
        Measure(code, measured.input, *figures)
        for measured in TEMPLATES[template]
        for code, figures in zip(
            city.contractors.contracts, _draw(rng, measured, city.contractors.level), strict=True
        )
    ]
    return tuple(row for row in rows if contract in (None, row.contract))


def expected_value(measured: Measured, level: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the true value of a measure for contractors of a level (percent, points, counts)."""
    if measured.form == "events":
        return np.asarray(measured.usual * np.exp(measured.slope * (level - 1)))
    if measured.form in ("points", "amount"):
        ceiling = CEILINGS.get(measured.input, 100.0)
        return np.clip(measured.usual + measured.slope * (level - 1), 0, ceiling)
    chance = ndtr(ndtri(measured.usual / 100) + measured.slope * (level - 1))
    scale = measured.size if measured.form == "tally" else 100
    return np.asarray(scale * chance)


Figures = tuple[float, int | None, int | None, float | None]


def _draw(
    rng: np.random.Generator, measured: Measured, level: NDArray[np.float64]
) -> list[Figures]:
    """Draw value, successes, sampled and variance for contractors of given levels."""
    truth = expected_value(measured, level + rng.normal(0, DEVIATION_SD, len(level)))
    size = measured.size
    if measured.form == "files":
        passed = rng.binomial(size, truth / 100)
        return [(100 * int(k) / size, int(k), size, None) for k in passed]
    if measured.form == "points":
        forms = np.clip(rng.normal(truth[:, None], RESPONDENT_SD, (len(level), size)), 0, 100)
        variance = forms.var(axis=1, ddof=1) / size
        means = np.round(forms.mean(axis=1), 2)
        return [
            (float(mean), None, size, float(v)) for mean, v in zip(means, variance, strict=True)
        ]
    if measured.form in COUNTED:
        return [(float(count), None, None, None) for count in _counts(rng, measured, truth)]
    return [(float(value), None, None, None) for value in np.round(truth, 2)]


def _counts(
    rng: np.random.Generator, measured: Measured, truth: NDArray[np.float64]
) -> NDArray[np.int64]:
    if measured.form == "events":
        return rng.poisson(truth)
    if measured.form == "tally":
        return rng.binomial(measured.size, truth / measured.size)
    return rng.binomial(1, truth / 100)
