"""The HDI of three years, the Better Life Index, penalised means and benefit of the doubt."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from scoring.indicators.aggregation import Recipe, aggregate
from scoring.indicators.frontiers import benefit_of_doubt, penalised_mean
from scoring.indicators.goalposts import Goalposts, between_goalposts
from scoring.indicators.rounding import half_up
from scoring.weighting.dominance import Node
from tests.reference.comparing import Case
from tests.reference.composites import cells, columns_of, table_from, whole_places
from tests.reference.reading import read_json, rows_of

HDI = Node(
    "hdi", 1,
    (
        Node("life_expectancy", 1),
        Node("education_index", 1, (Node("expected_schooling", 1), Node("mean_schooling", 1))),
        Node("gni_per_capita", 1),
    ),
)  # fmt: skip  # one dimension a line
FIGURES = ("health_index", "education_index", "income_index", "hdi_unrounded", "hdi_published",
           "rank_unrounded", "rank_on_published_3dp")  # fmt: skip  # a list


def posts_of(spec: Mapping[str, Any]) -> dict[str, Goalposts]:
    """The goalposts of the case."""
    logs = spec["transform"]
    return {
        code: Goalposts(low, high, scale=1, is_log=code in logs)
        for code, (low, high) in spec["goalposts"].items()
    }


def development(year: int, folder: Path) -> dict[str, Any]:
    """Dimensions, index, the published third decimal and both columns of places."""
    place = folder / "composite" / "hdi"
    spec, rows = read_json(place / "spec.json"), rows_of(place / f"hdi_{year}.csv")
    posts = posts_of(spec)
    placed = between_goalposts(table_from(rows, list(posts)), posts)
    found = aggregate(placed, HDI, Recipe(means={"hdi": "geometric"}))
    scores = found["hdi"].plain()
    rounded = [str(half_up(score, spec["published_rounding"])) for score in scores if score]
    return {
        "health_index": cells(placed, "life_expectancy"),
        "education_index": found["education_index"].plain(),
        "income_index": cells(placed, "gni_per_capita"),
        "hdi_unrounded": scores,
        "hdi_published": rounded,
        "rank_unrounded": whole_places(scores),
        "rank_on_published_3dp": whole_places([float(text) for text in rounded]),
    }


def published_development(year: int, folder: Path) -> dict[str, Any]:
    """The file; the published value as the text with its three decimals."""
    tree = columns_of(folder / "composite" / "hdi" / f"hdi_{year}.csv", *FIGURES)
    return tree | {"hdi_published": [f"{value:.3f}" for value in tree["hdi_published"]]}


def better_life(folder: Path) -> dict[str, Any]:
    """The Better Life Index by four aggregations."""
    rows = rows_of(folder / "composite" / "bli_2017" / "bli_2017.csv")
    data = table_from(rows, [code for code in rows[0] if code != "country"])
    index = Node("bli", 1, tuple(Node(code, 1) for code in data.codes))
    lifted = data.with_values(1 + 9 * data.values / 10)
    geometric = aggregate(lifted, index, Recipe("geometric"))
    return {
        "country": [row["country"] for row in rows],
        "mpi": penalised_mean(data),
        "bod_unconstrained": benefit_of_doubt(data).scores.plain(),
        "arithmetic": aggregate(data, index)["bli"].plain(),
        "geometric_on_1_plus_9x_over_10": geometric["bli"].plain(),
    }


def contractors(folder: Path) -> dict[str, Any]:
    """Penalised means and benefit of the doubt of the four dimensions."""
    rows = rows_of(folder / "composite" / "contractors_a" / "expected_stage_aggregated.csv")
    data = table_from(rows, ["OUT", "PM", "SOC", "SAT"])
    return {
        "uCode": [row["uCode"] for row in rows],
        "mpi_on_level2": penalised_mean(data),
        "bod_on_level2": benefit_of_doubt(data).scores.plain(),
    }


def _columns(path: str, folder: Path) -> dict[str, Any]:
    return columns_of(folder / path)


LIFE = "composite/bli_2017/expected.csv"
DOUBT = "composite/contractors_a/expected_mpi_bod.csv"
CASES = (
    *(
        Case(
            f"composite/hdi {year}", partial(development, year),
            partial(published_development, year),
            (f"composite/hdi/hdi_{year}.csv", "composite/hdi/spec.json"),
        )
        for year in (1990, 2010, 2022)
    ),
    Case("composite/bli_2017", better_life, partial(_columns, LIFE),
         (LIFE, "composite/bli_2017/bli_2017.csv")),
    Case("composite/contractors_a mpi and bod", contractors, partial(_columns, DOUBT), (DOUBT,)),
)  # fmt: skip  # a case a paragraph
