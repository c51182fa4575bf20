"""This room is for tests of a small laboratory: the machinery, and coverage in the rough."""

import numpy as np
import pytest

from benchmarks.laboratory.grid import EVALUATIONS, GRID
from benchmarks.laboratory.runs import Outcome, run, run_block, summarise
from benchmarks.laboratory.scenarios import Scenario, tied
from benchmarks.laboratory.tallies import NAMES

SEED = 404  # not that of the official run
SMALL = (
    Scenario("small-solo", tied(1, 75), 60, units=12),
    Scenario("small-tied", tied(5, 60), 60, units=12),
)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    run(SMALL, SEED, 60, 1, lambda outcome: found.update({outcome.scenario: outcome}))
    return found


def test_the_grid_has_sixty_scenarios_of_2000_evaluations_and_no_code_twice() -> None:
    codes = {scenario.code for scenario in GRID}

    assert len(codes) == len(GRID) >= 60
    assert EVALUATIONS >= 2_000
    assert {scenario.contracts for scenario in GRID} >= {1, 2, 6, 12, 30, 60}


def test_intervals_hold_the_truth_about_as_often_as_they_say(outcomes: dict[str, Outcome]) -> None:
    # 60 x 5 intervals: three errors of drawing are 4 points.
    assert outcomes["small-tied"].means["interval"] == pytest.approx(0.95, abs=0.04)
    assert (outcomes["small-solo"].means["interval"] or 0) >= 0.85
    assert abs(outcomes["small-tied"].means["error"] or 0) < 0.5


def test_equal_contracts_at_the_line_are_seldom_ordered_or_condemned(
    outcomes: dict[str, Outcome],
) -> None:
    found = outcomes["small-tied"].means

    assert (found["false_order"] or 0) <= 0.15
    assert (found["wrongful_exit"] or 0) <= 0.15
    assert (found["band"] or 0) >= 0.85
    assert outcomes["small-solo"].means["band"] is None


def test_a_block_is_decided_by_seed_scenario_and_number() -> None:
    one, same = (run_block(SMALL[0], SEED, 0, 3) for _ in range(2))

    np.testing.assert_array_equal(one, same)
    assert (run_block(SMALL[0], SEED, 1, 3) != one)[:, NAMES.index("error")].all()
    assert (run_block(SMALL[0], SEED + 1, 0, 3) != one)[:, NAMES.index("error")].all()


def test_errors_are_those_of_a_mean_and_blanks_are_left_out() -> None:
    rows = np.full((4, len(NAMES)), np.nan)
    rows[:, 0] = [1, 0, 1, 1]
    found = summarise("t", "c0de", SEED, rows)

    assert found.means["interval"] == 0.75
    assert found.errors["interval"] == pytest.approx(0.25)
    assert found.means["band"] is None
