"""From the merged state to the estimates of every contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.moments.casemix import (
    CaseMix,
    Scaled,
    Units,
    adjust,
    ratio,
    scale,
    units_of,
)
from scoring.moments.counting import MISSING_NAMES
from scoring.moments.estimates import ContractEstimates, SharedUnits, SurveyEstimates
from scoring.moments.interviewing import Interviewing, interviewing_of
from scoring.moments.interviews import merge_cells
from scoring.moments.kernels import Recipe
from scoring.moments.products import joined
from scoring.moments.runs import ranked, run_starts
from scoring.moments.scatter import scatter
from scoring.moments.state import Moments
from scoring.moments.variance import (
    Design,
    design_of,
    sampled_shares,
    shared_rows,
    slope_terms,
    unit_numbers,
)
from scoring.moments.weighing import Weighed
from scoring.survey.coding import VariableCoding, code_variables

Array = np.ndarray[Any, Any]
NO_SPREAD = 1e-9  # points squared; answers that are all alike have no design effect


@dataclass(frozen=True, slots=True)
class _Parts:
    """All arrays that the contracts' rows are cut from."""

    recipe: Recipe
    moments: Moments
    codings: tuple[VariableCoding, ...]
    mix: CaseMix
    design: Design
    raw: Array
    adjusted: Array
    clients: Array
    clients_reasons: Sequence[str | None]
    psus_by_variable: Array
    effective: Array
    unseen: Array
    repeating: Array
    weighed: Weighed


def solve(
    moments: Moments, recipe: Recipe, weighed: Weighed, frame: pa.Table | None
) -> SurveyEstimates:
    """Return the estimates of all contracts from merged ``moments``.

    ``frame`` gives the clients per contract and stratum for the finite population correction.
    """
    count = len(recipe.contracts)
    codings = code_variables(recipe.plan, exact=recipe.exact)
    units = units_of(recipe.layout, codings, recipe.grids, exact=recipe.exact)
    scaled = scale(moments, recipe.layout, units, count)
    mix = adjust(scaled)
    strata = ranked(moments.stratum)
    design = design_of(moments.contract, strata, count)
    units_met, repeats = unit_numbers(moments.contract, strata, ranked(moments.psu))
    is_shared = shared_rows(units_met, moments.contract)
    shrink, reasons = _corrections(moments, recipe.contracts, design, strata, frame)
    corrected = np.array([reason is None for reason in reasons], np.bool_)
    spread = scatter(moments, recipe, units, scaled, mix, design, shrink, is_shared)
    mix = replace(mix, centre=spread.centre)
    slopes = slope_terms(mix)
    parts = _Parts(
        recipe=recipe,
        moments=moments,
        codings=codings,
        mix=mix,
        design=design,
        raw=spread.raw,
        adjusted=spread.official + slopes,
        clients=spread.clients + slopes * corrected[:, None, None],
        clients_reasons=reasons,
        psus_by_variable=spread.psus,
        effective=_effective(moments, mix, _diagonals(spread.raw), units, scaled),
        unseen=scaled.unseen,
        repeating=np.bincount(moments.contract[repeats], minlength=count),
        weighed=weighed,
    )
    shared = SharedUnits(moments.contract[is_shared], units_met[is_shared], spread.influence)
    return _survey(parts, shared, _interviewing(moments, design))


def _interviewing(moments: Moments, design: Design) -> Interviewing:
    """Return who interviewed for whom; weights of units are read only where anybody did."""
    cells = merge_cells(moments.links.cells)
    weight = np.zeros(len(moments.contract))
    if len(cells.contract):
        for span, totals in moments.blocks():
            weight[span] = totals[:, 0]
    return interviewing_of(cells, moments.contract, moments.stratum, moments.psu, weight, design)


def _survey(parts: _Parts, shared: SharedUnits, interviewing: Interviewing) -> SurveyEstimates:
    recipe, mix = parts.recipe, parts.mix
    has_adjusters = bool(recipe.grids)
    spread = np.sqrt(np.diag(mix.slope_covariance)).reshape(mix.beta.shape)
    centre = np.array([grid.offset for grid in recipe.grids])
    return SurveyEstimates(
        contracts=tuple(_contract(parts, j) for j in range(len(recipe.contracts))),
        variables=tuple(coding.code for coding in parts.codings),
        beta=mix.beta if has_adjusters else None,
        beta_standard_error=spread if has_adjusters else None,
        overall=mix.overall + centre if has_adjusters else None,
        mix=mix,
        shared=shared,
        interviewing=interviewing,
        items=parts.moments.links.items,
        is_exact=recipe.exact,
        notes=tuple(_notes(parts)),
    )


def _notes(parts: _Parts) -> list[Mapping[str, Any]]:
    notes: list[Mapping[str, Any]] = [
        {"code": "adjuster_without_variation", "adjuster": parts.recipe.grids[q].code}
        for q in parts.mix.dropped
    ]
    if not parts.recipe.exact:
        notes.append({"code": "float_arithmetic"})
    return notes


