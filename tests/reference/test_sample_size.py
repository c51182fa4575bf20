"""Sample sizes against the published formulas and the published worked example."""

from pathlib import Path

import pytest

from scoring.survey.sample_sizes import size_for_line, size_for_reliability, size_for_share
from tests.reference.test_design_estimates import expected

pytestmark = pytest.mark.reference
CLOSE = 1e-10


@pytest.mark.parametrize("row", [0, 1])
def test_sizes_for_a_share_a_reliable_mean_and_a_line(reference: Path, row: int) -> None:
    case = expected(reference, "sample_size")[row]
    size = size_for_share(
        case["N"],
        case["half_width"],
        share=case["p"],
        design_effect=case["deff"],
        response_rate=case["response_rate"],
    )
    assert size.infinite == pytest.approx(case["n_infinite"], rel=CLOSE)
    assert size.exact == pytest.approx(case["n_required"], rel=CLOSE)
    assert size.interviews == case["n_required_ceil"]
    assert size.invitations == case["invitations"]
    reliable = size_for_reliability(
        case["reliability_target"], case["sigma"], case["tau"], design_effect=case["deff"]
    )
    assert reliable == pytest.approx(case["n_reliability"], rel=CLOSE)
    line = size_for_line(
        case["delta"],
        case["sigma"],
        alpha=case["alpha_one_sided"],
        power=case["power"],
        design_effect=case["deff"],
    )
    assert line == pytest.approx(case["n_threshold_test"], rel=CLOSE)
