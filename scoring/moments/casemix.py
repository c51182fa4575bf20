"""Case-mix adjustment from sums: contract effects, common slopes, all as on the average client."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from scoring.moments.runs import run_starts, sum_runs
from scoring.moments.state import Layout, Moments
from scoring.survey.adjusters import AdjusterGrid
from scoring.survey.coding import VariableCoding
from scoring.survey.weights import GRID

Array = np.ndarray[Any, Any]
NEGLIGIBLE = 1e-10  # share of an adjuster's own variation below which it is collinear


@dataclass(frozen=True, slots=True)
class Units:
    """What one unit of each sum is worth: (L,) for totals, (G, E+1) for sides of products."""

    totals: Array
    sides: Array
    weight: float


@dataclass(frozen=True, slots=True)
class UnitRows:
    """Sums per sampling unit of each variable g: ``weight`` (P, G) of r w, ``value`` (P, G) of
    r w s, ``adjusters`` (P, G, Q) of r w x, for units of the contracts in ``contract`` (P,)."""

    contract: Array
    weight: Array
    value: Array
    adjusters: Array


@dataclass(frozen=True, slots=True)
class Scaled:
    """Sums of contracts in points, adjuster units and weights of mean one, missing ones filled in.

    For each variable g: ``weight`` (J, G), ``value`` (J, G), ``adjusters`` (J, G, Q) are sums of
    r w, r w s, r w x; ``everyone`` (J, 1+Q) sums of w and w x over all rows; ``products``
    (J, G, Q, Q+1) sums of r w x [x, s]'. ``fill`` (J, Q) stands for a missing adjuster; ``unseen``
    (J, Q) marks adjusters that no respondent of a contract has; these take the mean of all.
    """

    weight: Array
    value: Array
    adjusters: Array
    everyone: Array
    products: Array
    fill: Array
    unseen: Array


@dataclass(frozen=True, slots=True)
class CaseMix:
    """Means of every contract (J, G), raw and adjusted, and what the adjustment rests on.

    ``beta`` (G, Q) points a unit of adjuster; ``overall`` (Q,) mean of all respondents; ``offsets``
    (J, G, Q) the contract's mean less the overall mean; ``slope_covariance`` (GQ, GQ);
    ``present`` (J, G) where there is any answer; ``dropped`` indices of adjusters that do not vary
    within contracts or follow from others, whose slope is 0. ``centre`` (G, G) is the covariance of
    the average client's score, once it is known how sampling units scatter.
    """

    weights: Array
    raw: Array
    adjusted: Array
    beta: Array
    overall: Array
    offsets: Array
    slope_covariance: Array
    present: Array
    dropped: tuple[int, ...]
    centre: Array | None = None


def units_of(
    layout: Layout,
    codings: tuple[VariableCoding, ...],
    grids: tuple[AdjusterGrid, ...],
    *,
    exact: bool,
) -> Units:
    """Return what the whole numbers of the state are worth; all 1 in float mode."""
    weight = 1 / GRID if exact else 1.0
    values = [float(coding.unit) if exact else 1.0 for coding in codings]
    steps = [float(Fraction(1, grid.scale)) if exact else 1.0 for grid in grids]
    x = np.array([*steps, *([1.0] * (layout.extended - len(steps)))])
    blocks = [np.array([1.0, value, *x]) for value in values]
    sides = np.array([[*x, value] for value in values]).reshape(len(values), len(x) + 1)
    return Units(np.concatenate([[1.0], x, *blocks]) * weight, sides, weight)


def scale(moments: Moments, layout: Layout, units: Units, contracts: int) -> Scaled:
    """Return sums in points with missing adjusters replaced by their contract's mean."""
    count, width = layout.adjusters, layout.extended
    # Whole numbers are added before any is scaled, so the order of rows cannot show.
    by_contract = np.zeros((contracts, layout.width))
    for span, totals in moments.blocks():
        starts = run_starts(moments.contract[span])
        by_contract[moments.contract[span][starts]] = sum_runs(totals, starts) * units.totals
    fill, unseen = _fill(by_contract[:, : 1 + width], count)
    products = np.zeros((contracts, layout.variables, width, width + 1))
    products[moments.owner] = (
        moments.products * units.sides[:, :-1, None] * units.sides[:, None, :] * units.weight
    )
    blocks = by_contract[:, 1 + width :].reshape(contracts, layout.variables, 2 + width)
    return Scaled(
        weight=blocks[:, :, 0],
        value=blocks[:, :, 1],
        adjusters=_filled(blocks[:, :, 2:], fill[:, None, :], count),
        everyone=np.concatenate(
            [by_contract[:, :1], _filled(by_contract[:, 1 : 1 + width], fill, count)], axis=1
        ),
        products=_filled_products(products, fill, count),
        fill=fill,
        unseen=unseen,
    )


def unit_rows(
    totals: Array, contract: Array, fill: Array, layout: Layout, units: Units
) -> UnitRows:
    """Return the rows of some sampling units in points, from their ``totals`` (P, L)."""
    width = layout.extended
    blocks = (totals * units.totals)[:, 1 + width :]
    blocks = blocks.reshape(len(totals), layout.variables, 2 + width)
    own = fill[contract][:, None, :]
    return UnitRows(
        contract, blocks[:, :, 0], blocks[:, :, 1], _filled(blocks[:, :, 2:], own, layout.adjusters)
    )


