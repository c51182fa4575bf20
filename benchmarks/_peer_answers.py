"""What scikit-criteria, pymcdm, SALib and svy say of the designs; run where these are installed.

Our own code is not there: ``python _peer_answers.py designs.json answers.json``.
"""

import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars
import skcriteria
import svy
from pymcdm import helpers, normalizations
from pymcdm import weights as pymcdm_weights
from pymcdm.weights.subjective import AHP
from SALib.analyze import sobol
from skcriteria.agg.simple import WeightedProductModel, WeightedSumModel
from skcriteria.preprocessing import weighters
from skcriteria.preprocessing.invert_objectives import NegateMinimize
from skcriteria.preprocessing.scalers import MinMaxScaler

Answers = dict[str, Callable[[], Any]]


def of_tree(design: dict[str, Any]) -> Answers:
    """Both programs for multi-criteria decisions, with the weights of the tree multiplied out."""
    matrix = np.array(design["matrix"], dtype=float)
    signs, shares = np.array(design["directions"]), np.array(design["leaf_weights"])

    def laid(facing: Any) -> Any:
        aims = [max if sign > 0 else min for sign in facing]
        return skcriteria.mkdm(matrix, aims, weights=shares)

    def summed() -> Any:
        scaled = MinMaxScaler(target="matrix").transform(NegateMinimize().transform(laid(signs)))
        return WeightedSumModel().evaluate(scaled)

    def by_pymcdm() -> Any:
        return helpers.normalize_matrix(matrix, normalizations.minmax_normalization, signs)

    ones = np.ones_like(signs)
    return {
        "scikit-criteria: arithmetic": lambda: summed().e_.score,
        "scikit-criteria: dense places": lambda: summed().rank_,
        "scikit-criteria: untied places": lambda: summed().untied_rank_,
        "scikit-criteria: geometric": lambda: (
            10 ** WeightedProductModel().evaluate(laid(ones)).e_.score
        ),
        "scikit-criteria: entropy weights": lambda: weighters.entropy_weights(matrix),
        "scikit-criteria: critic weights": lambda: weighters.critic_weights(matrix, signs),
        "scikit-criteria: sd weights": lambda: weighters.std_weights(matrix),
        "pymcdm: minmax": by_pymcdm,
        "pymcdm: arithmetic": lambda: by_pymcdm() @ shares,
        "pymcdm: average places": lambda: helpers.rankdata(by_pymcdm() @ shares, reverse=True),
        "pymcdm: entropy weights": lambda: pymcdm_weights.entropy_weights(matrix),
        "pymcdm: critic weights": lambda: pymcdm_weights.critic_weights(matrix, signs),
        "pymcdm: sd weights": lambda: pymcdm_weights.standard_deviation_weights(matrix),
    }


def of_judgments(design: dict[str, Any]) -> Answers:
    """AHP of one judge; the index follows from the ratio by the table that was used."""
    judge = AHP(matrix=np.array(design["matrix"]))
    items = len(design["matrix"])
    return {
        "pymcdm: ahp weights": judge,
        "pymcdm: consistency ratio": judge.get_cr,
        "pymcdm: consistency index": lambda: judge.get_cr() * AHP.RI_M[items - 1],
    }


def of_factors(design: dict[str, Any]) -> Answers:
    """SALib's estimators; the first-order one is not free of shifts, so runs are centred alike."""
    runs = np.array(design["outputs"], dtype=float)
    centred = runs - np.mean(runs[:2])
    a, b, mixed = centred[0], centred[1], centred[2:]
    problem = {"num_vars": len(mixed), "names": list(map(str, range(len(mixed))))}
    problem["bounds"] = [[0, 1]] * len(mixed)
    line = np.vstack([a, mixed, b]).T.ravel()
    return {
        "SALib: first indices": lambda: [sobol.first_order(a, one, b) for one in mixed],
        "SALib: total indices": lambda: sobol.analyze(problem, line, calc_second_order=False)["ST"],
    }


def of_sample(design: dict[str, Any]) -> Answers:
    """svy's linearised estimates."""
    names = ("psu", "stratum", "weight", "y", "x", "domain")
    frame = polars.DataFrame({name: design[name] for name in names})
    drawn = svy.Sample(frame, svy.Design(stratum="stratum", psu="psu", wgt="weight"))
    ask = drawn.estimation

    def both(found: Any) -> list[float]:
        rows = sorted(found.estimates, key=lambda row: str(row.by_level))
        return [row.est for row in rows] + [row.se for row in rows]

    return {
        "svy: mean": lambda: both(ask.mean("y")),
        "svy: total": lambda: both(ask.total("y")),
        "svy: ratio": lambda: both(ask.ratio(y="y", x="x")),
        "svy: domain means": lambda: both(ask.mean("y", by="domain")),
        "svy: degrees of freedom": lambda: ask.mean("y").estimates[0].df,
    }


KINDS = {"tree": of_tree, "pairwise": of_judgments, "factors": of_factors, "sample": of_sample}


def said(make: Callable[[], Any]) -> Any:
    """Figures as a plain list, None for what is no number, or the name of the exception."""
    try:
        found = np.asarray(make(), dtype=float).ravel()
    except Exception as error:  # noqa: BLE001 - whatever a peer raises is an answer to be shown
        return {"raised": type(error).__name__}
    return [float(value) if np.isfinite(value) else None for value in found]


def main(asked: Path, told: Path) -> None:
    """Answer every design."""
    warnings.simplefilter("ignore")
    answers = []
    for design in json.loads(asked.read_text("utf-8")):
        makers = KINDS[design["kind"]](design)
        answers.append({name: said(make) for name, make in makers.items()})
    told.write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
