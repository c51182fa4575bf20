"""Measures that follow the true level."""

import json
from pathlib import Path

import numpy as np
import pytest

from surveys.virtual_city.city import build_city
from surveys.virtual_city.measures import TEMPLATES, administrative_measures, expected_value

FILES = Path(__file__).resolve().parents[3] / "evaluator" / "policy" / "templates"


@pytest.fixture(scope="module")
def city():
    return build_city(41)


def wanted_inputs(template):
    """Inputs of the template's rules that no beneficiary answers."""
    stated = json.loads((FILES / f"{template}.json").read_text("utf-8"))
    inputs = []
    for dimension in stated["dimensions"]:
        for group in dimension["groups"]:
            for indicator in group["indicators"]:
                for part in indicator["parts"]:
                    classes = part.get("parameters", {}).get("classes")
                    if part["source"] != "BQ":
                        named = [f"{part['input']}.{name}" for name in classes or ()]
                        inputs.extend(named or [part["input"]])
    return inputs


@pytest.mark.parametrize("template", ["T", "S"])
def test_every_measure_that_a_template_asks_for_is_given_for_every_contract(city, template):
    measures = administrative_measures(city, None, 1, template)
    for contract in city.contractors.contracts:
        given = sorted(measure.input for measure in measures if measure.contract == contract)
        assert given == sorted(wanted_inputs(template))


def test_values_of_a_contract_do_not_depend_on_who_else_is_asked_for(city):
    everyone = administrative_measures(city, None, 1)
    alone = administrative_measures(city, "VT-04", 1)
    assert alone == tuple(measure for measure in everyone if measure.contract == "VT-04")


def test_a_sampled_value_is_its_share_and_a_mean_of_forms_has_a_variance(city):
    measures = administrative_measures(city, None, 1)
    sampled = [measure for measure in measures if measure.successes is not None]
    assert {measure.input for measure in sampled} == {"T-B201", "T-B202"}
    for measure in sampled:
        assert measure.value == 100 * measure.successes / measure.sampled
    forms = [measure for measure in measures if measure.variance is not None]
    assert {measure.input for measure in forms} == {"T-D101", "T-D102", "T-D104"}


def test_better_contractors_measure_better_in_truth():
    level = np.array([0.0, 1.0, 2.0])
    for template in TEMPLATES.values():
        for measured in template:
            steps = np.diff(expected_value(measured, level))
            assert (steps >= 0).all() if measured.slope > 0 else (steps <= 0).all()


def test_measures_follow_the_true_level():
    city = build_city(1, 2000, 400)
    for code, sign in (("T-B101", 1), ("T-D101", 1), ("T-C201", -1), ("T-C102-turnover", -1)):
        values = [m.value for m in administrative_measures(city, None, 1) if m.input == code]
        assert sign * np.corrcoef(values, city.contractors.level)[0, 1] > 0.4


def test_another_seed_measures_other_values(city):
    assert administrative_measures(city, None, 1) == administrative_measures(city, None, 1)
    assert administrative_measures(city, None, 1) != administrative_measures(city, None, 2)
