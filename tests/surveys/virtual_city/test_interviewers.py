"""Fair shares of work, and invented interviews."""

import numpy as np
import pytest

from surveys.virtual_city.city import build_city
from surveys.virtual_city.fieldwork import FieldworkSettings, conduct_fieldwork
from surveys.virtual_city.interviewers import assign_interviewers
from surveys.virtual_city.sampling import draw_sample


@pytest.fixture(scope="module")
def city():
    return build_city(21)


def cases_by_contract(sample, assignment):
    everybody = len(assignment.effect)
    cells = np.bincount(sample.contract * everybody + assignment.interviewer)
    return np.resize(np.append(cells, np.zeros(everybody * 10, int)), (6, everybody))


@pytest.mark.parametrize("completes", [60, 267])
def test_nobody_has_more_than_a_quarter_of_a_contract_nor_more_than_thirty_cases(city, completes):
    sample = draw_sample(city, 1, completes=completes)
    load = cases_by_contract(sample, assign_interviewers(1, sample, 0.1, 0))
    assert load.max() <= 30
    assert (load.max(axis=1) <= load.sum(axis=1) / 4).all()


def test_interviewers_tie_the_contracts_together(city):
    sample = draw_sample(city, 1)
    works = cases_by_contract(sample, assign_interviewers(1, sample, 0.1, 0)) > 0
    reached = works[0]
    for _ in range(6):
        reached = works[(works & reached).any(axis=1)].any(axis=0)
    assert reached.all()


def test_as_many_fabricate_as_asked(city):
    sample = draw_sample(city, 1)
    for fabricators in (0, 2, 5):
        assignment = assign_interviewers(1, sample, 0.1, fabricators)
        assert assignment.fabricates.sum() == fabricators


def test_invented_interviews_tick_one_label_or_copy_one_interview_and_are_short(city):
    sample = draw_sample(city, 1)
    fieldwork = conduct_fieldwork(city, sample, 2, FieldworkSettings(fabricators=2))
    invented = fieldwork.is_invented
    assert 10 < invented.sum() < 100
    assert set(fieldwork.interviewer[invented]) == set(
        np.flatnonzero(fieldwork.assignment.fabricates)
    )
    labels = [column for column, asked in enumerate(fieldwork.questions) if asked.is_label]
    straight = np.ptp(fieldwork.answers[:, labels], axis=1) == 0
    assert straight[invented].mean() > 2 * straight[~invented].mean()
    seconds = fieldwork.duration_seconds
    assert np.median(seconds[invented]) < np.median(seconds[~invented]) / 3


def test_copies_agree_in_nine_of_ten_answers(city):
    sample = draw_sample(city, 1)
    fieldwork = conduct_fieldwork(city, sample, 2, FieldworkSettings(fabricators=2))
    _, copier = np.flatnonzero(fieldwork.assignment.fabricates)
    own = fieldwork.answers[fieldwork.is_invented & (fieldwork.interviewer == copier)]
    agreement = (own[1:] == own[0]).mean(axis=1)
    assert np.median(agreement) >= 0.9
