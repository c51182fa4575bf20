"""Plausible choices run through one scoring: how far places move, and which choice moves them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.errors import MethodError
from scoring.profiling.checks import FloatArray, IntArray
from scoring.robustness.designs import SEED, full_factorial, pick_freeze
from scoring.robustness.factors import MOST_COMBINATIONS, Factor, is_enumerable, level_counts
from scoring.robustness.places import checked_numbers, falling_places, mean_place_change
from scoring.robustness.sampled_indices import SampledIndices, sampled_indices
from scoring.robustness.sobol import Indices, exact_indices_of_units

BASE_POINTS = 1_024
QUANTILES = (0.05, 0.5, 0.95)
RUNS_FAILED = "runs_failed"
Scorer = Callable[[Mapping[str, str]], npt.ArrayLike]


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What became of J units over all runs.

    ``nominal`` (J,): places under the plan. ``quantiles`` (3, J): 5, 50 and 95 per cent of the
    places; ``lowest`` and ``highest`` (J,): best and worst place met. ``mean_change``: by how many
    places units move on average. ``failed`` of ``runs`` gave no scores, by code of the error in
    ``failures``. ``indices`` say which factor moves the places: exact where all combinations were
    run, estimated otherwise; None, with a ``reason``, where a hole in the complete design forbids
    it. ``unit_indices``, of length J, say the same of each unit's own place.
    """

    nominal: IntArray
    quantiles: FloatArray
    lowest: IntArray
    highest: IntArray
    mean_change: float
    runs: int
    failed: int
    failures: dict[str, int]
    indices: Indices | SampledIndices | None
    unit_indices: tuple[Indices | SampledIndices, ...] | None
    reason: str | None = None


def vary(
    factors: Sequence[Factor],
    scorer: Scorer,
    base: int = BASE_POINTS,
    limit: int = MOST_COMBINATIONS,
    seed: int = SEED,
) -> Uncertainty:
    """Score all units under every combination of levels, or under a quasi-random part of them.

    Parameters
    ----------
    factors : sequence of Factor
        The first level of each is that of the plan.
    scorer : callable
        Takes the level of each factor by its code and returns the scores of all units, (J,). It
        may raise MethodError: the run is counted as failed and nothing else suffers.
    base : int
        Base points of the quasi-random design, a power of two; used beyond ``limit``.
    limit : int
        Most combinations that are all run.
    seed : int
        Of the quasi-random design.

    Returns
    -------
    Uncertainty
        Of the mean change of place against the nominal run.

    Raises
    ------
    MethodError
        What the scorer raises at the nominal levels, or those of the designs.

    Examples
    --------
    >>> from scoring.robustness.factors import FactorKind
    >>> choice = Factor("w", FactorKind.WEIGHTS, ("plan", "equal"))
    >>> other = Factor("proxies", FactorKind.PROXIES, ("kept", "left out"))
    >>> scores = {"plan": [80.0, 70.0], "equal": [70.0, 80.0]}
    >>> found = vary([choice, other], lambda levels: scores[levels["w"]])
    >>> found.nominal.tolist(), found.mean_change, found.indices.first.tolist()
    ([1, 2], 0.5, [1.0, 0.0])
    """
    counts = level_counts(factors)
    planned = {factor.code: factor.nominal for factor in factors}
    nominal = falling_places(checked_numbers(scorer(planned), "scores", 1))
    is_exact = is_enumerable(factors, limit)
    design = None if is_exact else pick_freeze(len(factors), base, seed)
    rows = full_factorial(counts, limit) if design is None else design.levels(counts)
    runs = rows.reshape(-1, len(factors))
    places, failures = _run(factors, runs, scorer, nominal)
    whole = np.isfinite(places).all(axis=1)
    moved = np.full(len(runs), np.nan)
    moved[whole] = mean_place_change(places[whole], nominal)
    # The mean change and the units' own places are outputs of the same runs.
    outputs = np.column_stack([moved, places])
    found: tuple[Indices | SampledIndices, ...] | None = None
    if not is_exact:
        found = tuple(sampled_indices(column.reshape(rows.shape[:2])) for column in outputs.T)
    elif whole.all():
        found = exact_indices_of_units(outputs, counts)
    met = places[whole]
    return Uncertainty(
        nominal=nominal,
        quantiles=np.quantile(met, QUANTILES, axis=0),
        lowest=met.min(axis=0).astype(np.int64),
        highest=met.max(axis=0).astype(np.int64),
        mean_change=float(moved[whole].mean()),
        runs=len(runs),
        failed=int((~whole).sum()),
        failures=failures,
        indices=None if found is None else found[0],
        unit_indices=None if found is None else found[1:],
        reason=None if found is not None else RUNS_FAILED,
    )


def _run(
    factors: Sequence[Factor], runs: IntArray, scorer: Scorer, nominal: IntArray
) -> tuple[FloatArray, dict[str, int]]:
    """Return places (N, J), blank in failed runs, and how often each error stopped one.

    Equal combinations are scored once.
    """
    distinct, which = np.unique(runs, axis=0, return_inverse=True)
    times = np.bincount(which.reshape(-1))
    places = np.full((len(distinct), nominal.size), np.nan)
    failures: dict[str, int] = {}
    for number, row in enumerate(distinct):
        levels = {
            factor.code: factor.levels[level] for factor, level in zip(factors, row, strict=True)
        }
        try:
            scores = checked_numbers(scorer(levels), "scores", 1)
        except MethodError as error:
            failures[error.code] = failures.get(error.code, 0) + int(times[number])
            continue
        if scores.size != nominal.size:
            raise MethodError(
                "wrong_shape", where="scores", found=scores.size, allowed=nominal.size
            )
        places[number] = falling_places(scores)
    return places[which.reshape(-1)], failures
