"""Random designs on which peers and we are asked the same: trees, judgments, factors, samples."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from scoring.errors import MethodError, ScoringError
from scoring.indicators.aggregation import Recipe, aggregate, shares_of_index
from scoring.indicators.normalisation import minmax
from scoring.indicators.tables import Table, table_of
from scoring.robustness.designs import pick_freeze
from scoring.robustness.places import places
from scoring.robustness.sampled_indices import sampled_indices
from scoring.survey.designs import Stage, sample_design
from scoring.survey.domains import domain_means
from scoring.survey.totals import Estimate, weighted_mean, weighted_ratio, weighted_total
from scoring.weighting.ahp import eigenvector
from scoring.weighting.dominance import Node
from scoring.weighting.objective import critic_weights, deviation_weights, entropy_weights
from scoring.weighting.pairwise import judgments

Design = dict[str, Any]
SAATY = (1 / 9, 1 / 7, 1 / 5, 1 / 3, 1 / 2, 1, 2, 3, 5, 7, 9)


def designs(count: int, seed: int) -> Iterator[Design]:
    """Yield so many designs of each of four kinds; the seed fixes them all."""
    chance = np.random.default_rng(seed)
    for make in (tree, pairwise, factors, sample):
        for _ in range(count):
            yield make(chance)


def tree(chance: np.random.Generator) -> Design:
    """Units on criteria of a tree of two or three levels, some with ties, gaps or no variation."""
    units, criteria = int(chance.integers(4, 30)), int(chance.integers(3, 9))
    matrix = chance.uniform(1, 100, (units, criteria))
    marks = [name for name, share in (("ties", 0.3), ("gap", 0.1), ("constant", 0.1))
             if chance.uniform() < share]  # fmt: skip  # what may go wrong
    if "ties" in marks:
        matrix = np.ceil(matrix / 25)
    if "constant" in marks:
        matrix[:, 0] = 7.0
    rows: list[list[float | None]] = matrix.tolist()
    if "gap" in marks:
        rows[1][1] = None
    groups = chance.integers(0, int(chance.integers(1, 4)), criteria)
    directions = chance.choice([1, 1, -1], criteria).tolist()
    marks += ["cost"] if -1 in directions else []
    weights = chance.uniform(0.5, 3, (2, criteria)).round(2)
    return {
        "kind": "tree", "marks": marks, "matrix": rows, "directions": directions,
        "groups": groups.tolist(), "weights": weights[0].tolist(), "tops": weights[1].tolist(),
    }  # fmt: skip  # one part a word


def pairwise(chance: np.random.Generator) -> Design:
    """The judgments of one judge, from thoughtful to careless; a few with too many items."""
    items = 16 if chance.uniform() < 0.1 else int(chance.integers(3, 16))
    matrix = np.ones((items, items))
    for i, j in zip(*np.triu_indices(items, 1), strict=True):
        matrix[i, j] = chance.choice(SAATY)
        matrix[j, i] = 1 / matrix[i, j]
    marks = ["many"] if items > 15 else []
    return {"kind": "pairwise", "marks": marks, "matrix": matrix.tolist()}


def factors(chance: np.random.Generator) -> Design:
    """The runs of a random polynomial at a pick-freeze design; sometimes one run failed."""
    count = int(chance.integers(2, 6))
    x = pick_freeze(count, 128, int(chance.integers(1, 10**6))).points
    slopes, twists = chance.normal(size=count), chance.normal(size=(count, count)) / 2
    outputs = x @ slopes + np.einsum("...i,ij,...j", x, twists, x)
    rows: list[list[float | None]] = outputs.tolist()
    failed = chance.uniform() < 0.1
    if failed:
        rows[2][5] = None
    return {"kind": "factors", "marks": ["failed"] if failed else [], "outputs": rows}


def sample(chance: np.random.Generator) -> Design:
    """Answers in strata and sampling units, with unequal weights and two domains."""
    strata, units = int(chance.integers(1, 5)), int(chance.integers(2, 7))
    sizes = chance.integers(1, 9, (strata, units)).ravel()
    psu = np.repeat(np.arange(sizes.size), sizes)
    effects = chance.normal(0, 10, sizes.size)[psu]
    y = np.clip(70 + effects + chance.normal(0, 20, psu.size), 0, 100)
    return {
        "kind": "sample", "marks": [], "psu": psu.tolist(), "stratum": (psu // units).tolist(),
        "weight": chance.uniform(0.5, 4, psu.size).tolist(), "y": y.tolist(),
        "x": chance.uniform(1, 5, psu.size).tolist(),
        "domain": ["ab"[place] for place in (np.arange(psu.size) % 2)],
    }  # fmt: skip  # one column a word


def index_of(design: Design) -> tuple[Node, Table, dict[str, int]]:
    """The tree of a design, its table and its directions."""
    codes = [f"i{place}" for place in range(len(design["weights"]))]
    leaves = [Node(code, weight) for code, weight in zip(codes, design["weights"], strict=True)]
    grouped = list(zip(leaves, design["groups"], strict=True))
    tops = tuple(
        Node(
            f"g{group}", design["tops"][group], tuple(leaf for leaf, own in grouped if own == group)
        )
        for group in sorted(set(design["groups"]))
    )
    table = table_of(dict(zip(codes, zip(*design["matrix"], strict=True), strict=True)))
    return Node("index", 1, tops), table, dict(zip(codes, design["directions"], strict=True))


def answer(design: Design) -> dict[str, Any]:
    """Everything we say of a design: figures, or the code with which we refuse."""
    makers: dict[str, Callable[[Design], dict[str, Callable[[], Any]]]] = {
        "tree": of_tree, "pairwise": of_judgments, "factors": of_factors, "sample": of_sample,
    }  # fmt: skip  # one kind each
    return {name: said(make) for name, make in makers[design["kind"]](design).items()}


def said(make: Callable[[], Any]) -> Any:
    """Figures as plain lists, or the code of a refusal."""
    try:
        found = make()
    except ScoringError as refusal:
        return {"refused": refusal.code}
    return np.asarray(found, dtype=float).ravel().tolist()


def of_tree(design: Design) -> dict[str, Callable[[], Any]]:
    """Normalised values, index, places by three conventions, weights from the data."""
    node, table, facing = index_of(design)
    matrix, directions = design["matrix"], design["directions"]

    def totals(recipe: str = "arithmetic") -> tuple[float | None, ...]:
        laid = minmax(table, facing, 0, 1) if recipe == "arithmetic" else table
        return aggregate(laid, node, Recipe(recipe))["index"].plain()

    def complete() -> list[list[float]]:
        if any(value is None for row in matrix for value in row):
            raise MethodError("not_finite", where="matrix", found=None, allowed="numbers")
        return [[float(value) for value in row] for row in matrix]

    return {
        "minmax": lambda: minmax(table, facing, 0, 1).values,
        "arithmetic": totals,
        "geometric": lambda: totals("geometric"),
        "dense places": lambda: places(totals(), "dense"),
        "average places": lambda: places(totals(), "average"),
        "entropy weights": lambda: entropy_weights(complete()),
        "critic weights": lambda: critic_weights(complete(), directions),
        "sd weights": lambda: deviation_weights(complete()),
    }


def leaf_weights(design: Design) -> list[float]:
    """The weights of the tree multiplied out, which is all that peers without trees can take."""
    shares = shares_of_index(index_of(design)[0])
    return [shares[f"i{place}"] for place in range(len(design["weights"]))]


def of_judgments(design: Design) -> dict[str, Callable[[], Any]]:
    """Weights, and the consistency index, of one judge."""
    return {
        "ahp weights": lambda: eigenvector(judgments(design["matrix"])).weights,
        "consistency ratio": lambda: eigenvector(judgments(design["matrix"])).consistency_ratio,
        "consistency index": lambda: eigenvector(judgments(design["matrix"])).consistency_index,
    }


def of_factors(design: Design) -> dict[str, Callable[[], Any]]:
    """First-order and total indices; a failed run is NaN."""
    runs = np.array(design["outputs"], dtype=float)
    return {
        "first indices": lambda: sampled_indices(runs, bootstraps=20).first,
        "total indices": lambda: sampled_indices(runs, bootstraps=20).total,
    }


def of_sample(design: Design) -> dict[str, Callable[[], Any]]:
    """Estimates and errors of a mean, a total, a ratio and two domains."""
    column = {
        key: np.array(design[key]) for key in ("psu", "stratum", "weight", "y", "x", "domain")
    }
    drawn = sample_design([Stage(column["psu"], column["stratum"])], column["weight"])

    def both(estimate: Estimate) -> list[Any]:
        return [*estimate.values, *estimate.standard_errors]

    return {
        "mean": lambda: both(weighted_mean(drawn, column["y"])),
        "total": lambda: both(weighted_total(drawn, column["y"])),
        "ratio": lambda: both(weighted_ratio(drawn, column["y"], column["x"])),
        "domain means": lambda: both(domain_means(drawn, column["y"], [column["domain"]]).estimate),
        "degrees of freedom": lambda: drawn.degrees_of_freedom,
    }
