"""Sobol indices where the combinations are too many: estimates from a design, with intervals."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import BoolArray, FloatArray
from scoring.robustness.designs import SEED
from scoring.robustness.sobol import NO_VARIANCE

BOOTSTRAPS = 500
LEVEL = 0.95
FEWEST_POINTS = 8


@dataclass(frozen=True, slots=True)
class SampledIndices:
    """Estimated indices, each (F,), with the ends of their intervals.

    Negative estimates are shown as they are: they are noise around 0, not a fault to be hidden.
    ``failed`` base points had a run without a result and were left out. All are None, with a
    ``reason``, where the output never varies.
    """

    variance: float
    used: int
    failed: int
    first: FloatArray | None
    first_low: FloatArray | None
    first_high: FloatArray | None
    total: FloatArray | None
    total_low: FloatArray | None
    total_high: FloatArray | None
    reason: str | None = None


def sampled_indices(
    outputs: npt.ArrayLike,
    level: float = LEVEL,
    bootstraps: int = BOOTSTRAPS,
    seed: int = SEED,
) -> SampledIndices:
    """Estimate first-order and total indices from the runs of a pick-freeze design.

    Parameters
    ----------
    outputs : array_like, shape (2 + F, N)
        The model at :class:`scoring.robustness.designs.PickFreeze` points. A run that failed is
        NaN; the base point it belongs to is left out and counted.
    level : float
        Of the percentile intervals, between 0 and 1.
    bootstraps, seed : int
        Resamples of base points, and the seed of numpy's PCG64.

    Returns
    -------
    SampledIndices
        S_i = mean(f(B) (f(A_B^i) - f(A))) / V (Saltelli 2010, table 2 b), centred beforehand;
        T_i = mean((f(A) - f(A_B^i))^2) / 2V (Jansen 1999); V from A and B together. The variance
        is estimated anew in every resample, so its error is part of the interval. Resampling
        treats the points as independent; those of a quasi-random design spread more evenly, so
        the intervals are rather too wide than too narrow.

    Raises
    ------
    MethodError
        ``wrong_shape``, ``level_out_of_range``, or ``nothing_available`` where fewer than 8 base
        points are whole.

    Examples
    --------
    >>> from scoring.robustness.designs import pick_freeze
    >>> x = pick_freeze(2, 1024).points
    >>> found = sampled_indices(2 * x[..., 0] + x[..., 1])
    >>> found.first.round(2).tolist(), found.failed
    ([0.8, 0.2], 0)
    """
    runs = np.array(outputs, dtype=np.float64)
    if runs.ndim != 2 or runs.shape[0] < 3:
        raise MethodError("wrong_shape", where="outputs", found=runs.shape, allowed="(2 + F, N)")
    if not 0 < level < 1:
        raise MethodError("level_out_of_range", where="level", found=level, allowed="0 to 1")
    whole: BoolArray = np.asarray(np.isfinite(runs).all(axis=0))
    used = int(whole.sum())
    if used < FEWEST_POINTS:
        raise MethodError(
            "nothing_available", where="outputs", found=used, allowed=f">= {FEWEST_POINTS}"
        )
    kept = runs[:, whole]
    kept = kept - kept[:2].mean()
    failed = runs.shape[1] - used
    variance = float(kept[:2].var())
    if variance <= 1e-24 * float((runs[:2, whole] ** 2).mean()):
        blank = (None, None, None, None, None, None)
        return SampledIndices(0.0, used, failed, *blank, reason=NO_VARIANCE)
    first, total = _estimates(kept)
    first_ends, total_ends = _intervals(kept, level, bootstraps, seed)
    return SampledIndices(variance, used, failed, first, *first_ends, total, *total_ends)


def _estimates(runs: FloatArray) -> tuple[FloatArray, FloatArray]:
    a, b, mixed = runs[0], runs[1], runs[2:]
    variance = runs[:2].var()
    first: FloatArray = (b * (mixed - a)).mean(axis=1) / variance
    total: FloatArray = ((a - mixed) ** 2).mean(axis=1) / (2 * variance)
    return first, total


def _intervals(
    runs: FloatArray, level: float, bootstraps: int, seed: int
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Return the ends of both kinds of index, from resampled sums of products."""
    a, b, mixed = runs[0], runs[1], runs[2:]
    rows = np.vstack([b * (mixed - a), (a - mixed) ** 2 / 2, a + b, a * a + b * b])
    generator = np.random.Generator(np.random.PCG64(seed))
    n, factors = a.size, len(mixed)
    times = generator.multinomial(n, np.full(n, 1 / n), size=bootstraps).astype(np.float64)
    means = times @ rows.T / n
    variance = means[:, -1] / 2 - (means[:, -2] / 2) ** 2
    means = means[variance > 0]
    shares = means[:, :-2] / variance[variance > 0, None]
    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return (low[:factors], high[:factors]), (low[factors:], high[factors:])
