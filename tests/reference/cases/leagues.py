"""Grades within a league, funnels and decisions against R."""

from pathlib import Path
from typing import Any

import numpy as np

from scoring.profiling.comparisons import probability_below
from scoring.profiling.discordance_grades import report_card, required_certainty
from scoring.profiling.evidence import Lines, evidence_classes, line_tests
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
from scoring.profiling.grades import band_probabilities
from scoring.profiling.multiplicity import benjamini_hochberg
from scoring.profiling.relative_grades import (
    Clusters,
    optimal_clusters,
    percentile_cuts,
    percentile_grades,
    ward_clusters,
)
from scoring.profiling.shrinkage import between_variance, shrink
from tests.reference.comparing import Case, Tolerance
from tests.reference.reading import content, league, published, result

LEVELS = {"95": 0.95, "998": 0.998}


def cluster_tree(found: Clusters) -> dict[str, Any]:
    """Clusters in the words of the file."""
    return {
        "grade": found.grades, "sizes": found.sizes, "centers": found.centres,
        "within_ss": found.within,
    }  # fmt: skip  # one figure of the file each


def grades(folder: Path) -> dict[str, Any]:
    """Clusters and shares of the list, with the chance of each band."""
    found = {}
    for name, source in (("pisa2018_math", "pisa2018_math"), ("exam", "exam_direct")):
        y, s = league(folder, source)
        wanted = result(folder, "grades")[name]
        best = optimal_clusters(y, wanted["kmeans_optimal"]["k"])
        cuts = percentile_cuts(y, wanted["percentile"]["cut_percentiles"])
        groups = percentile_grades(y, cuts)
        floors = [*cuts[::-1], cuts[0] - 1e9]
        chances = band_probabilities(y, s, floors, np.full(y.size, np.inf))[:, ::-1]
        found[name] = {
            "kmeans_optimal": cluster_tree(best) | {"cut_midpoints": best.cuts},
            "ward": cluster_tree(ward_clusters(y, wanted["ward"]["k"])),
            "percentile": {
                "cuts_type7": cuts, "base_group": groups, "p_in_each_band": chances,
                "prob_correct_band_mean": chances[np.arange(y.size), groups - 1].mean(),
            },
        }  # fmt: skip  # one figure of the file each
    return found


def report_cards(folder: Path) -> dict[str, Any]:
    """Report cards at five prices of a wrong order."""
    found: dict[str, Any] = {}
    for name, cards in result(folder, "discordance_grades").items():
        m, s = league(folder, name)
        found[name] = []
        for wanted in cards:
            card = report_card(m, s, wanted["lambda"])
            found[name].append({
                "required_certainty": required_certainty(wanted["lambda"]),
                "n_grades": card.sizes.size, "grade": card.grades, "sizes": card.sizes,
                "objective": card.objective, "share_of_pairs_ordered": card.ordered_share,
                "discordance_rate": card.discordance, "tau_bar": card.agreement,
            })  # fmt: skip  # one figure of the file each
    return found


def funnel_tree(funnel: Funnel) -> dict[str, Any]:
    """One funnel in the words of the file."""
    by = {method: overdispersion(funnel, method) for method in ("winsorised", "raw", "truncated")}
    found = overdispersion(funnel)
    z = additive_z(funnel, found)
    tree: dict[str, Any] = {
        "Y": funnel.values, "target_transformed": funnel.target, "s": funnel.errors, "z": funnel.z,
        "z_winsorised": np.clip(funnel.z, *found.bounds), "winsor_bounds_type7": found.bounds,
        "n_truncated_kept": by["truncated"].kept, "Q": (funnel.z**2).sum(),
        "z_overdispersed_additive": z, "z_multiplicative": multiplicative_z(funnel, found),
        "p_two_sided_od": two_sided_p(z), "p_bh_od": benjamini_hochberg(two_sided_p(z)),
        "signal998_unadjusted": np.flatnonzero(signals(funnel.z)) + 1,
        "signal998_od": np.flatnonzero(signals(z)) + 1,
    }  # fmt: skip  # one figure of the file each
    for method, one in by.items():
        tree |= {f"phi_{method}": one.factor, f"tau2_{method}": one.between}
    for name, level in LEVELS.items():
        for wider, ending in ((None, "unadjusted"), (found, "od")):
            low, high = limits(funnel, level, wider)
            tree[f"limits{name}_{ending}"] = {"lower": low, "upper": high}
    return tree


