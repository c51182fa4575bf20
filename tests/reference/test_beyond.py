"""What must hold on the reference data beyond the published figures."""

from pathlib import Path

import numpy as np
import pytest

from scoring.engine import estimate
from scoring.errors import MethodError
from scoring.indicators.aggregation import aggregate
from scoring.indicators.frontiers import ShareBounds, benefit_of_doubt
from scoring.indicators.goalposts import Goalposts, between_goalposts
from scoring.profiling.shrinkage import between_variance, shrink
from scoring.robustness.designs import full_factorial
from scoring.weighting.components import component_weights
from scoring.weighting.influence import influence_of, weights_for_influence
from tests.reference.cases.case_mixes import exam
from tests.reference.cases.pipelines import STRICT, thresholds
from tests.reference.cases.uncertainties import COUNTS, FACTORS, RUNS
from tests.reference.cases.weightings import INFLUENCE
from tests.reference.composites import columns_of, study, table_from
from tests.reference.reading import read_json, result, rows_of

pytestmark = pytest.mark.reference


def test_bounds_take_the_benefit_of_one_lucky_indicator_away(reference: Path) -> None:
    rows = rows_of(reference / "composite" / "bli_2017" / "bli_2017.csv")
    data = table_from(rows, [code for code in rows[0] if code != "country"])
    free = benefit_of_doubt(data)
    bound = benefit_of_doubt(data, {code: ShareBounds(0.02, 0.3) for code in data.codes})
    kept = bound.scores.present
    assert kept.sum() >= 30
    assert (bound.shares[kept] >= 0.02 - 1e-9).all()
    assert (bound.shares[kept] <= 0.3 + 1e-9).all()
    assert (bound.scores.values[kept] <= free.scores.values[kept] + 1e-9).all()


def test_the_satisfaction_group_cannot_be_weighted_by_its_loadings(reference: Path) -> None:
    case = study(reference, "contractors_a")
    items = case.members("SAT")
    with pytest.raises(MethodError, match="loadings_of_both_signs") as raised:
        component_weights(case.stage("expected_stage_normalised").only(items).complete())
    assert raised.value.parameters["where"] == "column 4"


def test_where_a_wish_cannot_be_had_ours_comes_at_least_as_near(reference: Path) -> None:
    rows = rows_of(reference / "composite" / "contractors_a" / "expected_stage_aggregated.csv")
    data = table_from(rows, ["OUT", "PM", "SOC", "SAT"]).complete()
    (case,) = (one for one in read_json(reference / INFLUENCE)["cases"] if not one["feasible"])
    found = weights_for_influence(data, case["target_share"])
    _, shares = influence_of(data, np.maximum(case["expected_weights"], 0))
    theirs, ours = (each - np.array(case["target_share"]) for each in (shares, found.shares))
    assert float(ours @ ours) <= float(theirs @ theirs) + 1e-9
    assert (found.weights >= 0).all()


def test_each_of_the_eleven_blank_contractors_has_its_reason(reference: Path) -> None:
    case = study(reference, "contractors_a")
    posts = {
        code: Goalposts(float(row["goalpost_lower"]), float(row["goalpost_upper"]),
                        case.directions[code], float(row["goalpost_scale"]))
        for code, row in case.meta.items() if code in case.leaves
    }  # fmt: skip  # one post a line
    recipe = thresholds(case, *STRICT["strict_90_80"])
    reasons = aggregate(between_goalposts(case.raw, posts), case.index, recipe)["IDX"].reasons
    assert [reason for reason in reasons if reason] == ["too_few_available"] * 11


def test_the_runs_come_in_the_order_of_our_full_factorial(reference: Path) -> None:
    runs = columns_of(reference / RUNS, *FACTORS)
    rows = np.array([[list(dict.fromkeys(runs[f])).index(v) for v in runs[f]] for f in FACTORS])
    assert rows.T.tolist() == full_factorial(COUNTS).tolist()


def test_every_missing_adjuster_is_counted(reference: Path, tmp_path: Path) -> None:
    rows = rows_of(reference / "profiling" / "exam.csv")
    found = estimate(exam(rows, tmp_path / "b", "standLRT_missing"), exact=False)
    counted = [row.missing_adjusters["standLRT_missing"] for row in found.contracts]
    assert sum(counted) == [row["standLRT_missing"] for row in rows].count("")


def test_reliability_of_equal_groups_is_one_minus_one_over_f(reference: Path) -> None:
    """With equal groups and a known within variance, REML is the analysis of variance."""
    wanted = result(reference, "provider_reliability")["dyestuff"]
    groups: dict[str, list[float]] = {}
    for row in rows_of(reference / "profiling" / "dyestuff.csv"):
        groups.setdefault(row["Batch"], []).append(float(row["Yield"]))
    means = np.array([np.mean(values) for values in groups.values()])
    variances = np.full(means.size, wanted["anova"]["msw"] / wanted["anova"]["n0"])
    between = between_variance(means, variances)
    assert between.value == pytest.approx(wanted["lmer_REML"]["tau2"], rel=1e-4)
    reliability = between.value / (between.value + variances[0])
    assert reliability == pytest.approx(wanted["anova"]["reliability_1_minus_1_over_F"], rel=1e-8)


def test_six_batches_are_too_few_to_shrink(reference: Path) -> None:
    sizes = np.array(result(reference, "provider_reliability")["dyestuff"]["provider"]["n"], float)
    estimates = np.linspace(70, 90, sizes.size)
    posterior = shrink(estimates, 100 / sizes, between_variance(estimates, 100 / sizes))
    assert posterior.reliability is None
    assert posterior.reason == "too_few_providers"
