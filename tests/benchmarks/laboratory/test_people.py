"""This room is for tests that the truth of a scenario is what its fieldwork finds on average."""

import numpy as np
import pytest

from benchmarks.laboratory.fieldwork import conduct, design_of
from benchmarks.laboratory.people import POINTS, populate
from benchmarks.laboratory.scenarios import Scenario, paired, spread, tied

MANY = 60_000
# One total for all: with several contracts the mean over all of them is compared.
KINDS = {
    "plain": Scenario("t", tied(1, 80), MANY, units=0, icc=0.0),
    "villages": Scenario("t", tied(1, 70), MANY, units=6_000, icc=0.2),
    "furious": Scenario("t", tied(1, 85), MANY, units=0, furious=0.05),
    "strata": Scenario("t", tied(1, 70), MANY, units=0, strata=3),
    "noisy": Scenario("t", tied(1, 70), MANY, units=0, weights="noisy"),
    "informative": Scenario("t", tied(1, 75), MANY, units=0, weights="informative"),
    "classes": Scenario("t", tied(1, 75), MANY, units=0, nonresponse="classes"),
    "interviewers": Scenario(
        "t", tied(1, 75), MANY, units=0, interviewers=3_000, interviewer_share=0.05
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_weighted_mean_of_very_many_answers_is_the_truth(kind: str) -> None:
    scenario = KINDS[kind]
    people = populate(scenario)
    answers = conduct(scenario, people, design_of(scenario, people), np.random.default_rng(5))
    points = (POINTS[answers.codes["a"] - 1] + POINTS[answers.codes["b"] - 1]) / 2
    mean = np.average(points, weights=answers.weights)

    # Six tenths of the total are satisfaction, the rest is the measure: the target itself.
    assert 0.6 * mean + 0.4 * scenario.totals[0] == pytest.approx(people.truths[0], abs=0.35)
    assert people.truths[0] == pytest.approx(scenario.totals[0], abs=1e-9)


def test_the_adjusted_truth_is_what_a_regression_within_contracts_leaves() -> None:
    scenario = Scenario("t", spread(2, 65, 80), MANY, units=0, icc=0.0, plan="adjusted")
    people = populate(scenario)
    design = design_of(scenario, people)
    answers = conduct(scenario, people, design, np.random.default_rng(6))
    points = (POINTS[answers.codes["a"] - 1] + POINTS[answers.codes["b"] - 1]) / 2
    columns = [design.contract == 0, design.contract == 1, answers.adjuster]
    fitted = np.linalg.lstsq(np.stack(columns, axis=1).astype(float), points, rcond=None)[0]
    adjusted = fitted[:2] + fitted[2] * answers.adjuster.mean()

    assert people.truths == pytest.approx(
        0.6 * adjusted + 0.4 * np.array(scenario.totals), abs=0.35
    )


def test_true_totals_that_are_tied_are_equal_to_the_last_digits() -> None:
    truths = populate(Scenario("t", paired(4, 70, 80), 60)).truths

    assert truths[0] == truths[1]
    assert truths[2] == truths[3]


def test_of_several_plans_the_truth_sums_all_parts() -> None:
    for plan in ("several", "kinked"):
        scenario = Scenario("t", spread(3, 70, 76), 60, plan=plan)
        assert populate(scenario).truths == pytest.approx(np.array(scenario.totals), abs=1e-9)
