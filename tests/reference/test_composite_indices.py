"""This room is for the HDI of three years, the penalised mean and benefit of the doubt."""

from decimal import Decimal
from pathlib import Path

import pytest

from scoring.indicators.aggregation import Recipe, aggregate
from scoring.indicators.frontiers import ShareBounds, benefit_of_doubt, penalised_mean
from scoring.indicators.goalposts import Goalposts, between_goalposts
from scoring.indicators.places import places
from scoring.indicators.rounding import half_up
from scoring.indicators.tables import Table
from scoring.weighting.dominance import Node
from tests.reference.composites import Tally, rows_of, table_from

HDI = Node(
    "hdi", 1,
    (
        Node("life_expectancy", 1),
        Node("education_index", 1, (Node("expected_schooling", 1), Node("mean_schooling", 1))),
        Node("gni_per_capita", 1),
    ),
)  # fmt: skip  # one dimension a line
POSTS = {
    "life_expectancy": Goalposts(20, 85, scale=1),
    "expected_schooling": Goalposts(0, 18, scale=1),
    "mean_schooling": Goalposts(0, 15, scale=1),
    "gni_per_capita": Goalposts(100, 75000, scale=1, is_log=True),
}
COUNTRIES = {1990: 142, 2010: 191, 2022: 193}
pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def composite(reference: Path) -> Path:
    return reference / "composite"


@pytest.mark.parametrize("year", sorted(COUNTRIES))
def test_human_development_index(composite: Path, year: int) -> None:
    rows = rows_of(composite / "hdi" / f"hdi_{year}.csv")
    placed = between_goalposts(table_from(rows, list(POSTS)), POSTS)
    found = aggregate(placed, HDI, Recipe(means={"hdi": "geometric"}))
    scores = found["hdi"].plain()
    tally = Tally()
    dimensions = {
        "health_index": column(placed, "life_expectancy"),
        "income_index": column(placed, "gni_per_capita"),
        "education_index": found["education_index"].plain(),
        "hdi_unrounded": scores,
    }
    for name, values in dimensions.items():
        for value, row in zip(values, rows, strict=True):
            tally.add(value, float(row[name]), f"{name} {row['iso3']}")
    assert len(rows) == COUNTRIES[year]
    for score, row in zip(scores, rows, strict=True):
        assert score is not None
        assert half_up(score, 3) == Decimal(row["hdi_published"]), row["country"]
    assert places(scores) == tuple(float(row["rank_unrounded"]) for row in rows)
    published = places([float(row["hdi_published"]) for row in rows])
    assert published == tuple(float(row["rank_on_published_3dp"]) for row in rows)


def column(table: Table, code: str) -> list[float]:
    return [float(value) for value in table.column(code)[0]]


def better_life(composite: Path) -> tuple[Table, list[dict[str, str]]]:
    folder = composite / "bli_2017"
    rows = rows_of(folder / "bli_2017.csv")
    codes = [code for code in rows[0] if code != "country"]
    return table_from(rows, codes), rows_of(folder / "expected.csv")


def test_better_life_index(composite: Path) -> None:
    data, expected = better_life(composite)
    index = Node("bli", 1, tuple(Node(code, 1) for code in data.codes))
    lifted = data.with_values(1 + 9 * data.values / 10)
    columns = {
        "mpi": penalised_mean(data).tolist(),
        "bod_unconstrained": benefit_of_doubt(data).scores.plain(),
        "arithmetic": aggregate(data, index)["bli"].plain(),
        "geometric_on_1_plus_9x_over_10": aggregate(lifted, index, Recipe("geometric"))[
            "bli"
        ].plain(),
    }
    tally = Tally()
    for name, values in columns.items():
        for value, row in zip(values, expected, strict=True):
            tally.add(value, float(row[name]), f"{name} {row['country']}")
    assert tally.count == 4 * 35


def test_bounds_take_the_benefit_of_one_lucky_indicator_away(composite: Path) -> None:
    data, _ = better_life(composite)
    free = benefit_of_doubt(data)
    bound = benefit_of_doubt(data, {code: ShareBounds(0.02, 0.3) for code in data.codes})
    kept = bound.scores.present
    assert kept.sum() >= 30
    assert (bound.shares[kept] >= 0.02 - 1e-9).all()
    assert (bound.shares[kept] <= 0.3 + 1e-9).all()
    assert (bound.scores.values[kept] <= free.scores.values[kept] + 1e-9).all()


def test_contractors_by_penalised_mean_and_benefit_of_the_doubt(composite: Path) -> None:
    folder = composite / "contractors_a"
    rows = rows_of(folder / "expected_stage_aggregated.csv")
    data = table_from(rows, ["OUT", "PM", "SOC", "SAT"])
    tally = Tally()
    columns = {
        "mpi_on_level2": penalised_mean(data).tolist(),
        "bod_on_level2": benefit_of_doubt(data).scores.plain(),
    }
    for name, values in columns.items():
        for value, row in zip(values, rows_of(folder / "expected_mpi_bod.csv"), strict=True):
            tally.add(value, float(row[name]), f"{name} {row['uCode']}")
    assert tally.count == 48
