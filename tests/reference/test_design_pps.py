"""Counties drawn with probability in proportion to size, against the survey package."""

from pathlib import Path

import numpy as np
import pytest

from scoring.survey.pps import pps_design
from scoring.survey.totals import weighted_ratio, weighted_total
from tests.reference.test_design_estimates import agrees, expected, table_of

pytestmark = pytest.mark.reference

METHODS = {
    "brewer_total": "brewer",
    "overton_total": "overton",
    "hartley_rao_est_total": "hartley_rao",
    "wr_total": "with_replacement",
}


@pytest.mark.parametrize("key", METHODS)
def test_votes_with_each_approximation(reference: Path, key: str) -> None:
    table = table_of(reference, "election_pps")
    votes = np.column_stack([table["Bush"], table["Kerry"], table["Nader"]])
    total = weighted_total(pps_design(table["p"], METHODS[key]), votes)
    agrees(total, expected(reference, "design_pps")[key])


def test_hartley_rao_with_a_given_sum_of_squares(reference: Path) -> None:
    table = table_of(reference, "election_pps")
    votes = np.column_stack([table["Bush"], table["Kerry"], table["Nader"]])
    # The published figure takes the sum over the 40 drawn counties, not over the population.
    design = pps_design(table["p"], "hartley_rao", square_sum=float((table["p"] ** 2).sum()))
    agrees(weighted_total(design, votes), expected(reference, "design_pps")["hartley_rao_total"])


@pytest.mark.parametrize(
    ("key", "method"), [("wr_ratio", "with_replacement"), ("brewer_ratio", "brewer")]
)
def test_the_share_of_one_party(reference: Path, key: str, method: str) -> None:
    table = table_of(reference, "election_pps")
    ratio = weighted_ratio(pps_design(table["p"], method), table["Bush"], table["votes"])
    agrees(ratio, expected(reference, "design_pps")[key])
