"""Tests of joining small strata and classes: nothing is dropped, and what was joined is said."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import MethodError
from scoring.survey.collapsing import collapse_classes, collapse_strata
from scoring.survey.designs import Stage, sample_design

STRATA = st.lists(st.integers(0, 6), min_size=2, max_size=20).map(np.array)


@given(STRATA)
def test_no_stratum_of_a_single_unit_is_left_and_no_row_is_lost(strata: np.ndarray) -> None:
    stage, found = collapse_strata(Stage(np.arange(len(strata)), strata))
    assert (np.bincount(found.groups) >= 2).all()
    assert sorted(label for group in found.joined for label in group) == sorted(set(strata))
    assert sample_design([stage], np.ones(len(strata))).lonely_units == 0


def test_strata_that_stand_alone_well_stay_as_they_are() -> None:
    strata = np.array([0, 0, 1, 1])
    stage, found = collapse_strata(Stage(np.arange(4), strata, np.array([5, 5, 7, 7])))
    assert not found.is_changed
    assert stage.population is not None
    assert stage.population.tolist() == [5, 5, 7, 7]


def test_a_joined_stratum_has_the_clients_of_both() -> None:
    strata, population = np.array([0, 1, 1, 2, 2]), np.array([4, 6, 6, 8, 8])
    stage, found = collapse_strata(Stage(np.arange(5), strata, population))
    assert found.is_changed
    assert found.joined == ((0, 1), (2,))
    assert stage.population is not None
    assert stage.population.tolist() == [10, 10, 10, 8, 8]
    design = sample_design([stage], np.array([4.0, 3, 3, 4, 4]))
    assert design.covariance(np.array([[1.0], [2], [3], [4], [5]]))[0, 0] > 0


def test_a_unit_taken_with_certainty_stays_alone() -> None:
    strata, population = np.array([0, 1, 1, 2]), np.array([1, 6, 6, 9])
    _, found = collapse_strata(Stage(np.arange(4), strata, population))
    assert found.joined == ((0,), (1, 2))


def test_a_name_that_stands_in_two_strata_stays_two_units() -> None:
    strata, units = np.array(["a", "b", "b"]), np.array([1, 1, 2])
    stage, found = collapse_strata(Stage(units, strata))
    assert found.joined == (("a", "b"),)
    assert sample_design([stage], np.ones(3)).degrees_of_freedom == 2


def test_a_single_unit_has_nobody_to_join() -> None:
    with pytest.raises(MethodError, match="lonely_unit"):
        collapse_strata(Stage(np.arange(1)))


@given(st.lists(st.integers(0, 5), min_size=1, max_size=200).map(np.array))
def test_classes_are_joined_until_they_are_large_enough(classes: np.ndarray) -> None:
    answered = np.arange(len(classes)) % 3 > 0
    answered[0] = True
    found = collapse_classes(np.ones(len(classes)), answered, classes)
    sizes = np.bincount(found.groups)
    assert len(sizes) == 1 or (sizes >= 30).all()
    joined = [label for group in found.joined for label in group]
    assert joined == sorted(set(classes.tolist()))  # neighbours only, and each of them once


def test_a_class_that_hardly_answered_is_joined() -> None:
    classes = np.repeat([1, 2, 3], 40)
    answered = np.ones(120, np.bool_)
    answered[45:80] = False
    found = collapse_classes(np.ones(120), answered, classes)
    assert found.joined == ((1, 2), (3,))


def test_what_does_not_fit_is_refused() -> None:
    nobody = np.zeros(4, np.bool_)
    refusals = [
        ("class_without_respondents", lambda: collapse_classes(np.ones(4), nobody, nobody)),
        ("wrong_shape", lambda: collapse_classes(np.ones(4), ~nobody, np.ones(3))),
        ("wrong_shape", lambda: collapse_strata(Stage(np.arange(3), np.arange(2)))),
        ("wrong_shape", lambda: collapse_strata(Stage(np.arange(3), None, np.ones(2)))),
        (
            "population_varies",
            lambda: collapse_strata(Stage(np.arange(3), None, np.array([5, 5, 6]))),
        ),
    ]
    for code, act in refusals:
        with pytest.raises(MethodError, match=code):
            act()
