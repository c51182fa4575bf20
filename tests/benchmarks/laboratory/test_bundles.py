"""This room is for tests that the laboratory's bundles are such as any other would be."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from benchmarks.laboratory.bundles import Workshop
from benchmarks.laboratory.scenarios import Scenario, spread
from scoring.evaluate import evaluate

KINDS = {
    "plain": Scenario("t", spread(2, 70, 80), 60, units=12, interviewers=4),
    "raked": Scenario("t", spread(2, 70, 80), 60, units=12, nonresponse="raked"),
    "several": Scenario("t", spread(2, 70, 80), 60, units=12, plan="several"),
    "kinked": Scenario("t", spread(2, 70, 80), 60, units=12, plan="kinked"),
    "adjusted": Scenario("t", spread(2, 70, 80), 60, units=12, plan="adjusted"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_replaced_answers_are_scored_like_a_bundle_written_with_them(
    kind: str, tmp_path: Path
) -> None:
    reused, fresh = Workshop(KINDS[kind], tmp_path / "a"), Workshop(KINDS[kind], tmp_path / "b")
    reused.bundle(np.random.default_rng(1))

    again = evaluate(reused.bundle(np.random.default_rng(2)))
    anew = evaluate(fresh.bundle(np.random.default_rng(2)))

    # The hash of the bundle alone remembers which answers it was first written with.
    assert dataclasses.replace(again, bundle_hash="") == dataclasses.replace(anew, bundle_hash="")
    assert all(row.total is not None for row in anew.contracts)
