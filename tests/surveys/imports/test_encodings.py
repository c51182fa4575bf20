"""This room is for the encodings in which answers arrive."""

import codecs
import gzip
from pathlib import Path

import pytest

from surveys.imports.encodings import encoding_of, find_damage
from surveys.imports.problems import AnswersRefused

TEXT = "编号,机构,回答\n1,城南服务中心,很满意\n2,城北服务中心,不满意\n" * 3


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        ("id,answer\n1,5\n2,4\n".encode("utf-16-le"), "utf-16-le"),
        ("id,answer\n1,5\n2,4\n".encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b"id,answer\n1,5\n", "utf-8"),
    ],
)
def test_the_encoding_is_found_from_the_bytes(tmp_path: Path, data: bytes, expected: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(data)

    assert encoding_of(path) == expected


def test_a_packed_file_is_looked_into(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode("gb18030")))

    assert encoding_of(path) == "gb18030"


def test_damaged_utf8_is_not_taken_for_gb18030_and_names_the_row(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    lines = TEXT.encode().split(b"\n")
    lines[4] = lines[4] + b"\xff\xfe"
    path.write_bytes(b"\n".join(lines))

    with pytest.raises(AnswersRefused) as refused:
        encoding_of(path)

    problem = refused.value.problems[0]
    assert (problem.code, problem.row, problem.found) == ("undecodable", 5, "ff")


def test_a_stated_encoding_is_kept_to(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(TEXT.encode("gb18030"))

    assert encoding_of(path, "GBK") == "gb18030"
    with pytest.raises(AnswersRefused) as refused:
        encoding_of(path, "utf-8")
    assert refused.value.problems[0].row == 1
    with pytest.raises(AnswersRefused, match="answers_refused"):
        encoding_of(path, "koi8-r")


def test_a_character_cut_at_the_end_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes("1\n满".encode()[:-1])

    damage = find_damage(path, "utf-8")

    assert damage is not None
    assert damage.row == 2


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode())[:-12])

    with pytest.raises(AnswersRefused) as refused:
        encoding_of(path)
    assert refused.value.problems[0].code == "file_truncated"
