"""How the interviews of each contract are spread over interviewers and sampling units."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.moments.interviews import POINT_GRID, InterviewCells
from scoring.moments.runs import ranked, run_ends, run_starts, sum_runs
from scoring.moments.variance import Design

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Interviewing:
    """Interviews by contract and interviewer, and what interviewers do to each contract's mean.

    The (C,) arrays hold one row a pair that met, contracts ascending: ``contract``,
    ``interviewer`` (numbers from 0), ``interviews``, ``scored`` interviews and the sum of their
    mean ``points``. ``squares`` (J,) are sums of squared points by contract, ``unnamed`` (J,)
    interviews without a named interviewer.

    ``spread`` (J,) is the sum over interviewers of the squared shares of the contract's weight: how
    much of the interviewers' variance its mean carries. ``seen`` (J,) is how much of it the scatter
    of sampling units already shows: nothing where one interviewer does all, all of it where each
    unit has an interviewer of its own.
    """

    contract: Array
    interviewer: Array
    interviews: Array
    scored: Array
    points: Array
    squares: Array
    unnamed: Array
    spread: Array
    seen: Array

    @property
    def unseen(self) -> Array:
        """What the design variance leaves out of the interviewers' variance, (J,), at least 0."""
        return np.asarray(np.maximum(self.spread - self.seen, 0.0))


def interviewing_of(
    cells: InterviewCells,
    contract: Array,
    stratum: pa.Array,
    psu: pa.Array,
    weight: Array,
    design: Design,
) -> Interviewing:
    """Return the interviewing of all contracts.

    Parameters
    ----------
    cells : InterviewCells
    contract, stratum, psu, weight : (P,)
        The sampling units in sorted order with the weight of all their rows, as in the state.
    design : Design
        Strata as used.
    """
    count = len(design.units)
    number = ranked(cells.interviewer)
    order = np.lexsort((number, cells.contract))
    starts = run_starts(cells.contract[order], number[order])
    unit = _units_of(cells, contract, stratum, psu)
    spread, seen = _shares(unit, number, cells.weight, contract, weight, design, count)
    return Interviewing(
        contract=cells.contract[order][starts],
        interviewer=number[order][starts],
        interviews=sum_runs(cells.interviews[order], starts),
        scored=sum_runs(cells.scored[order], starts),
        points=sum_runs(cells.points[order], starts) / POINT_GRID,
        squares=cells.squares / POINT_GRID**2,
        unnamed=cells.unnamed,
        spread=spread,
        seen=seen,
    )


def _units_of(cells: InterviewCells, contract: Array, stratum: pa.Array, psu: pa.Array) -> Array:
    """Return for each cell (C,) the row of its sampling unit."""
    size = len(contract)
    strata = ranked(pa.concat_arrays([stratum, cells.stratum]))
    units = ranked(pa.concat_arrays([psu, cells.psu]))
    wide = int(units.max(initial=0)) + 1
    high = (int(strata.max(initial=0)) + 1) * wide
    keys = np.concatenate([contract, cells.contract]) * high + strata * wide + units
    return np.asarray(np.searchsorted(keys[:size], keys[size:]))


def _shares(
    unit: Array,
    interviewer: Array,
    cell_weight: Array,
    contract: Array,
    weight: Array,
    design: Design,
    count: int,
) -> tuple[Array, Array]:
    """Return the spread and the part of it seen in the scatter of sampling units, (J,) each."""
    spread, seen = np.zeros((2, count))
    stratum = np.repeat(np.arange(len(design.sizes)), design.sizes)
    starts = run_starts(contract)
    ends = run_ends(starts, len(contract))
    bounds = np.searchsorted(unit, np.append(starts, len(contract)))
    for run, (start, end) in enumerate(zip(starts, ends, strict=True)):
        here = slice(bounds[run], bounds[run + 1])
        total = float(weight[start:end].sum())
        if bounds[run] == bounds[run + 1] or total <= 0:
            continue
        _, people = np.unique(interviewer[here], return_inverse=True)
        shares = np.zeros((end - start, int(people.max()) + 1))
        np.add.at(shares, (unit[here] - start, people), cell_weight[here] / total)
        own = shares.sum(axis=0)
        j = int(contract[start])
        spread[j] = float(own @ own)
        pull = shares - np.outer(weight[start:end] / total, own)
        seen[j] = _scatter(pull, stratum[start:end] - stratum[start])
    return spread, seen


def _scatter(pull: Array, stratum: Array) -> float:
    """Return the sum over strata of m/(m-1) times the squares around the mean of the stratum."""
    found = 0.0
    starts = run_starts(stratum)
    for start, end in zip(starts, run_ends(starts, len(stratum)), strict=True):
        rows = pull[start:end]
        if len(rows) > 1:
            apart = rows - rows.mean(axis=0)
            found += len(rows) / (len(rows) - 1) * float((apart**2).sum())
    return found