def _fill(everyone: Array, count: int) -> tuple[Array, Array]:
    """Return what stands for a missing adjuster (J, Q), and where no respondent has it (J, Q)."""
    weight, known = everyone[:, :1], everyone[:, 1 : 1 + count]
    absent = everyone[:, 1 + count :] if everyone.shape[1] > 1 + count else np.zeros_like(known)
    seen = weight - absent
    overall = np.divide(
        known.sum(axis=0), seen.sum(axis=0), out=np.zeros(count), where=seen.sum(axis=0) > 0
    )
    fill = np.divide(known, seen, out=np.tile(overall, (len(known), 1)), where=seen > 0)
    return fill, (seen <= 0) & (weight > 0)


def _filled(extended: Array, fill: Array, count: int) -> Array:
    """Return sums of adjusters with the missing ones filled in: known + fill * missing weight."""
    if extended.shape[-1] == count:
        return extended
    return np.asarray(extended[..., :count] + fill * extended[..., count:])


def _filled_products(products: Array, fill: Array, count: int) -> Array:
    """Carry the filling-in through the products: K P [K, 0; 0, 1]' with K = [1, fill]."""
    width = products.shape[-2]
    if width == count:
        return products
    turn = np.zeros((len(fill), count + 1, width + 1))
    for q in range(count):
        turn[:, q, q] = 1
        turn[:, q, count + q] = fill[:, q]
    turn[:, count, width] = 1
    left = turn[:, :count, :width]
    return np.asarray(np.einsum("jab,jgbc,jdc->jgad", left, products, turn))


def adjust(scaled: Scaled) -> CaseMix:
    """Return raw and adjusted means: a = s - beta'(x - overall x), slopes within contracts.

    Contracts without an answer to a variable have 0 there and are not ``present``. Source: the
    case-mix model of the CAHPS surveys (linear, contract effects, common slopes).
    """
    weight, value, mixed = scaled.weight, scaled.value, scaled.adjusters
    present = weight > 0
    raw = ratio(value, weight)
    own = ratio(mixed, weight[:, :, None])
    overall = ratio(scaled.everyone[:, 1:].sum(axis=0), scaled.everyone[:, 0].sum())
    within = scaled.products - _between(own, raw, weight)
    beta, slopes, dropped = _slopes(within, present)
    offsets = np.where(present[:, :, None], own - overall, 0.0)
    adjusted = np.where(present, raw - np.einsum("jgq,gq->jg", offsets, beta), 0.0)
    return CaseMix(weight, raw, adjusted, beta, overall, offsets, slopes, present, dropped)


def ratio(top: Array, bottom: Array) -> Array:
    """Return ``top / bottom`` where the bottom is above 0, and 0 elsewhere."""
    bottom = np.broadcast_to(bottom, np.shape(top))
    return np.asarray(np.divide(top, bottom, out=np.zeros(np.shape(top)), where=bottom > 0))


def _between(own: Array, raw: Array, weight: Array) -> Array:
    means = np.concatenate([own, raw[:, :, None]], axis=2)
    return np.asarray(weight[:, :, None, None] * own[:, :, :, None] * means[:, :, None, :])


def _slopes(within: Array, answered: Array) -> tuple[Array, Array, tuple[int, ...]]:
    """Return beta (G, Q), its covariance (GQ, GQ) by contracts as clusters, dropped adjusters."""
    contracts, variables, count, _ = within.shape
    beta = np.zeros((variables, count))
    scores = np.zeros((contracts, variables, count))
    dropped: set[int] = set()
    for g in range(variables):
        pooled = within[:, g].sum(axis=0)
        kept = _independent(pooled[:count, :count])
        dropped |= set(range(count)) - set(kept)
        if not kept:
            continue
        inverse = np.linalg.inv(pooled[np.ix_(kept, kept)])
        beta[g, kept] = np.linalg.solve(pooled[np.ix_(kept, kept)], pooled[kept, count])
        residual = within[:, g, :count, count] - within[:, g, :count, :count] @ beta[g]
        # As many contracts as sampled units elsewhere: m/(m-1), without which two contracts with
        # different clients would have their variance understated by a fifth.
        clusters = int(np.count_nonzero(answered[:, g]))
        factor = clusters / (clusters - 1) if clusters > 1 else 1.0
        scores[:, g, kept] = residual[:, kept] @ inverse * factor**0.5
    flat = scores.reshape(contracts, variables * count)
    return beta, flat.T @ flat, tuple(sorted(dropped))


def _independent(matrix: Array) -> list[int]:
    """Return the adjusters that add something: pivoting in order on the scaled matrix."""
    size = np.sqrt(np.maximum(np.diag(matrix), 0))
    kept: list[int] = []
    for q in range(len(matrix)):
        trial = [*kept, q]
        if size[q] <= 0:
            continue
        scaled = matrix[np.ix_(trial, trial)] / np.outer(size[trial], size[trial])
        left = 1.0
        if kept:
            cross = scaled[:-1, -1]
            left = float(1 - cross @ np.linalg.solve(scaled[:-1, :-1], cross))
        if left > NEGLIGIBLE:
            kept = trial
    return kept
