"""This room is for design variances against the published reference cases of survey samples."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from scoring.engine import estimate
from scoring.moments.estimates import ContractEstimates
from scoring.plan import Variable
from tests.bundles import survey_bundle, survey_plan
from tests.reference.cases.case_mixes import measured
from tests.reference.reading import result as case
from tests.reference.reading import rows_of

pytestmark = pytest.mark.reference


def california(reference: Path, path: Path, name: str, **design: str) -> ContractEstimates:
    """Estimate the two school measures of one sample as one contract."""
    rows = rows_of(reference / "profiling" / f"{name}.csv")
    measures = ("api00", "enroll")
    items = {measure: measured(measure, [row[measure] for row in rows]) for measure in measures}
    plan = survey_plan(
        [item for item, _ in items.values()],
        [Variable(measure, "mean", (measure,)) for measure in measures],
    )
    columns: dict[str, Any] = {
        "contract": ["all"] * len(rows),
        "base_weight": [float(row["pw"]) for row in rows],
        **{key: [row[column] for row in rows] for key, column in design.items()},
        **{f"item:{measure}": codes for measure, (_, codes) in items.items()},
    }
    parts = {}
    if "stratum" in design:
        clients = {row["stype"]: int(row["fpc"]) for row in rows}
        parts["frame"] = pa.table(
            {
                "contract": ["all"] * len(clients),
                "stratum": sorted(clients),
                "population": [clients[key] for key in sorted(clients)],
                "drawn": [0] * len(clients),
            }
        )
    bundle = survey_bundle(path, plan, columns, **parts)
    (row,) = estimate(bundle, exact=False).contracts
    return row


def test_a_stratified_sample_has_the_covariance_of_its_strata(
    reference: Path, tmp_path: Path
) -> None:
    row = california(reference, tmp_path / "b", "apistrat", stratum="stype")
    expected = case(reference, "design_stratified")["mean"]
    assert row.raw.tolist() == pytest.approx(expected["estimate"], rel=1e-9)
    assert row.covariance_clients == pytest.approx(np.array(expected["cov"]), rel=1e-9)
    assert row.degrees_of_freedom == case(reference, "design_stratified")["degf"]
    # Judging the contractor's quality takes no credit for the share of clients asked.
    assert (np.diag(row.covariance) > np.diag(row.covariance_clients)).all()


def test_a_cluster_sample_has_the_covariance_of_its_clusters(
    reference: Path, tmp_path: Path
) -> None:
    row = california(reference, tmp_path / "b", "apiclus1", psu="dnum")
    expected = case(reference, "design_cluster1")
    correction = 1 - 15 / 757  # the reference draws 15 of 757 districts without replacement
    assert row.raw.tolist() == pytest.approx(expected["mean"]["estimate"], rel=1e-9)
    assert row.covariance * correction == pytest.approx(np.array(expected["mean"]["cov"]), rel=1e-9)
    assert row.degrees_of_freedom == expected["degf"]
    assert row.psus == 15
