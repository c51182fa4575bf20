"""Places, rank sets, funnels, grades and decisions against csranks and exact computations in R."""

from pathlib import Path
from typing import Any

import numpy as np

from scoring.profiling.comparisons import compared_pairs, probability_better
from scoring.profiling.critical_values import tukey_critical_value
from scoring.profiling.differences import shared_covariance
from scoring.profiling.rank_distributions import overlap_factor, rank_distribution
from scoring.profiling.rank_sets import (
    RankSets,
    best_set,
    marginal_rank_sets,
    simultaneous_rank_sets,
    worst_set,
)
from scoring.profiling.ranks import rank_bands, separations
from scoring.profiling.shrinkage import Posterior
from tests.reference.comparing import Between, Case, Tolerance
from tests.reference.composites import whole_places
from tests.reference.reading import league, result

LEAGUES = ("pisa2018_math", "exam_direct", "exam_posterior")


def ends(pairs: np.ndarray) -> dict[str, Any]:
    """Lower and upper places."""
    return {"L": pairs[:, 0], "U": pairs[:, 1]}


def sets(found: RankSets) -> dict[str, Any]:
    """Rank sets in the words of the files."""
    return {"L": found.low, "U": found.high}


def expected_places(m: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Expected places by the pair probabilities, the second way beside the law of places."""
    first, second = compared_pairs(np.arange(m.size))
    none = shared_covariance(None, m.size)
    better = probability_better(Posterior(m, s, None, 0.0), none, first, second)
    place = np.ones(m.size)
    np.add.at(place, first, 1 - better)
    np.add.at(place, second, better)
    return place


def exact_places(folder: Path) -> dict[str, Any]:
    """Marginal sets by quadrature, bands by Tukey, the law of places."""
    found = {}
    for name in LEAGUES:
        y, s = league(folder, name)
        k = result(folder, "rank_exact")[name]["k"]
        down, single = marginal_rank_sets(y, s**2), marginal_rank_sets(y, s**2, is_stepdown=False)
        law, factor = rank_distribution(y, s), overlap_factor(s)
        apart = separations(y, s**2, np.full(y.size, np.inf))
        found[name] = {
            "rank": whole_places(y.tolist()),
            "marginal_exact_stepdown": sets(down), "marginal_exact_singlestep": sets(single),
            "marginal_crit_last_step": down.critical, "marginal_crit_singlestep": single.critical,
            "simultaneous_tukey_crit": tukey_critical_value(y.size, np.inf),
            "simultaneous_tukey": ends(rank_bands(apart)),
            "p_bottom_k": law.bottom(k), "p_top_k": law.top(k),
            "expected_rank": law.expected, "expected_by_pairs": expected_places(y, s),
            "rank_interval90": ends(law.interval(0.90)),
            "rank_interval95": ends(law.interval(0.95)),
            "goldstein_spiegelhalter_z": factor,
            "overlap_interval": {"lower": y - factor * s, "upper": y + factor * s},
        }  # fmt: skip  # one figure of the file each
    return found


def published_places(folder: Path) -> dict[str, Any]:
    """The file; the expected place is compared twice."""
    leagues: dict[str, Any] = result(folder, "rank_exact")
    for one in leagues.values():
        one["expected_by_pairs"] = one["expected_rank"]
    return leagues


def confidence_sets(folder: Path) -> dict[str, Any]:
    """Sets to compare with those of csranks, which depend on its seed."""
    wanted = result(folder, "rank_confidence_sets")["pisa2018_math"]
    y, v = np.array(wanted["x"]), np.array(wanted["se"]) ** 2
    together = simultaneous_rank_sets(y, v)
    tau = wanted["tau_sets"]["tau"]
    return {
        "rank": whole_places(y.tolist()),
        "marginal_stepdown": sets(marginal_rank_sets(y, v)),
        "marginal_singlestep": sets(marginal_rank_sets(y, v, is_stepdown=False)),
        "simultaneous_stepdown": sets(together),
        "simultaneous_singlestep": sets(simultaneous_rank_sets(y, v, is_stepdown=False)),
        "tau_sets": {
            "best_freq": best_set(together, tau).astype(int),
            "worst_freq": worst_set(together, tau).astype(int),
        },
    }


def published_sets(folder: Path) -> dict[str, Any]:
    """The ranges over ten seeds; a share of seeds strictly inside 0 and 1 leaves it open."""
    tree: dict[str, Any] = result(folder, "rank_confidence_sets")["pisa2018_math"]
    ranges: dict[str, Any] = {
        name: {
            end: [Between(*pair) for pair in zip(one[f"{end}_min"], one[f"{end}_max"], strict=True)]
            for end in "LU"
        }
        for name, one in tree.items()
        if name.endswith(("stepdown", "singlestep"))
    }
    ranges["rank"] = tree["rank"]
    shares = {key: tree["tau_sets"][key] for key in ("best_freq", "worst_freq")}
    ranges["tau_sets"] = {
        key: [Between(np.floor(share), np.ceil(share)) for share in values]
        for key, values in shares.items()
    }
    return ranges


TUKEY = (
    "R's qtukey stops its search early: among 65 the stored value holds the level .95 to 4e-8 "
    "only, ours to 1e-12"
)
CASES = (
    Case(
        "profiling/rank_exact", exact_places, published_places,
        ("profiling/rank_exact.json",),
        special={
            "*/p_*": Tolerance(1e-9, floor=1.0), "*_crit*": Tolerance(1e-8),
            "*/goldstein_spiegelhalter_z": Tolerance(1e-8), "*/overlap_interval/*": Tolerance(1e-8),
        },
        given=("*/labels", "*/estimate", "*/se", "*/k"),
        disputed=dict.fromkeys(
            ("exam_direct/simultaneous_tukey_crit", "exam_posterior/simultaneous_tukey_crit"), TUKEY
        ),
    ),
    Case(
        "profiling/rank_confidence_sets", confidence_sets, published_sets,
        ("profiling/rank_confidence_sets.json", "profiling/pisa2018.csv"),
    ),
)  # fmt: skip  # a case a paragraph
