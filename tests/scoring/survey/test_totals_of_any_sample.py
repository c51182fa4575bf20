"""Tests that no sample, however odd, gives a blank number or an error without a code."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.survey.calibration import KnownTotals, calibrate, rake
from scoring.survey.collapsing import collapse_classes, collapse_strata
from scoring.survey.designs import Design, Stage, sample_design
from scoring.survey.domains import DomainMeans, domain_means
from scoring.survey.nonresponse import (
    answer_chances,
    chance_classes,
    class_factors,
    representativity,
)
from scoring.survey.pps import METHODS, pps_design
from scoring.survey.replicates import balanced_halves, bootstrap, jackknife, means_of
from scoring.survey.totals import (
    Estimate,
    design_effects,
    weighted_mean,
    weighted_ratio,
    weighted_total,
)
from scoring.survey.trimming import trim_spread

# Values as they come: equal, zero, tiny, huge; now and then a column with a blank.
NUMBER = st.one_of(
    st.sampled_from([0.0, 1.0, 100.0, -5.0, 1e-6, 1e9]),
    st.integers(-(10**9), 10**9).map(lambda units: units / 1000),
)
BLANK = st.sampled_from([*[None] * 12, float("nan"), float("inf")])


@st.composite
def samples(draw: st.DrawFn) -> dict[str, Any]:
    """A few rows with anything in each column."""
    rows = draw(st.integers(1, 8))

    def column(values: st.SearchStrategy[Any]) -> Any:
        return np.array(draw(st.lists(values, min_size=rows, max_size=rows)))

    sample = {name: column(NUMBER) for name in ("weights", "values", "others")}
    for name in sample:
        if (blank := draw(BLANK)) is not None:
            sample[name][0] = blank
    return sample | {
        "strata": column(st.integers(0, 2)),
        "units": column(st.integers(0, 4)),
        "population": draw(st.sampled_from([None, 5.0, 20.0])),
        "weights": np.abs(sample["weights"]),
        "within": column(st.booleans()),
    }


def outcome(act: Callable[..., Any], *inputs: Any, **options: Any) -> Any:
    """What an act gives, checked to hold no blank number; None where it is refused by a code."""
    try:
        found = act(*inputs, **options)
    except ScoringError:
        return None
    if isinstance(found, DomainMeans):
        found = found.estimate
    if isinstance(found, Estimate):
        assert np.isfinite(found.values).all()
        assert np.isfinite(found.covariance).all()
        outcome(lambda: found.standard_errors)
        outcome(found.interval)
    elif isinstance(found, float | np.ndarray):
        assert np.isfinite(found).all()
    return found


def estimates_of(design: Design, sample: dict[str, Any]) -> int:
    """Ask a design for everything; return how many acts were answered."""
    values, within, strata = sample["values"], sample["within"], sample["strata"]
    answers = [
        outcome(weighted_total, design, values, within),
        outcome(weighted_mean, design, values),
        outcome(weighted_ratio, design, values, sample["others"]),
        outcome(design_effects, design, values),
        outcome(domain_means, design, values, [strata], within),
    ]
    replicates = [
        outcome(jackknife, design),
        outcome(balanced_halves, design, 0.5),
        outcome(bootstrap, design, 5, seed=1),
    ]
    answers += [outcome(one.estimate, means_of(values)) for one in replicates if one]
    return sum(answer is not None for answer in answers)


ANSWERED: list[int] = []


@settings(max_examples=100)
@given(samples())
def test_any_design_gives_numbers_or_a_reason(sample: dict[str, Any]) -> None:
    weights, values, strata = sample["weights"], sample["values"], sample["strata"]
    population = sample["population"] and np.full(len(strata), sample["population"])
    stage = Stage(sample["units"], strata, population)
    joined = outcome(collapse_strata, stage)
    designs = [
        outcome(sample_design, [joined[0] if joined else stage], weights),
        outcome(sample_design, [stage], weights, lonely="centre"),
    ]
    present = np.unique(strata).tolist()
    known = KnownTotals("stratum", strata, dict.fromkeys(present, 5.0))
    columns = np.column_stack([np.ones(len(values)), values])
    for design in filter(None, designs[:]):
        designs.append(outcome(rake, design, [known], rounds=20))
        for method in ("linear", "raking", "logit"):
            total = float(np.nan_to_num(weights @ columns[:, 1], posinf=1.0, neginf=1.0)) * 1.1
            wanted = [float(weights.sum()), total]
            designs.append(outcome(calibrate, design, columns, wanted, method))
    ANSWERED.append(sum(estimates_of(design, sample) for design in designs if design))


def test_most_of_these_samples_were_answered() -> None:
    # A generator of refusals alone would prove nothing.
    ANSWERED.clear()
    test_any_design_gives_numbers_or_a_reason()
    assert np.mean(np.array(ANSWERED) > 5) > 0.4


@settings(max_examples=150)
@given(samples())
def test_any_nonresponse_gives_numbers_or_a_reason(sample: dict[str, Any]) -> None:
    weights, answered, values = sample["weights"], sample["within"], sample["values"]
    found = outcome(class_factors, weights, answered, sample["strata"])
    assert found is None or np.isfinite(found.row_factors).all()
    outcome(collapse_classes, weights, answered, sample["strata"])
    columns = np.column_stack([np.ones(len(values)), values])
    fitted = outcome(answer_chances, answered, columns, weights)
    if fitted is not None:
        assert np.isfinite(fitted.chances).all()
        assert np.isfinite(fitted.coefficients).all()
        outcome(chance_classes, fitted.chances)
        outcome(representativity, fitted.chances, weights)
    outcome(trim_spread, weights, 0.5, 3.0)


@settings(max_examples=150)
@given(st.lists(NUMBER, min_size=1, max_size=8).map(np.array), st.sampled_from(METHODS))
def test_any_probabilities_give_numbers_or_a_reason(values: np.ndarray, method: str) -> None:
    design = outcome(pps_design, np.clip(np.abs(values) / 100, 0, 1), method)
    if design is not None:
        outcome(weighted_total, design, values)
