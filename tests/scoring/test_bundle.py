"""This room is for bundles: written whole, read only if nothing was changed."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scoring.bundle import Bundle, read_bundle, write_bundle
from scoring.bundle_schema import MEASURES
from scoring.canonical import hash_of
from scoring.errors import BundleError
from tests.bundles import contract_rows, plain_plan, response_rows, survey_bundle

COLUMNS = {
    "contract": ["k2", "k1", "k1"],
    "psu": ["v1", "v2", "v1"],
    "item:a": [1, 5, -1],
    "item:b": [2, None, 3],
}


def written(path: Path, **changes: Any) -> Bundle:
    """Write a bundle of three responses."""
    return survey_bundle(path, plain_plan("a", "b"), {**COLUMNS, **changes})


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    bundle = written(tmp_path / "b")
    again = read_bundle(tmp_path / "b")
    assert again.digest == bundle.digest == hash_of(dict(again.manifest))
    assert again.plan == bundle.plan
    assert again.contracts()["contract"].to_pylist() == ["k1", "k2"]
    assert again.measures().num_rows == 0
    assert again.frame() is again.sample() is again.margins() is None
    assert again.findings() == ()
    assert again.absent_reason("frame.parquet") == "not_provided"
    assert again.absent_reason("plan.json") is None


def test_rows_are_sorted_and_their_order_does_not_change_the_bytes(tmp_path: Path) -> None:
    rows = response_rows(COLUMNS)
    common = {
        "plan": plain_plan("a", "b"),
        "contracts": contract_rows(["k1", "k2"]),
        "measures": MEASURES.empty_table(),
    }
    one = write_bundle(tmp_path / "one", responses=rows, **common)
    turned = [rows.slice(2, 1), rows.slice(0, 2)]
    two = write_bundle(tmp_path / "two", responses=iter(turned), **common)
    assert one.digest == two.digest
    (part,) = one.response_parts()
    table = pq.read_table(part)
    assert table["contract"].to_pylist() == ["k1", "k1", "k2"]
    assert table["psu"].to_pylist() == ["v1", "v2", "v1"]


def test_a_response_without_sampling_unit_is_its_own(tmp_path: Path) -> None:
    bundle = written(tmp_path / "b", psu=pa.array([None, "v2", None], pa.string()))
    (part,) = bundle.response_parts()
    assert pq.read_table(part)["psu"].to_pylist() == ["r000002", "v2", "r000000"]


def test_an_absent_part_carries_the_reason_it_was_given(tmp_path: Path) -> None:
    bundle = survey_bundle(
        tmp_path / "b",
        plain_plan("a", "b"),
        COLUMNS,
        absent={"sample.parquet": "no_sample"},
        findings=[{"code": "V1", "state": "candidate"}],
        questionnaires={"Q-T": {"title": "问卷"}},
        audit=b'{"entry":1}\n',
        seed=7,
    )
    again = read_bundle(bundle.path)
    assert again.absent_reason("sample.parquet") == "no_sample"
    assert again.findings() == ({"code": "V1", "state": "candidate"},)
    assert again.manifest["seed"] == 7
    assert "questionnaires/Q-T.json" in again.manifest["files"]


def test_an_existing_path_is_never_overwritten(tmp_path: Path) -> None:
    written(tmp_path / "b")
    with pytest.raises(BundleError, match="output_exists"):
        written(tmp_path / "b")


def test_nothing_is_left_behind_when_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="code_outside_scale"):
        written(tmp_path / "out" / "b", **{"item:a": [1, 9, 2]})
    assert list((tmp_path / "out").iterdir()) == []


def _drop(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def _append(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        with (folder / name).open("ab") as stream:
            stream.write(b" ")

    return damage


def _cut(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: len(whole) // 2])

    return damage


def _schema(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    text = json.dumps({**manifest, "schema": "gongping-bundle/9"})
    (folder / "manifest.json").write_text(text, "utf-8")


def _extra(folder: Path) -> None:
    (folder / "notes.txt").write_text("x", "utf-8")


@pytest.mark.parametrize(
    ("damage", "code", "name"),
    [
        (_drop("manifest.json"), "bundle_missing_file", "manifest.json"),
        (_drop("plan.json"), "bundle_missing_file", "plan.json"),
        (_drop("responses/part-00000.parquet"), "bundle_missing_file", "responses/part-00000"),
        (_append("plan.json"), "bundle_altered", "plan.json"),
        (_append("responses/part-00000.parquet"), "bundle_altered", "responses/part-00000"),
        (_cut("responses/part-00000.parquet"), "bundle_altered", "responses/part-00000"),
        (_cut("manifest.json"), "bundle_unreadable", "manifest.json"),
        (_schema, "bundle_unknown_schema", "manifest.json"),
        (_extra, "bundle_unexpected_file", "notes.txt"),
    ],
)
def test_damage_is_named(
    tmp_path: Path, damage: Callable[[Path], None], code: str, name: str
) -> None:
    written(tmp_path / "b")
    damage(tmp_path / "b")
    with pytest.raises(BundleError) as caught:
        read_bundle(tmp_path / "b")
    assert caught.value.code == code
    assert str(caught.value.parameters["file"]).startswith(name)


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="bundle_missing_file"):
        read_bundle(tmp_path / "none")


def test_a_zip_is_read_and_its_scratch_folder_goes_with_it(tmp_path: Path) -> None:
    bundle = written(tmp_path / "b")
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path, "b"))
    again = read_bundle(archive)
    scratch = again.path
    assert again.digest == bundle.digest
    assert scratch.is_dir()
    del again
    assert not scratch.exists()


def test_an_altered_zip_is_refused_and_leaves_no_scratch_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "b")
    _append("plan.json")(tmp_path / "b")
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "b")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    with pytest.raises(BundleError, match="bundle_altered"):
        read_bundle(Path(archive))
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_zip_with_one_bit_changed_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "b")
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted((tmp_path / "b").rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(tmp_path / "b"))
    raw = bytearray(path.read_bytes())
    raw[200] ^= 1
    path.write_bytes(raw)
    with pytest.raises(BundleError) as caught:
        read_bundle(path)
    assert caught.value.code in {"bundle_unreadable", "bundle_altered"}
