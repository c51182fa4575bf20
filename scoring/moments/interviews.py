"""Who asked whom: sums of answers by contract, sampling unit and interviewer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scoring.moments.runs import ranked, run_starts, sum_runs
from scoring.plan import BENEFICIARY_SURVEY, Plan
from scoring.survey.coding import Coded, VariableCoding

Array = np.ndarray[Any, Any]
SELF_COMPLETED = "self_web"  # the mode in which nobody stands between question and answer
POINT_GRID = 1024  # an answer's mean points are kept as whole numbers of 1/1024 point
COLUMNS = ("interviewer", "mode")


@dataclass(frozen=True, slots=True, eq=False)
class InterviewCells:
    """Sums of interviews with a named interviewer, one row a (contract, stratum, psu, interviewer).

    ``contract`` (C,) int64, ``stratum``, ``psu`` and ``interviewer`` (C,) strings; ``interviews``
    (C,) accepted ones, ``weight`` (C,) their weights in the units of the pass, ``scored`` (C,)
    those with any answer to a scored question and ``points`` (C,) the sum of their mean points in
    1/1024. ``squares`` (J,) are the sums of squares of these points by contract, and ``unnamed``
    (J,) counts interviews whose interviewer is not named.
    """

    contract: Array
    stratum: pa.Array
    psu: pa.Array
    interviewer: pa.Array
    interviews: Array
    weight: Array
    scored: Array
    points: Array
    squares: Array
    unnamed: Array


def interview_cells(
    table: pa.Table,
    contract: Array,
    weights: Array,
    points: tuple[Array, Array],
    contracts: int,
) -> InterviewCells:
    """Return the cells of a task's accepted rows.

    ``table`` holds stratum, psu, interviewer and mode, ``contract`` (n,) the number of each row's
    contract, ``points`` what :func:`answer_points` made of the answers.
    """
    name, names = _coded(table["interviewer"])
    mode, modes = _coded(table["mode"])
    alone = modes.index(SELF_COMPLETED).as_py()
    unnamed = contract[(name < 0) & ((mode < 0) | (mode != alone))]
    rows = np.flatnonzero(name >= 0)
    texts = [_coded(table["stratum"]), _coded(table["psu"]), (name, names)]
    keys = [contract[rows], *(codes[rows] for codes, _ in texts)]
    order = np.lexsort(keys[::-1])
    starts = run_starts(*(key[order] for key in keys))
    value, known = points[0][rows][order], points[1][rows][order]
    squares = np.zeros(contracts, np.int64)
    np.add.at(squares, keys[0][order], value * value)
    first = rows[order][starts]
    stratum, psu, interviewer = (
        pc.fill_null(texts_of.take(pa.array(codes[first], mask=codes[first] < 0)), "")
        for codes, texts_of in texts
    )
    return InterviewCells(
        contract=keys[0][order][starts],
        stratum=stratum,
        psu=psu,
        interviewer=interviewer,
        interviews=np.diff([*starts, len(rows)]).astype(np.int64),
        weight=sum_runs(weights[rows][order], starts),
        scored=sum_runs(known.astype(np.int64), starts),
        points=sum_runs(value, starts),
        squares=squares,
        unnamed=np.bincount(unnamed, minlength=contracts),
    )


def answer_points(
    plan: Plan, codings: Sequence[VariableCoding], coded: Sequence[Coded]
) -> tuple[Array, Array]:
    """Return the mean points of each respondent in 1/1024 point, (n,) int64, and who has any.

    The mean is weighted by the points that the plan gives to each survey input, over the inputs
    that the respondent answered. Taken row by row in one order, it does not depend on how the rows
    are divided; in whole numbers, neither do its sums.
    """
    worth = dict.fromkeys((coding.code for coding in codings), 0.0)
    for leaf in plan.indicators:
        for part in leaf.parts:
            if part.source == BENEFICIARY_SURVEY and part.input in worth:
                worth[part.input] += float(part.points)
    size = len(coded[0].known) if coded else 0
    total, weight = np.zeros(size), np.zeros(size)
    for coding, row in zip(codings, coded, strict=True):
        if worth[coding.code] > 0:
            total += (worth[coding.code] * float(coding.unit)) * row.values
            weight += worth[coding.code] * row.known
    known = weight > 0
    mean = np.divide(total, weight, out=np.zeros(size), where=known)
    return np.rint(mean * POINT_GRID).astype(np.int64), known


def merge_cells(parts: Sequence[InterviewCells]) -> InterviewCells:
    """Return the cells of all parts in sorted order, those of one key added up."""
    contract = np.concatenate([part.contract for part in parts])
    texts = [
        pa.chunked_array([getattr(part, name) for part in parts], pa.string()).combine_chunks()
        for name in ("stratum", "psu", "interviewer")
    ]
    keys = [contract, *(ranked(text) for text in texts)]
    order = np.lexsort(keys[::-1])
    starts = run_starts(*(key[order] for key in keys))
    first = pa.array(order[starts])

    def summed(name: str) -> Array:
        return sum_runs(np.concatenate([getattr(part, name) for part in parts])[order], starts)

    stratum, psu, interviewer = (text.take(first) for text in texts)
    return InterviewCells(
        contract=contract[order][starts],
        stratum=stratum,
        psu=psu,
        interviewer=interviewer,
        interviews=summed("interviews"),
        weight=summed("weight"),
        scored=summed("scored"),
        points=summed("points"),
        squares=np.sum([part.squares for part in parts], axis=0),
        unnamed=np.sum([part.unnamed for part in parts], axis=0),
    )


def _coded(column: pa.ChunkedArray) -> tuple[Array, pa.Array]:
    """Return a text column as codes (n,), -1 where it is blank, and the texts they stand for."""
    whole = column.combine_chunks()
    if not pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_encode()
    texts = whole.dictionary.cast(pa.string())
    codes = np.asarray(pc.fill_null(whole.indices.cast(pa.int64()), -1).to_numpy())
    empty = texts.index("").as_py()
    return np.where(codes == empty, -1, codes) if empty >= 0 else codes, texts
