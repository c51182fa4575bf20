"""Bad input, kind after kind: told with its place and what is allowed, nothing left behind."""

import json
import re
import shutil
import socket
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reports.cli import report, score, verify
from surveys.cli import import_answers
from tests.journeys.live import Platform

MAPPING = """
[evaluation]
code = "care-2026"
title = { zh = "照料服务评价", en = "Care services" }
demo = true
[columns]
provider = "机构"
psu = "村"
response = "编号"
[providers]
names = { "甲" = "甲公司", "乙" = "乙公司", "丙" = "丙公司" }
[scales]
five = { "很满意" = 100, "满意" = 75, "一般" = 50, "不满意" = 25 }
[[items]]
code = "Q12"
column = "满意吗"
scale = "five"
[[items]]
code = "Q02"
column = "方便吗"
scale = "five"
[plan]
satisfaction = "A"
[[plan.indicators]]
code = "A1"
dimension = "A"
weight = 60
items = ["Q12"]
[[plan.indicators]]
code = "B1"
dimension = "B"
weight = 40
items = ["Q02"]
"""
HEADER = "编号,机构,村,满意吗,方便吗"
WORDS = ("很满意", "满意", "一般", "不满意")
UPLOAD = 200 * 1024 * 1024
MEBIBYTE = 1024 * 1024


def _rows() -> list[str]:
    return [
        f"R{n:03d},{'甲乙丙'[n % 3]},村{n % 11},{WORDS[n * 7 % 4]},{WORDS[n * 5 % 3]}"
        for n in range(180)
    ]


class Desk:
    """A folder with a file of answers and its mapping, and the commands run on them."""

    def __init__(self, folder: Path) -> None:
        self.answers, self.mapping = folder / "答卷.csv", folder / "对照.toml"
        self.bundle, self.output, self.folder = folder / "bundle", folder / "out", folder
        self.write(_rows())
        self.mapping.write_text(MAPPING, "utf-8")

    def write(self, rows: Iterable[str], encoding: str = "utf-8") -> None:
        """Write the file of answers."""
        self.answers.write_bytes("\r\n".join([HEADER, *rows, ""]).encode(encoding))

    def amend(self, old: str, new: str) -> None:
        """Change the mapping."""
        text = self.mapping.read_text("utf-8")
        assert old in text
        self.mapping.write_text(text.replace(old, new), "utf-8")

    def take_in(self, *options: str) -> Result:
        """Import the answers."""
        words = [self.answers, "--mapping", self.mapping, "-o", self.bundle, "--lang", "en"]
        return CliRunner().invoke(import_answers, [*map(str, words), *options])

    def refused(self) -> str:
        """Import, be refused, find nothing left behind, and return what was said."""
        before = sorted(self.folder.iterdir())
        result = self.take_in()
        assert result.exit_code == 3, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert sorted(self.folder.iterdir()) == before
        told = json.loads(self.take_in("--json").stdout)
        assert told["problems"][0]["file"] in (self.answers.name, self.mapping.name)
        return result.stderr

    def score(self) -> Result:
        """Score the bundle."""
        words = [str(self.bundle), "-o", str(self.output), "--lang", "en"]
        return CliRunner().invoke(score, words)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with a good file and a good mapping."""
    return Desk(tmp_path)


def test_a_mapping_that_names_a_missing_column(desk: Desk) -> None:
    desk.amend('psu = "村"', 'psu = "村庄"')
    told = desk.refused()
    assert "答卷.csv, row 1, column 村庄:" in told
    assert "编号, 机构, 村, 满意吗, 方便吗" in told


def test_a_label_outside_the_scale(desk: Desk) -> None:
    rows = _rows()
    rows[40] = rows[40].rpartition(",")[0] + ",还行"
    desk.write(rows)
    told = desk.refused()
    assert "答卷.csv, row 42, column 方便吗: Found “还行”" in told
    assert "很满意, 满意, 一般, 不满意" in told


@pytest.mark.parametrize(("weight", "found"), [("39.9", "99.9"), ("40.0001", "100.0001")])
def test_weights_that_do_not_sum(desk: Desk, weight: str, found: str) -> None:
    desk.amend("weight = 40", f"weight = {weight}")
    told = desk.refused()
    assert re.search(r"对照\.toml, column plan\.\S+: .*" + re.escape(found) + r"\b.*\b100\b", told)


def test_a_plan_whose_satisfaction_group_is_not_heaviest(desk: Desk) -> None:
    desk.amend("weight = 60", "weight = 50")
    desk.amend("weight = 40", "weight = 50")
    told = desk.refused()
    assert re.search(r"对照\.toml, column plan\.\S*A\S*: .*50.*50", told)


def test_a_response_id_that_stands_twice(desk: Desk) -> None:
    rows = _rows()
    rows[99] = rows[99].replace("R099", "R007")
    desk.write(rows)
    told = desk.refused()
    assert "答卷.csv, row 101, column 编号: The response “R007” already stands in row 9" in told


def test_a_contractor_without_responses_is_listed_without_a_score(desk: Desk) -> None:
    desk.write(row for row in _rows() if "丙" not in row)
    assert desk.take_in().exit_code == 0
    assert desk.score().exit_code == 0
    book = json.loads((desk.output / "scorebook.json").read_text("utf-8"))
    empty = next(row for row in book["contracts"] if row["contract"] == "丙")
    assert empty["total"] is None
    assert empty["reasons"] != []
    assert CliRunner().invoke(report, [str(desk.output)]).exit_code == 0
    assert "丙公司" in (desk.output / "report" / "index.html").read_text("utf-8")


def test_a_constant_indicator_is_scored_without_a_fault(desk: Desk) -> None:
    desk.write(row.rpartition(",")[0] + ",满意" for row in _rows())
    assert desk.take_in().exit_code == 0
    told = desk.score()
    assert told.exit_code == 0, told.output
    book = json.loads((desk.output / "scorebook.json").read_text("utf-8"))
    assert "NaN" not in (desk.output / "scorebook.json").read_text("utf-8")
    assert all(row["total"] is not None for row in book["contracts"])
    assert CliRunner().invoke(report, [str(desk.output)]).exit_code == 0
    assert CliRunner().invoke(verify, [str(desk.output)]).exit_code == 0


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16", "utf-16-le"])
def test_any_encoding_gives_the_same_bundle(desk: Desk, encoding: str) -> None:
    first = json.loads(desk.take_in("--json").stdout)["hash"]
    shutil.rmtree(desk.bundle)
    desk.write(_rows(), encoding)
    assert json.loads(desk.take_in("--json").stdout)["hash"] == first


def test_bytes_of_no_encoding_are_named_with_their_row(desk: Desk) -> None:
    spoiled = desk.answers.read_bytes().replace("R050,丙".encode(), b"R050,\xff\xfe")
    desk.answers.write_bytes(spoiled)
    told = desk.refused()
    assert "答卷.csv, row 52" in told
    assert "ff" in told


def test_a_file_that_is_cut_off_in_a_row(desk: Desk) -> None:
    whole = desk.answers.read_bytes()
    desk.answers.write_bytes(whole[: whole.rindex(b",")])
    assert "答卷.csv, row 181" in desk.refused()


@pytest.mark.parametrize("name", ["plan.json", "contracts.parquet", "responses/part-00000.parquet"])
@pytest.mark.parametrize("harm", ["truncated", "altered", "missing"])
def test_a_bundle_that_is_truncated_or_altered(desk: Desk, name: str, harm: str) -> None:
    assert desk.take_in().exit_code == 0
    part = desk.bundle / name
    whole = part.read_bytes()
    if harm == "missing":
        part.unlink()
    elif harm == "truncated":
        part.write_bytes(whole[:-7])
    else:
        middle = len(whole) // 2
        part.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    before = sorted(desk.folder.iterdir())
    told = desk.score()
    assert told.exit_code == 3
    assert name in told.stderr
    assert sorted(desk.folder.iterdir()) == before


def test_a_packed_bundle_that_is_truncated(desk: Desk) -> None:
    assert desk.take_in().exit_code == 0
    packed = desk.folder / "bundle.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(desk.bundle.rglob("*")):
            archive.write(path, path.relative_to(desk.bundle))
    packed.write_bytes(packed.read_bytes()[:-40])
    words = [str(packed), "-o", str(desk.output), "--lang", "en"]
    told = CliRunner().invoke(score, words)
    assert told.exit_code == 3
    assert "bundle.zip" in told.stderr
    assert not desk.output.exists()


def _memory_of_web(platform: Platform) -> int:
    """Return what the processes that listen on the platform's port hold, in bytes."""
    port, total = platform.address.rpartition(":")[2], 0
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            words = (process / "cmdline").read_bytes()
            status = (process / "status").read_text()
        except OSError:
            continue
        if f"127.0.0.1:{port}".encode() in words:
            held = re.search(r"VmRSS:\s+(\d+)", status)
            total += int(held[1]) * 1024 if held else 0
    return total


