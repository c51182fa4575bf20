"""This room is for noticing whatever is not what the bundle gives."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from scoring.bundle import Bundle, read_bundle, write_bundle
from scoring.bundle_schema import CONTRACTS, ITEM_PREFIX, MEASURES, responses_schema
from scoring.canonical import file_hash, hash_of, pretty_json
from scoring.evaluate import evaluate
from scoring.output import write_output
from scoring.plan import Plan
from scoring.sensitivity.analysis import sensitivity
from scoring.verification import compare_files, verify_output

PLAN = Plan.from_plain(
    {
        "evaluation": "two",
        "title": {"zh": "两家"},
        "dimensions": [
            {
                "code": "A",
                "name": {"zh": "满意度"},
                "is_satisfaction": True,
                "groups": [
                    {
                        "code": "A1",
                        "name": {},
                        "indicators": [
                            {
                                "code": "A1",
                                "name": {},
                                "parts": [
                                    {"kind": "SAT", "points": "100", "source": "BQ", "input": "V"}
                                ],
                            }
                        ],
                    }
                ],
            }
        ],
        "items": [{"code": "Q", "scores": {"1": "0", "2": "50", "3": "100"}}],
        "variables": [{"code": "V", "method": "mean", "items": ["Q"]}],
        "bands": [{"grade": "good", "floor": "80"}, {"grade": "poor", "floor": "0"}],
    }
)


@pytest.fixture
def run(tmp_path: Path) -> tuple[Path, Path]:
    """Return bundle and output of a run over two contracts."""
    rows = [
        {
            "response": f"{code}{i:03d}",
            "contract": code,
            "stratum": "all",
            "psu": f"{code}{i % 8}",
            "status": "accepted",
            "base_weight": 1.0,
            ITEM_PREFIX + "Q": (i * 5 + shift) % 3 + 1,
        }
        for code, shift in (("a", 0), ("b", 1))
        for i in range(40)
    ]
    contracts = [{"contract": code, "contractor": code, "name": code} for code in "ab"]
    bundle: Bundle = write_bundle(
        tmp_path / "bundle",
        plan=PLAN,
        contracts=pa.Table.from_pylist(contracts, CONTRACTS),
        responses=pa.Table.from_pylist(rows, responses_schema(["Q"], [])),
        measures=MEASURES.empty_table(),
    )
    return bundle.path, write_output(evaluate(bundle), PLAN, bundle.path, tmp_path / "out")


def files_below(*folders: Path) -> list[Path]:
    """Return all files of some folders."""
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def test_an_untouched_run_is_the_same_bit_for_bit(run: tuple[Path, Path]) -> None:
    found = verify_output(run[1])

    assert found.is_same
    assert found.identical_bytes
    assert found.other_environment == ()
    assert found.files == len(files_below(run[1]))


def test_one_changed_digit_in_any_file_of_run_or_bundle_is_noticed(run: tuple[Path, Path]) -> None:
    for path in files_below(*run):
        data = path.read_bytes()
        digits = [i for i, byte in enumerate(data) if chr(byte).isdigit()] or [len(data) // 2]
        for position in (digits[0], digits[len(digits) // 2], digits[-1]):
            other = b"7" if data[position : position + 1] != b"7" else b"3"
            path.write_bytes(data[:position] + other + data[position + 1 :])
            found = verify_output(run[1])
            assert not found.is_same, (path.name, position)
            assert not found.identical_bytes
        path.write_bytes(data)
    assert verify_output(run[1]).is_same


def test_a_resealed_forgery_is_named_by_its_field(run: tuple[Path, Path]) -> None:
    output = run[1]
    book = json.loads((output / "scorebook.json").read_text("utf-8"))
    book["contracts"][1]["total"] += 1e-6
    book["contracts"][1]["rank"]["band_low"] = 2
    (output / "scorebook.json").write_text(pretty_json(book), "utf-8")
    manifest = json.loads((output / "manifest.json").read_text("utf-8"))
    manifest["files"]["scorebook.json"] = file_hash(output / "scorebook.json")
    del manifest["seal"]
    manifest["seal"] = hash_of(manifest)
    (output / "manifest.json").write_text(pretty_json(manifest), "utf-8")

    found = verify_output(output)

    assert {(row.file, row.field) for row in found.differences} >= {
        ("scorebook.json", "contracts[b].total")
    }


def test_a_difference_below_the_tolerance_is_the_same_but_not_in_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"total": 80.0000000001, "n": 3}')
    (tmp_path / "b.json").write_text('{"total": 80.0, "n": 3}')
    (tmp_path / "c.json").write_text('{"total": 80.0, "n": 4}')
    assert compare_files(tmp_path / "a.json", tmp_path / "b.json", "x") == []
    (found,) = compare_files(tmp_path / "b.json", tmp_path / "c.json", "x")
    assert (found.field, found.stored, found.recomputed) == ("n", 3, 4)

    (tmp_path / "a.csv").write_text("contract,total\nA,1.00000000001\n")
    (tmp_path / "b.csv").write_text("contract,total\nA,1\n")
    (tmp_path / "c.csv").write_text("contract,total\nA,2\n")
    assert compare_files(tmp_path / "a.csv", tmp_path / "b.csv", "x") == []
    assert compare_files(tmp_path / "a.csv", tmp_path / "c.csv", "x")[0].field == "[A].total"


def test_a_moved_bundle_is_found_where_one_says(run: tuple[Path, Path], tmp_path: Path) -> None:
    bundle, output = run
    moved = bundle.rename(tmp_path / "elsewhere")

    assert not verify_output(output).is_same
    assert verify_output(output, moved).is_same


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other"}', '{"schema": 1}'])
def test_a_broken_manifest_is_a_difference_not_a_crash(run: tuple[Path, Path], text: str) -> None:
    (run[1] / "manifest.json").write_text(text)

    found = verify_output(run[1])

    assert [row.file for row in found.differences] == ["manifest.json"]
    (run[1] / "manifest.json").unlink()
    assert not verify_output(run[1]).is_same


def test_a_file_too_many_or_too_few_is_a_difference(run: tuple[Path, Path]) -> None:
    (run[1] / "tables" / "gates.csv").unlink()
    (run[1] / "note.txt").write_text("x")

    assert {"tables/gates.csv", "note.txt"} <= {
        row.file for row in verify_output(run[1]).differences
    }


def test_what_other_choices_would_give_is_worked_out_again(
    run: tuple[Path, Path], tmp_path: Path
) -> None:
    bundle = read_bundle(run[0])
    found = sensitivity(bundle)
    output = write_output(evaluate(bundle), PLAN, run[0], tmp_path / "more", found)
    assert verify_output(output).identical_bytes

    gap = found.next_bands[0].gap.value or 0.0
    path = output / "sensitivity.json"
    path.write_text(path.read_text("utf-8").replace(str(gap), str(gap + 1)), "utf-8")
    fields = [row.field for row in verify_output(output).differences]
    assert "next_bands[a].gap.value" in fields
