"""This room is for what a scoring run leaves on disk."""

import json
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.bundle import Bundle, write_bundle
from scoring.bundle_schema import CONTRACTS, ITEM_PREFIX, MEASURES, responses_schema
from scoring.errors import BundleError
from scoring.evaluate import evaluate
from scoring.output import environment, files_of, seal_holds, write_output
from scoring.plan import Band, Dimension, Group, Indicator, Item, Part, Plan, Variable
from scoring.result_tables import result_tables
from scoring.scorebook import ScoreBook

NAME = {"zh": "满意度", "en": "Satisfaction"}
LEAF = Indicator("A1", NAME, (Part("SAT", Decimal(100), "BQ", "V"),))
PLAN = Plan(
    evaluation="two",
    title={"zh": "两家", "en": "Two"},
    dimensions=(Dimension("A", NAME, (Group("A1", NAME, (LEAF,)),), is_satisfaction=True),),
    items=(Item("Q", {str(code): Decimal(25 * code) for code in range(5)}),),
    variables=(Variable("V", "mean", ("Q",)),),
    bands=(Band("good", Decimal(80)), Band("poor", Decimal(0))),
)


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    """Return a bundle of two contracts with forty answers each."""
    rows = [
        {
            "response": f"{code}{i:03d}",
            "contract": code,
            "stratum": "all",
            "psu": f"{code}{i % 8}",
            "status": "accepted",
            "base_weight": 1.0,
            ITEM_PREFIX + "Q": (i * 7 + shift) % 3 + 2,
        }
        for code, shift in (("a", 0), ("b", 1))
        for i in range(40)
    ]
    contracts = [{"contract": code, "contractor": code, "name": code} for code in "ab"]
    return write_bundle(
        tmp_path / "bundle",
        plan=PLAN,
        contracts=pa.Table.from_pylist(contracts, CONTRACTS),
        responses=pa.Table.from_pylist(rows, responses_schema(["Q"], [])),
        measures=MEASURES.empty_table(),
    )


def test_two_runs_leave_identical_bytes(bundle: Bundle, tmp_path: Path) -> None:
    folders = [
        write_output(evaluate(bundle, workers=n), PLAN, bundle.path, tmp_path / f"o{n}")
        for n in (1, 2)
    ]

    one, two = ({name: (f / name).read_bytes() for name in files_of(f)} for f in folders)
    assert one == two
    assert (folders[0] / "manifest.json").read_bytes() == (
        folders[1] / "manifest.json"
    ).read_bytes()


def test_the_manifest_binds_every_file_and_knows_the_way_to_the_bundle(
    bundle: Bundle, tmp_path: Path
) -> None:
    output = write_output(evaluate(bundle), PLAN, bundle.path, tmp_path / "deep" / "out")

    manifest = json.loads((output / "manifest.json").read_text())
    assert manifest["bundle"] == {"hash": bundle.digest, "path": "../../bundle"}
    assert sorted(manifest["files"]) == files_of(output)
    assert {"scorebook.json", "plan.json", "tables/contracts.csv"} <= set(manifest["files"])
    assert manifest["plan_hash"] == PLAN.digest
    assert seal_holds(manifest)
    assert not seal_holds({**manifest, "engine": "9"})
    assert manifest["environment"] == environment()
    assert {"numpy", "blas", "cpu"} <= environment().keys()


def test_the_score_book_reads_back_whole(bundle: Bundle, tmp_path: Path) -> None:
    book = evaluate(bundle)
    output = write_output(book, PLAN, bundle.path, tmp_path / "out")

    assert ScoreBook.from_plain(json.loads((output / "scorebook.json").read_text("utf-8"))) == book
    for name, table in result_tables(book).items():
        assert pq.read_table(output / "tables" / f"{name}.parquet").equals(table)


def test_nothing_is_overwritten_and_nothing_is_left_on_failure(
    bundle: Bundle, tmp_path: Path
) -> None:
    book = evaluate(bundle)
    (tmp_path / "out").mkdir()
    with pytest.raises(BundleError) as refused:
        write_output(book, PLAN, bundle.path, tmp_path / "out")
    assert refused.value.code == "output_exists"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle", "out"]


def test_every_blank_in_the_tables_has_a_reason_beside_it(bundle: Bundle) -> None:
    tables = result_tables(evaluate(bundle))

    assert tables["contracts"].num_rows == 2
    for row in tables["contracts"].to_pylist():
        for name in ("reliability", "response_rate", "shrunk_total"):
            assert (row[name] is None) == (row[f"{name}_reason"] is not None)
    assert tables["comparisons"].num_rows == 1