@pytest.mark.slow
@pytest.mark.parametrize("length", ["stated", "unstated"])
@pytest.mark.parametrize(("language", "words"), [("zh_CN", "超过"), ("en", "larger than")])
def test_an_upload_of_200_megabytes(
    platform: Platform, length: str, language: str, words: str
) -> None:
    port = int(platform.address.rpartition(":")[2])
    head = f"POST /sign-in?lang={language} HTTP/1.1\r\nHost: x\r\n"
    head += "Content-Type: multipart/form-data; boundary=b\r\n"
    is_stated = length == "stated"
    head += (
        f"Content-Length: {UPLOAD}\r\n\r\n" if is_stated else "Transfer-Encoding: chunked\r\n\r\n"
    )
    before = _memory_of_web(platform)
    assert before > 0
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(head.encode())
        peak = _pour(platform, line, is_stated)
        page = b""
        while piece := line.recv(65536):
            page += piece
    assert page.startswith(b"HTTP/1.1 413 ")
    assert "50 MB" in page.decode()
    assert words in page.decode()
    assert peak - before < 40 * MEBIBYTE


def _pour(platform: Platform, line: socket.socket, is_stated: bool) -> int:
    """Send the upload until the server has heard enough; return the most memory it held."""
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    block, peak = b"x" * MEBIBYTE, 0
    try:
        for piece in (start, *[block] * (UPLOAD // MEBIBYTE)):
            line.sendall(piece if is_stated else b"%x\r\n%s\r\n" % (len(piece), piece))
            peak = max(peak, _memory_of_web(platform))
    except (BrokenPipeError, ConnectionResetError):
        pass  # the refusal came before the end
    return peak
