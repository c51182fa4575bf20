"""Linear means, top boxes and bottom boxes of a questionnaire against the survey package."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from scoring.survey.boxes import bottom_box, linear_points, top_box
from scoring.survey.designs import Stage, sample_design
from scoring.survey.domains import domain_means
from scoring.survey.totals import weighted_mean
from tests.reference.test_design_estimates import agrees, column, expected

pytestmark = pytest.mark.reference
CLOSE = 1e-9


@pytest.mark.parametrize("item", ["A3", "C2", "N1"])
def test_points_of_an_item(reference: Path, item: str) -> None:
    with gzip.open(reference / "profiling" / "bfi.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    published = expected(reference, "scoring")[item]
    answers, ages = (column([row[key] for row in rows]) for key in (item, "age"))
    known = np.isfinite(answers)
    assert int(known.sum()) == published["n"]
    weights = 1 + (np.arange(1, len(rows) + 1) % 3) / 2
    # The published cases drop rows without the answer before they form the design.
    answers, weights = answers[known], weights[known]
    names = np.array(["le20", "21_30", "31_40", "gt40"])
    bands = names[np.searchsorted([20, 30, 40], ages[known], side="left")]
    design = sample_design([Stage(np.arange(len(answers)))], weights)
    points = {
        "linear": linear_points(answers, 1, 6),
        "topbox": top_box(answers, 1, 6, edge=5),
        "bottombox": bottom_box(answers, 1, 6, edge=1),
    }
    for key, values in points.items():
        agrees(weighted_mean(design, values), published[key], rtol=CLOSE)
    for key, column_name in (("linear", "lin"), ("topbox", "tb")):
        means = domain_means(design, points[key], [bands])
        by = published[f"{key}_by"]
        assert [label for (label,) in means.labels] == by["ageband"]
        np.testing.assert_allclose(means.values[:, 0], by[column_name], rtol=CLOSE)
        np.testing.assert_allclose(means.standard_errors[:, 0], by["se"], rtol=CLOSE)