def score_funnel_tree(folder: Path) -> dict[str, Any]:
    """The funnel of scores."""
    schools = result(folder, "casemix_adjust")["unweighted"]
    funnel = score_funnel(schools["adj_mean"], np.array(schools["se_plugin"]) ** 2)
    found = overdispersion(funnel)
    z = additive_z(funnel, found)
    tree = {
        "target": funnel.target, "z": funnel.z, "winsor_bounds_type7": found.bounds,
        "phi_winsorised": found.factor, "tau2": found.between, "z_overdispersed_additive": z,
        "z_multiplicative": multiplicative_z(funnel, found),
        "p_bh_od": benjamini_hochberg(two_sided_p(z)),
    }  # fmt: skip  # one figure of the file each
    for name, level in LEVELS.items():
        tree[f"n_outside{name}"] = signals(funnel.z, level).sum()
        tree[f"n_outside{name}_od"] = signals(z, level).sum()
    return tree


def funnels(folder: Path) -> dict[str, Any]:
    """Shares, ratios, scores and exact limits."""
    case = content(folder, "funnel")
    observed, expected, wanted = case["observed"], case["expected"], case["result"]
    exact, binomial = wanted["poisson_exact"], wanted["binomial_interpolated"]
    found = {
        "proportion": funnel_tree(proportion_funnel(observed, case["n"])),
        "std_ratio_shmi": funnel_tree(ratio_funnel(observed, expected, "log")),
        "std_ratio_cqc": funnel_tree(ratio_funnel(observed, expected, "root")),
        "continuous_exam": score_funnel_tree(folder),
        "poisson_exact": {}, "binomial_interpolated": {},
    }  # fmt: skip  # one funnel a line
    for name, level in LEVELS.items():
        low, high = poisson_limits(exact["E"], level)
        found["poisson_exact"] |= {f"lo{name}": low, f"hi{name}": high}
        low, high = binomial_limits(binomial["n"], binomial["target"], level)
        found["binomial_interpolated"] |= {f"lo{name}": low, f"hi{name}": high}
    return found


CLASSES = {
    "exit": "exit",
    "renew": "renew",
    "rectify": "renew_with_rectification",
    "insufficient": "insufficient_evidence",
}


def decisions(folder: Path) -> dict[str, Any]:
    """Tests of both lines and the classes they permit."""
    wanted = result(folder, "decision")
    y, errors = wanted["estimate"], wanted["se"]
    lines = Lines(wanted["threshold_exit"], wanted["threshold_renew"], wanted["alpha"])
    tests = line_tests(y, errors, np.full(len(y), np.inf), lines)
    # A list of one has nothing to adjust for: these are the plain tests.
    alone = [line_tests([a], [b], [np.inf], lines) for a, b in zip(y, errors, strict=True)]
    plain = np.array([one.p_exit[0] for one in alone])
    posterior = shrink(y, np.square(errors), between_variance(y, np.square(errors)))
    below = probability_below(posterior, lines.exit_line)
    assert posterior.reliability is not None
    # The file also asks of every class 30 answers and a reliability of .7.
    enough = (np.array(wanted["n"]) >= wanted["n_min"]) & (
        posterior.reliability >= wanted["reliability_min"]
    )
    classes = np.where(enough, evidence_classes(tests, below, lines.alpha), "insufficient")
    named = [CLASSES[name] for name in classes.tolist()]
    return {
        "lambda": posterior.reliability, "post_mean": posterior.mean,
        "post_sd": posterior.deviation, "p_below_exit_posterior": below,
        "p_above_renew_posterior": 1 - probability_below(posterior, lines.renewal_line),
        "p_H0_theta_ge_exit": plain, "holm": tests.p_exit, "bh": benjamini_hochberg(plain),
        "p_H0_theta_le_exit": [one.p_acceptable[0] for one in alone],
        "bh_ok": tests.p_acceptable,
        "p_H0_theta_le_renew": [one.p_renew[0] for one in alone], "bh_renew": tests.p_renew,
        "class": named, "counts": {name: named.count(name) for name in CLASSES.values()},
    }  # fmt: skip  # one figure of the file each


CASES = (
    Case(
        "profiling/grades", grades, published("grades"), ("profiling/grades.json",),
        given=("*/k", "*/cut_percentiles"),
        # Chances far out in the tail are differences of numbers near 1.
        special={"*/p_in_each_band": Tolerance(1e-9, floor=1e-6)},
    ),
    Case(
        "profiling/discordance_grades", report_cards, published("discordance_grades"),
        ("profiling/discordance_grades.json",), given=("*/lambda",),
    ),
    Case(
        "profiling/funnel", funnels, published("funnel"), ("profiling/funnel.json",),
        given=("poisson_exact/E", "binomial_interpolated/n", "binomial_interpolated/target"),
    ),
    Case(
        "profiling/decision", decisions, published("decision"), ("profiling/decision.json",),
        Tolerance(1e-7),
        given=("threshold_*", "alpha", "n_min", "reliability_min", "level", "n", "estimate", "se"),
        left={"expected_false_exit": "a sum over the list that no decision of ours uses"},
    ),
)  # fmt: skip  # a case a paragraph
