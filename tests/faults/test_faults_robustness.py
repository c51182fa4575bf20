"""Faults 7 and 8 of statistics.md section 3; each test also puts its fault back."""

from collections.abc import Callable

import numpy as np

from scoring.robustness.designs import PickFreeze, pick_freeze
from scoring.robustness.sampled_indices import SampledIndices, sampled_indices
from scoring.weighting.pairwise import FloatArray
from tests.faults.putting_back import catches

POINTS = pick_freeze(2, 256).points
RUNS = 3 * POINTS[..., 0] + 0.01 * POINTS[..., 1]


def naive(runs: FloatArray) -> SampledIndices:
    """Indices over all runs, failed ones included and none counted."""
    a, b, mixed = runs[0], runs[1], runs[2:]
    variance = runs[:2].var()
    first = (b * (mixed - a)).mean(axis=1) / variance
    total = ((a - mixed) ** 2).mean(axis=1) / (2 * variance)
    return SampledIndices(variance, a.size, 0, first, first, first, total, total, total)


def test_fault_07_one_failed_run_costs_one_point_and_is_counted() -> None:
    """Put back: the failed run enters the sums, so that every index is NaN and nothing counted."""

    def check(method: Callable[[FloatArray], SampledIndices]) -> None:
        runs = RUNS.copy()
        runs[2, 5], runs[3, 9] = np.nan, np.nan
        found = method(runs)
        assert found.failed == 2
        assert found.used == 254
        assert found.first is not None
        assert np.isfinite(found.first).all()

    check(sampled_indices)
    catches(check, naive)


def test_fault_08_the_interval_carries_the_variance_and_levels_cut_the_unit_interval() -> None:
    """Put back: variance fixed over the bootstrap; levels cut on the sample's own range."""

    def check_width(method: Callable[[FloatArray], tuple[float, float]]) -> None:
        """Numerator and variance move together: with both resampled the total varies less."""
        low, high = method(RUNS)
        assert high - low < 0.9 * np.ptp(fixed_variance(RUNS))

    def fixed_variance(runs: FloatArray) -> tuple[float, float]:
        terms = (runs[0] - runs[2]) ** 2 / 2 / runs[:2].var()
        draws = np.random.Generator(np.random.PCG64(1)).integers(0, terms.size, (1000, terms.size))
        low, high = np.quantile(terms[draws].mean(axis=1), [0.025, 0.975])
        return float(low), float(high)

    def ours(runs: FloatArray) -> tuple[float, float]:
        found = sampled_indices(runs)
        assert found.total_low is not None
        assert found.total_high is not None
        return float(found.total_low[0]), float(found.total_high[0])

    check_width(ours)
    catches(check_width, fixed_variance)

    def check_levels(method: Callable[[FloatArray], FloatArray]) -> None:
        low_half = np.linspace(0.05, 0.45, 12).reshape(3, 4, 1)
        assert (method(low_half) == 0).all()

    check_levels(lambda points: PickFreeze(points).levels([2]))
    catches(check_levels, lambda p: np.minimum((p - p.min()) / np.ptp(p) * 2, 1).astype(np.int64))
