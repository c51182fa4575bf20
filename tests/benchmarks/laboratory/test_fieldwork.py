"""This room is for tests of the laboratory's fieldwork: who is drawn, asked and heard."""

import numpy as np
import pytest

from benchmarks.laboratory.fieldwork import Answers, Design, conduct, design_of
from benchmarks.laboratory.people import populate
from benchmarks.laboratory.scenarios import Scenario, tied


def fieldwork(scenario: Scenario, seed: int = 1) -> tuple[Design, Answers]:
    people = populate(scenario)
    design = design_of(scenario, people)
    return design, conduct(scenario, people, design, np.random.default_rng(seed))


def test_units_are_even_unless_the_scenario_says_otherwise() -> None:
    even, _ = fieldwork(Scenario("t", tied(2, 80), 100, units=20))
    uneven, _ = fieldwork(Scenario("t", tied(1, 80), 100, units=10, uneven=5.0))
    sizes = np.bincount(uneven.unit)

    assert np.bincount(even.unit).tolist() == [5] * 40
    assert len(sizes) == 10
    assert 3 < sizes.max() / sizes.min() < 7


def test_strata_are_drawn_in_equal_numbers_and_weighted_to_their_size() -> None:
    design, answers = fieldwork(Scenario("t", tied(1, 80), 120, units=24, strata=3))
    shares = np.bincount(design.stratum, answers.weights) / answers.weights.sum()

    assert np.bincount(design.stratum).tolist() == [40, 40, 40]
    assert shares == pytest.approx(np.array([1, 2, 3]) / 6)


@pytest.mark.parametrize(
    ("assignment", "villages", "team"), [("rotating", 4, 4), ("villages", 1, 4), ("own", 4, 8)]
)
def test_interviewers_work_as_they_are_assigned(assignment: str, villages: int, team: int) -> None:
    scenario = Scenario("t", tied(2, 80), 100, interviewers=4, assignment=assignment)
    design, _ = fieldwork(scenario)
    first = design.interviewer[design.unit == 0]

    assert len(np.unique(first)) == villages
    assert len(np.unique(design.interviewer)) == team
    # At least four to a contract, none with more than a quarter or thirty.
    per_contract = np.bincount(design.interviewer[design.contract == 0])
    assert per_contract.max() <= 25


def test_silence_by_class_loses_people_and_gives_their_weight_to_their_like() -> None:
    scenario = Scenario("t", tied(1, 80), 600, nonresponse="classes")
    _, answers = fieldwork(scenario)
    weights = np.bincount(answers.classes, answers.weights) / answers.weights.sum()
    heads = np.bincount(answers.classes) / len(answers.classes)

    assert len(answers.rows) == pytest.approx(600, abs=60)
    assert heads[0] > 0.6
    assert weights[0] == pytest.approx(0.5, abs=0.05)


def test_people_who_are_furious_give_the_worst_answer_to_everything() -> None:
    _, answers = fieldwork(Scenario("t", tied(1, 80), 2_000, units=0, furious=0.1))
    both = (answers.codes["a"] == 1) & (answers.codes["b"] == 1)

    assert both.mean() == pytest.approx(0.1, abs=0.02)


def test_skipped_items_are_blank() -> None:
    _, answers = fieldwork(Scenario("t", tied(1, 80), 2_000, units=0, nonresponse="items"))

    assert (answers.codes["a"] == 0).mean() == pytest.approx(0.15, abs=0.03)


def test_the_same_stream_gives_the_same_answers() -> None:
    scenario = Scenario("t", tied(2, 80), 60, interviewers=4, interviewer_share=0.02)
    one, two, other = (fieldwork(scenario, seed)[1].codes["a"] for seed in (3, 3, 4))

    assert (one == two).all()
    assert (one != other).any()
