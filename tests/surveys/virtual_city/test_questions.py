"""Questions that agree with the ready templates."""

import json
from pathlib import Path

import numpy as np
import pytest

from surveys.virtual_city.questions import QUESTIONS, questions_of

TEMPLATES = Path(__file__).resolve().parents[3] / "evaluator" / "policy" / "templates"


@pytest.mark.parametrize("template", ["T", "S"])
def test_every_scored_item_of_a_template_is_asked_with_the_same_codes(template):
    stated = json.loads((TEMPLATES / f"{template}.json").read_text("utf-8"))["items"]
    asked = {question.code: question for question in questions_of(template)}
    for item in stated:
        question = asked[item["code"]]
        points = dict(zip(question.codes, question.points.tolist(), strict=True))
        assert points == {int(code): float(score) for code, score in item["scores"].items()}


def test_conditions_refer_to_questions_asked_before():
    for template in "TS":
        seen = set()
        for question in questions_of(template):
            assert question.after is None or question.after[0] in seen
            seen.add(question.code)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.code)
def test_the_stated_expectation_is_the_mean_of_answers(question):
    noise = np.random.default_rng(1).normal(size=200_000)
    latent = question.latent(np.array([1.2]))
    codes = question.answers(latent + noise)
    points = dict(zip(question.codes, question.points.tolist(), strict=True))
    mean = np.mean([points[code] for code in codes.tolist()])
    assert question.expected_points(latent)[0] == pytest.approx(mean, abs=0.3)


def test_a_better_contractor_is_answered_better():
    for question in QUESTIONS:
        points = question.expected_points(question.latent(np.array([0.0, 1.0, 2.0])))
        assert (np.diff(points) > 0).all()
