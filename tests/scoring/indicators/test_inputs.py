"""This room is for tests of what a plan asks for."""

from scoring.indicators.inputs import inputs_of, is_survey, measure_inputs, survey_inputs
from scoring.plan import Plan


def test_survey_inputs_are_the_variables_that_rules_read(plan_t: Plan) -> None:
    assert survey_inputs(plan_t) == (
        "T-A101",
        "T-A102",
        "T-A103",
        "T-A104",
        "T-A105",
        "T-A201",
        "T-B402",
        "T-C202-resolved",
    )


def test_measures_say_who_gives_them_in_which_unit(plan_t: Plan) -> None:
    measures = {measure.input: measure for measure in measure_inputs(plan_t)}

    assert measures["T-B201"].unit == "percent"
    assert measures["T-B201"].can_be_sampled
    assert measures["T-C102-training"].unit == "hours"
    assert not measures["T-C102-training"].can_be_sampled
    assert measures["T-C201"].can_be_sampled  # defective files out of those looked at
    assert not measures["T-D103"].can_be_sampled  # a fixed list of five, all looked at
    assert not measures["T-D104"].can_be_sampled
    assert not measures["T-D101"].can_be_sampled
    assert measures["T-D101"].source == "PQ"
    assert measures["T-C102-turnover"].indicator == "T-C102"


def test_deductions_by_class_ask_for_one_count_a_class(plan_t: Plan) -> None:
    asked = [row for row in measure_inputs(plan_t) if row.indicator == "T-C301"]

    assert [row.input for row in asked] == [
        "T-C301.minor",
        "T-C301.major",
        "T-C301.misappropriation",
    ]
    assert [row.class_name for row in asked] == ["minor", "major", "misappropriation"]


def test_every_part_reads_either_the_survey_or_measures(plan_s: Plan) -> None:
    measured = {measure.input for measure in measure_inputs(plan_s)}
    for leaf in plan_s.indicators:
        for part in leaf.parts:
            assert is_survey(part) != set(inputs_of(part)).issubset(measured)
