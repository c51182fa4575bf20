"""This room is for small bundles that tests build by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.bundle import Bundle, write_bundle
from scoring.bundle_schema import MEASURES
from scoring.moments.estimates import SurveyEstimates
from scoring.plan import (
    Adjuster,
    Band,
    Dimension,
    Group,
    Indicator,
    Item,
    Part,
    Plan,
    Variable,
    Weighting,
)

FIVE = {str(code): Decimal(25 * (code - 1)) for code in range(1, 6)}


def survey_plan(
    items: Sequence[Item],
    variables: Sequence[Variable],
    adjusters: Sequence[str] = (),
    weighting: Weighting = Weighting(),  # noqa: B008 - frozen, so shared safely
) -> Plan:
    """Return a plan whose whole total is the first variable."""
    part = Part("SAT", Decimal(100), "BQ", variables[0].code)
    group = Group("A1", {"zh": "满意度"}, (Indicator("A101", {"zh": "满意度"}, (part,)),))
    return Plan(
        evaluation="E1",
        title={"zh": "评价", "en": "Evaluation"},
        dimensions=(Dimension("A", {"zh": "满意度"}, (group,), is_satisfaction=True),),
        items=tuple(items),
        variables=tuple(variables),
        bands=(Band("poor", Decimal(0)),),
        adjusters=tuple(Adjuster(code) for code in adjusters),
        weighting=weighting,
    )


def plain_plan(*items: str, adjusters: Sequence[str] = (), **changes: Any) -> Plan:
    """Return a plan of five-point items, averaged into the one variable ``v``."""
    rows = [Item(code, FIVE) for code in items]
    return survey_plan(rows, [Variable("v", "mean", items)], adjusters, **changes)


def contract_rows(codes: Sequence[str]) -> pa.Table:
    """Return contracts that have nothing but a code."""
    blank = [""] * len(codes)
    return pa.table(
        {
            "contract": list(codes),
            "contractor": list(codes),
            "name": blank,
            "area": blank,
            "served_population": [100] * len(codes),
        }
    )


def response_rows(columns: Mapping[str, Any]) -> pa.Table:
    """Return accepted responses of weight 1, each its own sampling unit unless said otherwise."""
    size = len(columns["contract"])
    identifiers = [f"r{row:06d}" for row in range(size)]
    plain = {
        "response": identifiers,
        "psu": identifiers,
        "status": ["accepted"] * size,
        "base_weight": np.ones(size),
    }
    given = {
        name: pa.array(column, pa.int16()) if name.startswith("item:") else pa.array(column)
        for name, column in columns.items()
    }
    return pa.table({**plain, **given})


def survey_bundle(path: Path, plan: Plan, columns: Mapping[str, Any], **parts: Any) -> Bundle:
    """Write a bundle of the given responses whose contracts are those that occur."""
    rows = response_rows(columns)
    codes = parts.pop("codes", sorted(set(rows["contract"].to_pylist())))
    return write_bundle(
        path,
        plan=plan,
        contracts=contract_rows(codes),
        responses=rows,
        measures=MEASURES.empty_table(),
        **parts,
    )


def divide_responses(bundle: Bundle, order: Sequence[int], parts: int, group: int) -> None:
    """Rewrite the responses of a bundle in another order, as several files and row groups."""
    whole = pa.concat_tables([pq.read_table(path) for path in bundle.response_parts()])
    for path in bundle.response_parts():
        path.unlink()
    rows = whole.take(pa.array(order, pa.int64()))
    size = -(-max(rows.num_rows, 1) // parts)
    for number in range(parts):
        path = bundle.path / "responses" / f"part-{number:05d}.parquet"
        pq.write_table(rows.slice(number * size, size), path, row_group_size=group)


def bits_of(estimates: SurveyEstimates) -> bytes:
    """Return every number of the estimates as bytes, for comparing runs bit by bit."""
    pieces = [str(estimates.notes).encode()]
    for row in estimates.contracts:
        pieces.append(
            repr(
                (
                    row.contract,
                    row.submitted,
                    row.answers,
                    row.excluded,
                    row.psus,
                    row.effective_answers.hex(),
                    row.degrees_of_freedom,
                    row.missing_counts,
                    row.missing_adjusters,
                    row.reasons,
                    row.flags,
                    row.margin_error.hex(),
                )
            ).encode()
        )
        pieces += [
            np.ascontiguousarray(array).tobytes()
            for array in (
                row.raw,
                row.adjusted,
                row.covariance_raw,
                row.covariance_adjusted,
                row.covariance_clients,
                row.answers_by_variable,
                row.psus_by_variable,
                row.successes,
            )
        ]
    gradients = np.ones((len(estimates.contracts), len(estimates.variables)))
    covariance, counts = estimates.shared_covariance(gradients)
    pieces += [covariance.toarray().tobytes(), counts.toarray().tobytes()]
    return b"".join(pieces)