def _contract(parts: _Parts, j: int) -> ContractEstimates:
    counts, recipe = parts.moments.counts, parts.recipe
    psus = int(parts.design.units[j])
    return ContractEstimates(
        contract=recipe.contracts[j],
        submitted=int(counts.submitted[j]),
        answers=int(counts.accepted[j]),
        excluded=int(counts.submitted[j] - counts.accepted[j]),
        psus=psus,
        effective_answers=float(parts.effective[j]),
        degrees_of_freedom=float(psus - parts.design.strata[j]),
        variables=tuple(coding.code for coding in parts.codings),
        raw=parts.mix.raw[j],
        adjusted=parts.mix.adjusted[j],
        covariance_raw=parts.raw[j],
        covariance_adjusted=parts.adjusted[j],
        covariance_clients=parts.clients[j],
        answers_by_variable=counts.answers[j],
        psus_by_variable=parts.psus_by_variable[j],
        is_binary=tuple(coding.is_binary for coding in parts.codings),
        successes=counts.successes[j],
        missing_counts={
            item.code: dict(zip(MISSING_NAMES, counts.missing[j, i].tolist(), strict=True))
            for i, item in enumerate(recipe.plan.items)
        },
        missing_adjusters={
            grid.code: int(counts.missing_adjusters[j, q]) for q, grid in enumerate(recipe.grids)
        },
        reasons=_reasons(parts, j, psus),
        is_adjusted=bool(recipe.grids),
        margin_error=float(parts.weighed.margin_error[j]),
        clients_reason=parts.clients_reasons[j],
        flags=_flags(parts, j),
    )


def _reasons(parts: _Parts, j: int, psus: int) -> dict[str, str]:
    reasons = {}
    for g, coding in enumerate(parts.codings):
        if not parts.mix.present[j, g]:
            reasons[coding.code] = "no_answers"
        elif psus < 2:
            reasons[coding.code] = "single_psu"
    return reasons


def _flags(parts: _Parts, j: int) -> tuple[str, ...]:
    flags = {
        "lone_psu_collapsed": parts.design.collapsed[j] > 0,
        "psu_in_several_strata": parts.repeating[j] > 0,
        "weights_trimmed": parts.weighed.trimmed[j] > 0,
        "adjuster_missing": parts.moments.counts.missing_adjusters[j].any(),
        "adjuster_unseen": parts.unseen[j].any(),
    }
    return tuple(code for code, holds in flags.items() if holds)


def _diagonals(matrices: Array) -> Array:
    return np.asarray(np.einsum("jgg->jg", matrices))


def _effective(
    moments: Moments, mix: CaseMix, design: Array, units: Units, scaled: Scaled
) -> Array:
    """Return (J,) the number of independent answers that would tell as much; 0 without answers.

    Answers over the mean design effect of the variables, whose ``design`` variances (J, G) hold
    what clusters, strata and weights do; at most Kish's (sum w)^2 / sum w^2. A design effect below
    1 earns nothing, for few sampling units find one by luck.
    """
    kish = ratio(scaled.everyone[:, 0] ** 2, moments.squares * units.weight**2)
    mean_square = np.zeros(mix.raw.shape)
    value_unit = units.sides[:, -1]
    mean_square[moments.owner] = joined(moments.value_squares) * value_unit**2 * units.weight
    answers = moments.counts.answers
    spread = ratio(mean_square, mix.weights) - mix.raw**2
    simple = ratio(spread, answers - 1.0)  # variance of a mean of independent answers
    varies = simple > NO_SPREAD
    effects = np.where(varies, ratio(design, np.where(varies, simple, 0.0)), 0.0)
    effect = ratio(effects.sum(axis=1), varies.sum(axis=1).astype(np.float64))
    # Rounded, so that independent answers count in full.
    effect = np.maximum(np.round(effect, 9), 1.0)
    return np.asarray(np.minimum(kish, moments.counts.accepted / effect))


def _corrections(
    moments: Moments,
    contracts: tuple[str, ...],
    design: Design,
    strata: Array,
    frame: pa.Table | None,
) -> tuple[Array, list[str | None]]:
    """Return sqrt(1 - f) for each sampling unit (P,), and why a contract has no correction."""
    if frame is None:
        return np.zeros(len(moments.contract)), ["no_frame"] * len(contracts)
    rows = frame.select(["contract", "stratum", "population"]).to_pylist()
    clients = {(row["contract"], row["stratum"] or ""): row["population"] for row in rows}
    population = np.zeros(len(moments.contract))
    reasons: list[str | None] = [None] * len(contracts)
    for start in run_starts(moments.contract, strata):
        j = int(moments.contract[start])
        known = clients.get((contracts[j], moments.stratum[int(start)].as_py()))
        population[start] = known or 0
        if not known:
            reasons[j] = "stratum_not_in_frame"
    shares = sampled_shares(design, moments.responses, population)
    stratum = np.repeat(np.arange(len(design.sizes)), design.sizes)
    missing = np.array([reason is not None for reason in reasons], np.bool_)
    factor = np.sqrt(1 - shares[stratum]) * ~missing[moments.contract]
    return factor, reasons
