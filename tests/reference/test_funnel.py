"""Funnels against the formulas of FunnelPlotR at exact quantiles."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.profiling.exact_limits import binomial_limits, poisson_limits
from scoring.profiling.funnel import (
    Funnel,
    additive_z,
    limits,
    multiplicative_z,
    overdispersion,
    proportion_funnel,
    ratio_funnel,
    score_funnel,
    signals,
    two_sided_p,
)
from scoring.profiling.multiplicity import benjamini_hochberg

pytestmark = pytest.mark.reference


def case(reference: Path, name: str = "funnel") -> dict[str, Any]:
    content: dict[str, Any] = json.loads((reference / "profiling" / f"{name}.json").read_text())
    return content


def built(content: dict[str, Any], kind: str) -> Funnel:
    observed, expected = content["observed"], content["expected"]
    if kind == "proportion":
        return proportion_funnel(observed, content["n"])
    return ratio_funnel(observed, expected, "log" if kind == "std_ratio_shmi" else "root")


KINDS = ("proportion", "std_ratio_shmi", "std_ratio_cqc")


def close(found: Any, wanted: Any) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_distances_from_the_target_agree(reference: Path, kind: str) -> None:
    content = case(reference)
    result, funnel = content["result"][kind], built(content, kind)
    close(funnel.values, result["Y"])
    close(funnel.target, result["target_transformed"])
    close(funnel.errors, result["s"])
    close(funnel.z, result["z"])
    close((funnel.z**2).sum(), result["Q"])


@pytest.mark.parametrize("kind", KINDS)
def test_overdispersion_agrees(reference: Path, kind: str) -> None:
    content = case(reference)
    result, funnel = content["result"][kind], built(content, kind)
    for method in ("winsorised", "raw", "truncated"):
        found = overdispersion(funnel, method)
        close(found.factor, result[f"phi_{method}"])
        close(found.between, result[f"tau2_{method}"])
        close(found.bounds, result["winsor_bounds_type7"])
    assert overdispersion(funnel, "truncated").kept == result["n_truncated_kept"]
    close(np.clip(funnel.z, *result["winsor_bounds_type7"]), result["z_winsorised"])


@pytest.mark.parametrize("kind", KINDS)
def test_limits_and_signals_agree(reference: Path, kind: str) -> None:
    content = case(reference)
    result, funnel = content["result"][kind], built(content, kind)
    found = overdispersion(funnel)
    for level, name in ((0.95, "limits95"), (0.998, "limits998")):
        for wider, ending in ((None, "unadjusted"), (found, "od")):
            low, high = limits(funnel, level, wider)
            close(low, result[f"{name}_{ending}"]["lower"])
            close(high, result[f"{name}_{ending}"]["upper"])
    z = additive_z(funnel, found)
    close(z, result["z_overdispersed_additive"])
    close(multiplicative_z(funnel, found), result["z_multiplicative"])
    close(two_sided_p(z), result["p_two_sided_od"])
    close(benjamini_hochberg(two_sided_p(z)), result["p_bh_od"])
    for values, name in ((funnel.z, "signal998_unadjusted"), (z, "signal998_od")):
        places = np.flatnonzero(signals(values)) + 1
        assert places.tolist() == np.atleast_1d(result[name]).tolist()


def test_a_funnel_of_scores_agrees(reference: Path) -> None:
    schools = case(reference, "casemix_adjust")["result"]["unweighted"]
    result = case(reference)["result"]["continuous_exam"]
    funnel = score_funnel(schools["adj_mean"], np.array(schools["se_plugin"]) ** 2)
    found = overdispersion(funnel)
    z = additive_z(funnel, found)
    close(funnel.target, result["target"])
    close(funnel.z, result["z"])
    close(found.bounds, result["winsor_bounds_type7"])
    close([found.factor, found.between], [result["phi_winsorised"], result["tau2"]])
    close(z, result["z_overdispersed_additive"])
    close(multiplicative_z(funnel, found), result["z_multiplicative"])
    close(benjamini_hochberg(two_sided_p(z)), result["p_bh_od"])
    for level, name in ((0.95, "95"), (0.998, "998")):
        assert signals(funnel.z, level).sum() == result[f"n_outside{name}"]
        assert signals(z, level).sum() == result[f"n_outside{name}_od"]


def test_exact_limits_agree(reference: Path) -> None:
    results = case(reference)["result"]
    poisson, binomial = results["poisson_exact"], results["binomial_interpolated"]
    for level, name in ((0.95, "95"), (0.998, "998")):
        close(poisson_limits(poisson["E"], level), [poisson[f"lo{name}"], poisson[f"hi{name}"]])
        found = binomial_limits(binomial["n"], binomial["target"], level)
        close(found, [binomial[f"lo{name}"], binomial[f"hi{name}"]])
