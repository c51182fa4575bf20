"""This room is for score books to report on: small ones, built by the real pipeline."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from scoring.bundle import Bundle, write_bundle
from scoring.bundle_schema import CONTRACTS, ITEM_PREFIX, MEASURES, responses_schema
from scoring.evaluate import evaluate
from scoring.output import write_output
from scoring.plan import Band, Dimension, Group, Indicator, Item, Part, Plan, Variable
from scoring.scorebook import ScoreBook

# Names that try what names can do: a rare character, an emoji, markup, a formula, a template.
NAMES = ("城南喆堃服务中心", "城北👍服务站", "<b>东</b>社", "=1+1", '#read("x") $x$', "西 %(x)s 社")
TEXT = {"zh": "满意度", "en": "Satisfaction"}
ACCESS = {"zh": "可及性", "en": "Access"}


def small_plan(is_demo: bool = True) -> Plan:
    """Return a plan of two dimensions over two items."""
    scores = {str(code): Decimal(25 * (code - 1)) for code in range(1, 6)}

    def dimension(code: str, name: dict[str, str], weight: str, item: str) -> Dimension:
        part = Part("SAT", Decimal(weight), "BQ", item)
        group = Group(f"{code}1", name, (Indicator(f"{code}101", name, (part,)),))
        return Dimension(code, name, (group,), is_satisfaction=code == "A")

    return Plan(
        evaluation="care-2026",
        title={"zh": "照料服务评价 & 演示", "en": "Care services & more"},
        dimensions=(dimension("A", TEXT, "60", "VA"), dimension("B", ACCESS, "40", "VB")),
        items=(Item("Q1", scores), Item("Q2", scores)),
        variables=(Variable("VA", "mean", ("Q1",)), Variable("VB", "mean", ("Q2",))),
        bands=(
            Band("excellent", Decimal(90)),
            Band("good", Decimal(80)),
            Band("fair", Decimal(60)),
            Band("poor", Decimal(0)),
        ),
        is_demo=is_demo,
    )


def small_bundle(path: Path, means: list[float], answers: int = 80) -> Bundle:
    """Write a bundle of contracts whose answers lie about the given means (1-5); last one is thin.

    With three contracts or more the last has only twelve answers.
    """
    draw = np.random.default_rng(7)
    contracts, rows = [], []
    for index, mean in enumerate(means):
        code = f"C{index + 1:02d}"
        name = NAMES[index % len(NAMES)] + ("" if index < len(NAMES) else str(index))
        contracts.append({"contract": code, "contractor": code, "name": name, "area": "铁岭"})
        count = 12 if index == len(means) - 1 and len(means) > 2 else answers
        for answer in range(count):
            first, second = np.clip(np.round(draw.normal(mean, 0.8, 2)), 1, 5)
            rows.append(
                {
                    "response": f"{code}-{answer:04d}",
                    "contract": code,
                    "stratum": "all",
                    "psu": f"{code}-{answer % 20}",
                    "status": "accepted",
                    "base_weight": 1.0,
                    ITEM_PREFIX + "Q1": int(first),
                    ITEM_PREFIX + "Q2": int(second),
                }
            )
    return write_bundle(
        path,
        plan=small_plan(),
        contracts=pa.Table.from_pylist(contracts, CONTRACTS),
        responses=_responses(rows),
        measures=MEASURES.empty_table(),
    )


def _responses(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, responses_schema(["Q1", "Q2"], []))


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, ScoreBook]:
    """Return bundle and score book of six contracts, one of which has too few answers."""
    path = tmp_path_factory.mktemp("county") / "bundle"
    bundle = small_bundle(path, [4.7, 4.6, 4.2, 3.4, 3.3, 4.0])
    return bundle, evaluate(bundle)


@pytest.fixture(scope="session")
def single(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, ScoreBook]:
    """Return bundle and score book of one contract with sixty answers."""
    bundle = small_bundle(tmp_path_factory.mktemp("single") / "bundle", [4.3], answers=60)
    return bundle, evaluate(bundle)


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, ScoreBook]:
    """Return bundle and score book of seventy contracts, more than a picture holds."""
    means = [2.5 + 2.2 * index / 70 for index in range(70)]
    bundle = small_bundle(tmp_path_factory.mktemp("crowd") / "bundle", means, answers=40)
    return bundle, evaluate(bundle)


@pytest.fixture
def county_output(tmp_path: Path, county: tuple[Bundle, ScoreBook]) -> Path:
    """Return the folder of a scoring run over the six contracts."""
    bundle, book = county
    return write_output(book, bundle.plan, bundle.path, tmp_path / "out")
