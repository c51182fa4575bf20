"""This room is for the funnel of interviewers, and for the fabricators of the virtual city."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.quality.covariances import covariance_distances
from scoring.quality.duplicates import largest_shares
from scoring.quality.interviewers import interviewer_funnel, interviewers_to_review
from scoring.quality.speed import relative_speed
from scoring.quality.straightlining import straight_lines
from surveys.virtual_city.answers import NOT_ASKED
from surveys.virtual_city.city import build_city
from surveys.virtual_city.fieldwork import NOBODY, FieldworkSettings, conduct_fieldwork
from surveys.virtual_city.sampling import draw_sample

SEEDS = range(1, 11)
FABRICATORS = 4


@dataclass(frozen=True)
class Seen:
    """Who was named by each kind of evidence, and who fabricates."""

    truth: frozenset[str]
    honest: int
    named: dict[str, frozenset[str]]


@cache
def fieldwork_seen(seed: int) -> Seen:
    city = build_city(seed, 50_000, 6)
    sample = draw_sample(city, seed, completes=267)
    work = conduct_fieldwork(city, sample, seed, FieldworkSettings(fabricators=FABRICATORS))
    asked = work.interviewer != NOBODY
    who = np.array([work.assignment.code(number) for number in work.interviewer[asked]])
    contracts = sample.contract[work.case][asked].astype(str)
    answers = work.answers[asked]
    labels = answers[:, [k for k, question in enumerate(work.questions) if question.is_label]]
    speed = relative_speed(
        work.duration_seconds[asked], (answers != NOT_ASKED).sum(axis=1), np.full(len(who), "T")
    )
    kinds = {
        "speed": speed.is_flagged,
        "straight": straight_lines(labels).is_flagged,
        "copies": largest_shares(answers, who).is_flagged,
    }
    funnels = {kind: interviewer_funnel(flags, who, contracts) for kind, flags in kinds.items()}
    named = {kind: frozenset(interviewers_to_review({kind: f})) for kind, f in funnels.items()}
    named["all"] = frozenset(interviewers_to_review(funnels))
    named["answers"] = frozenset(
        interviewers_to_review({kind: f for kind, f in funnels.items() if kind != "speed"})
    )
    whole = (labels >= 0).all(axis=1)
    distances = covariance_distances(labels[whole], who[whole], contracts[whole], draws=200)
    named["covariance"] = frozenset(
        one.interviewer for one in distances if one.z is not None and one.z > 4
    )
    codes = range(len(work.assignment.fabricates))
    truth = frozenset(work.assignment.code(k) for k in codes if work.assignment.fabricates[k])
    return Seen(truth, len(set(who) - truth), named)


def found_and_false(kind: str) -> tuple[float, float, str]:
    """Recall and share of false alarms of one kind of evidence over all seeds, and the words."""
    seen = [fieldwork_seen(seed) for seed in SEEDS]
    planted = sum(len(one.truth) for one in seen)
    honest = sum(one.honest for one in seen)
    hits = sum(len(one.truth & one.named[kind]) for one in seen)
    alarms = sum(len(one.named[kind] - one.truth) for one in seen)
    words = f"{kind}: found {hits} of {planted} planted, {alarms} false alarms among {honest}"
    return hits / planted, alarms / honest, words


@pytest.mark.parametrize(
    ("kind", "recall", "false"),
    [
        ("all", 1.0, 0.01),
        ("speed", 1.0, 0.01),
        ("straight", 0.45, 0.01),
        ("copies", 0.40, 0.02),
        ("answers", 0.80, 0.01),
        ("covariance", 0.45, 0.01),
    ],
)
def test_planted_fabricators_are_found(kind: str, recall: float, false: float) -> None:
    found, alarms, words = found_and_false(kind)
    assert found >= recall, words
    assert alarms <= false, words


def test_without_fabricators_hardly_anybody_is_named() -> None:
    chance = np.random.default_rng(8)
    who = np.repeat([f"i{number}" for number in range(40)], 30)
    contracts = np.repeat(["c1", "c2", "c3", "c4"], 300)
    named = [
        interviewers_to_review({"x": interviewer_funnel(chance.random(1200) < 0.1, who, contracts)})
        for _ in range(50)
    ]
    assert sum(map(len, named)) <= 2, named


def test_a_contract_with_many_flags_is_no_fault_of_its_interviewers() -> None:
    flags = np.tile([True] * 15 + [False] * 15, 4)
    who = np.repeat(["a", "b", "c", "d"], 30)
    points = interviewer_funnel(
        np.concatenate([flags, np.zeros(120, bool)]),
        np.concatenate([who, np.char.add("z", who)]),
        np.repeat(["many", "none"], 120),
    )
    assert not any(point.is_outside for point in points)
    assert points[0].expected == pytest.approx(15, abs=0.1)


def test_the_only_interviewer_of_a_contract_is_compared_with_everybody() -> None:
    points = interviewer_funnel(
        [True] * 20 + [False] * 20, ["a"] * 20 + ["b"] * 20, ["c"] * 20 + ["d"] * 20
    )
    assert points[0].expected == pytest.approx(10)
    assert points[0].limits[0][0] < 10 < points[0].limits[0][1]


def test_without_any_flag_nobody_is_named() -> None:
    points = interviewer_funnel([False] * 20, ["a", "b"] * 10, ["c"] * 20)
    assert [(point.flags, point.p_value, point.is_outside) for point in points] == [
        (0, 1.0, False),
        (0, 1.0, False),
    ]


def test_who_held_few_interviews_is_not_named() -> None:
    flags, who = [True] * 9 + [False] * 100, ["few"] * 9 + ["many"] * 100
    funnel = interviewer_funnel(flags, who, ["c"] * 109)
    assert funnel[0].is_outside
    assert interviewers_to_review({"x": funnel}) == {}


def test_bad_input_is_refused() -> None:
    with pytest.raises(MethodError, match="wrong_shape"):
        interviewer_funnel([True], ["a", "b"], ["c"])
    with pytest.raises(MethodError, match="nothing_available"):
        interviewer_funnel([], [], [])
    with pytest.raises(MethodError, match="nothing_available"):
        interviewers_to_review({})
    with pytest.raises(MethodError, match="level_out_of_range"):
        interviewers_to_review({"x": ()}, alarm=0)
