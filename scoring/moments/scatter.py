"""How far sampling units scatter around their contracts' means, a block of contracts at a time."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.moments.casemix import CaseMix, Scaled, Units, unit_rows
from scoring.moments.kernels import Recipe
from scoring.moments.runs import run_starts, sum_runs
from scoring.moments.state import Moments
from scoring.moments.variance import (
    Design,
    covariances,
    influences,
    residuals,
    shares_in_centre,
)

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Scatter:
    """Covariances (J, G, G) of raw and official means, and of the latter for this year's clients.

    ``psus`` (J, G) counts units with an answer to each variable, ``influence`` (S, G) belongs to
    the units that contracts share, ``centre`` (G, G) is the covariance that the average client
    brings into every adjusted mean, None without adjusters.
    """

    raw: Array
    official: Array
    clients: Array
    psus: Array
    influence: Array
    centre: Array | None


def scatter(
    moments: Moments,
    recipe: Recipe,
    units: Units,
    scaled: Scaled,
    mix: CaseMix,
    design: Design,
    shrink: Array,
    is_shared: Array,
) -> Scatter:
    """Go through the sampling units a block of contracts at a time, for there may be millions.

    ``shrink`` (P,) is the root of the finite population correction, ``is_shared`` (P,) marks units
    that several contracts met.
    """
    count, variables = mix.raw.shape
    plain, official, clients = np.zeros((3, count, variables, variables))
    centre = np.zeros((variables, variables))
    psus = np.zeros((count, variables), np.int64)
    kept = [np.zeros((0, variables))]
    for span, totals in moments.blocks():
        contract = moments.contract[span]
        rows = unit_rows(totals, contract, scaled.fill, recipe.layout, units)
        part = design.part(span)
        raw = influences(residuals(rows, mix, adjusted=False), part)
        plain += covariances(raw, contract, count)
        best = raw
        if recipe.grids:
            best = influences(residuals(rows, mix, adjusted=True), part)
            average = influences(shares_in_centre(rows, mix), part)
            centre += covariances(average, contract, count).sum(axis=0)
        official += covariances(best, contract, count)
        clients += covariances(best * shrink[span, None], contract, count)
        starts = run_starts(contract)
        psus[contract[starts]] = sum_runs((rows.weight > 0).astype(np.int64), starts)
        kept.append(best[is_shared[span]])
    return Scatter(
        plain, official, clients, psus, np.concatenate(kept), centre if recipe.grids else None
    )
