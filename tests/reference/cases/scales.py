"""Reliability of scales and raters against psych, lavaan and factanal."""

from pathlib import Path
from typing import Any

import numpy as np

from scoring.profiling.rater_agreement import rater_agreement
from scoring.profiling.reliability import (
    duhachek_interval,
    feldt_interval,
    item_covariance,
    one_factor,
    scale_reliability,
)
from tests.reference.comparing import Case, Tolerance
from tests.reference.reading import content, published, table_of


def scale(table: dict[str, Any], name: str, keys: list[int]) -> dict[str, Any]:
    """All that the file says of one scale of five items."""
    raw = np.column_stack([table[f"{name}{place}"] for place in range(1, 6)])
    answers = np.where(np.array(keys) > 0, raw, 7 - raw)
    covariance, complete = item_covariance(answers)
    found = scale_reliability(covariance)
    pairwise = scale_reliability(item_covariance(answers, is_pairwise=True)[0])
    error, *bounds = duhachek_interval(covariance, complete)
    spreads = np.sqrt(np.diag(covariance))
    factor = one_factor(covariance)
    # lavaan divides by the number of respondents, not by one less.
    shrunk = 1 - 1 / complete
    return {
        "n_complete": complete, "k": len(keys),
        "raw_alpha_complete": found.alpha, "std_alpha_complete": found.standardised,
        "raw_alpha_pairwise": pairwise.alpha, "std_alpha_pairwise": pairwise.standardised,
        "guttman_lambda6_complete": found.lambda6, "mean_r": found.mean_correlation,
        "feldt95": feldt_interval(found.alpha, complete, 5),
        "duhachek_ase": error, "duhachek95": bounds,
        "alpha_if_dropped": found.if_dropped, "item_total_r": found.item_total,
        "item_rest_r": found.item_rest, "cov": covariance,
        "omega_total_cov_ML": factor.omega,
        "omega_total_cor_ML": one_factor(covariance / np.outer(spreads, spreads)).omega,
        "loadings_cov_ML": factor.loadings * np.sqrt(shrunk),
        "unique_cov_ML": factor.uniquenesses * shrunk,
    }  # fmt: skip  # one figure of the file each


def reliability(folder: Path) -> dict[str, Any]:
    """Five scales and the table of raters."""
    keys, table = content(folder, "reliability")["keys"], table_of(folder, "bfi")
    ratings = np.column_stack(list(table_of(folder, "shrout_fleiss").values()))
    forms = rater_agreement(ratings)
    return {
        "scales": {name: scale(table, name, keys[name]) for name in "ACENO"},
        "icc_shrout_fleiss": {
            "type": list(forms),
            "ICC": [one.value for one in forms.values()],
            "F": [one.f for one in forms.values()],
            "df1": [float(one.degrees[0]) for one in forms.values()],
            "df2": [float(one.degrees[1]) for one in forms.values()],
            "p": [one.p_value for one in forms.values()],
            "lower": [one.low for one in forms.values()],
            "upper": [one.high for one in forms.values()],
        },
    }


CASES = (
    Case(
        "profiling/reliability", reliability, published("reliability"),
        ("profiling/reliability.json", "profiling/bfi.csv.gz", "profiling/shrout_fleiss.csv"),
        special={
            "*/omega_*": Tolerance(1e-5),
            # Loadings behind omega: lavaan stops its search at this precision.
            "*/loadings_cov_ML": Tolerance(1e-4), "*/unique_cov_ML": Tolerance(1e-4),
        },
    ),
)  # fmt: skip  # a case a paragraph
