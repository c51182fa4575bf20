"""Fieldwork with the configured shares, near the truth."""

import numpy as np
import pytest

from scoring.bundle_schema import DO_NOT_KNOW, NOT_MET, REFUSED
from surveys.virtual_city.answers import PRESENCES, Habits
from surveys.virtual_city.city import build_city, true_scores
from surveys.virtual_city.fieldwork import (
    DISPOSITIONS,
    FAILURES,
    NOT_WORKED,
    FieldworkSettings,
    conduct_fieldwork,
)
from surveys.virtual_city.sampling import Design, draw_sample
from surveys.virtual_city.tables import nonresponse_weights


@pytest.fixture(scope="module")
def city():
    return build_city(31, 200_000)


@pytest.fixture(scope="module")
def sample(city):
    return draw_sample(city, 1, completes=4000)


def points_of(fieldwork, question_code):
    """Points of each interview and whether the question was answered."""
    column = [question.code for question in fieldwork.questions].index(question_code)
    question, codes = fieldwork.questions[column], fieldwork.answers[:, column]
    points = np.zeros(len(codes))
    for code, value in zip(question.codes, question.points, strict=True):
        points[codes == code] = value
    return points, codes >= 0


def means(sample, fieldwork, code):
    """Weighted mean points of each contract."""
    points, answered = points_of(fieldwork, code)
    contract = sample.contract[fieldwork.case]
    weights = nonresponse_weights(sample, fieldwork) * answered
    return np.bincount(contract, weights * points) / np.bincount(contract, weights)


@pytest.mark.parametrize("code", ["Q01", "Q03", "Q06", "Q12", "Q14", "Q19b"])
def test_with_many_interviews_the_estimates_come_near_the_truth(city, sample, code):
    neutral = Habits(proxy_share=0, staff_presence_share=0, other_presence=(0, 0, 0))
    settings = FieldworkSettings(interviewer_sd=0, fabricators=0, habits=neutral)
    fieldwork = conduct_fieldwork(city, sample, 2, settings)
    truth = true_scores(city, (code,))[:, 0]
    error = 50 / np.sqrt(len(fieldwork) / 6) if code in ("Q06", "Q19b") else 0.8
    assert np.abs(means(sample, fieldwork, code) - truth).max() < 2.5 * error


def test_ordinary_fieldwork_leaves_the_order_of_clearly_different_contractors(city, sample):
    fieldwork = conduct_fieldwork(city, sample, 2)
    found = means(sample, fieldwork, "Q12")
    truth = true_scores(city, ("Q12",))[:, 0]
    assert np.corrcoef(found, truth)[0, 1] > 0.98
    assert np.abs(found - truth).max() < 4


@pytest.mark.parametrize("share", [0.4, 0.72, 0.95])
def test_the_response_share_is_the_configured_one(city, sample, share):
    fieldwork = conduct_fieldwork(city, sample, 3, FieldworkSettings(response_share=share))
    assert len(fieldwork) / len(sample) == pytest.approx(share, abs=0.01)


def test_who_answers_depends_on_where_and_how_people_live(city, sample):
    fieldwork = conduct_fieldwork(city, sample, 3)
    answered = np.isin(np.arange(len(sample)), fieldwork.case)
    urban = city.recipients.is_urban[sample.recipient]
    assert answered[urban].mean() < answered[~urban].mean() - 0.04


@pytest.mark.parametrize("share", [0.05, 0.12, 0.3])
def test_proxies_speak_in_the_configured_share_and_more_for_the_old(city, sample, share):
    habits = Habits(proxy_share=share)
    settings = FieldworkSettings(habits=habits, fabricators=0)
    fieldwork = conduct_fieldwork(city, sample, 3, settings)
    is_proxy = fieldwork.situations.is_proxy
    assert is_proxy.mean() == pytest.approx(share, abs=0.012)
    age = city.recipients.age[sample.recipient[fieldwork.case]]
    assert age[is_proxy].mean() > age[~is_proxy].mean() + 3


def test_staff_listen_in_the_configured_share(city, sample):
    settings = FieldworkSettings(habits=Habits(staff_presence_share=0.06), fabricators=0)
    fieldwork = conduct_fieldwork(city, sample, 3, settings)
    heard = fieldwork.situations.presence == PRESENCES.index("staff")
    assert heard.mean() == pytest.approx(0.06, abs=0.006)
    points, answered = points_of(fieldwork, "Q12")
    assert points[heard & answered].mean() > points[~heard & answered].mean() + 3


def test_cases_without_an_interview_have_every_outcome_in_its_share(city, sample):
    fieldwork = conduct_fieldwork(city, sample, 3)
    counts = np.bincount(fieldwork.disposition, minlength=len(DISPOSITIONS))
    failed = len(sample) - len(fieldwork)
    for code, share in FAILURES.items():
        assert counts[DISPOSITIONS.index(code)] / failed == pytest.approx(share, abs=0.015)
    assert counts[DISPOSITIONS.index(NOT_WORKED)] == 0


def test_work_stops_with_the_wanted_interviews(city):
    sample = draw_sample(city, 5, "VT-01", completes=60, design=Design(reserve=0.4))
    fieldwork = conduct_fieldwork(city, sample, 5, FieldworkSettings(stop_after=60))
    assert len(fieldwork) == 60
    assert (fieldwork.disposition == DISPOSITIONS.index(NOT_WORKED)).any()


def test_every_kind_of_missing_answer_occurs_but_seldom(city, sample):
    settings = FieldworkSettings(module="S")
    answers = conduct_fieldwork(city, sample, 3, settings).answers
    for code in (DO_NOT_KNOW, NOT_MET, REFUSED):
        assert 0 < (answers == code).mean() < 0.05


def test_answers_of_one_person_agree_more_than_by_chance(city, sample):
    fieldwork = conduct_fieldwork(city, sample, 3, FieldworkSettings(fabricators=0))
    first, has_first = points_of(fieldwork, "Q01")
    last, has_last = points_of(fieldwork, "Q12")
    both = has_first & has_last
    assert 0.25 < np.corrcoef(first[both], last[both])[0, 1] < 0.7


def test_an_interview_takes_about_eight_minutes(city, sample):
    fieldwork = conduct_fieldwork(city, sample, 3)
    assert 6 * 60 < np.median(fieldwork.duration_seconds) < 10 * 60


def test_the_same_seed_gives_the_same_fieldwork_and_another_another(city, sample):
    first, second, other = (conduct_fieldwork(city, sample, seed) for seed in (3, 3, 4))
    assert first.answers.tobytes() == second.answers.tobytes()
    assert first.disposition.tobytes() == second.disposition.tobytes()
    assert first.duration_seconds.tobytes() == second.duration_seconds.tobytes()
    assert first.disposition.tobytes() != other.disposition.tobytes()
