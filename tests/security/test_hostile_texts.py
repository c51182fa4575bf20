"""Hostile texts stand in pages, reports and tables as the texts they are, and do nothing."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from markupsafe import escape

from reports.cli import report, score, verify
from surveys.cli import import_answers
from tests.collection import Field
from tests.web import both_databases

ClientOf = Callable[[str | None], FlaskClient]
SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
TEMPLATE = "{{7*7}}${7*7}{% raise %}#{7*7}"
TYPESET = '#read("/etc/passwd") $x$ *_` \\'
FORMULA = '=HYPERLINK("http://evil.example")'
WIDE = "＝cmd|' /C calc'!A0"
TURNED = "\u202eabc\u200b𠮷"
NAMES = (SCRIPT, IMAGE, TEMPLATE, TYPESET, FORMULA, WIDE, TURNED)
LONG = "长" * 100_000

MAPPING = """
[evaluation]
code = "hostile"
title = {{ zh = '{title}', en = '{title}' }}
[columns]
provider = "机构"
psu = "村"
[scales]
five = {{ "满意" = 100, "一般" = 50, "不满意" = 0 }}
[[items]]
code = "Q12"
column = "满意吗"
scale = "five"
name = {{ zh = '=SUM(A1)<b>', en = '@SUM(A1)<b>' }}
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scored and reported evaluation of contractors with hostile names."""
    folder = tmp_path_factory.mktemp("hostile")
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["机构", "村", "满意吗"])
    words = ("满意", "一般", "不满意")
    for number in range(60 * len(NAMES)):
        place = number % len(NAMES)
        word = words[(number // len(NAMES) * (place + 1)) % 3]
        writer.writerow([NAMES[place], f"村{number % 11}", word])
    (folder / "a.csv").write_text(stream.getvalue(), "utf-8")
    (folder / "m.toml").write_text(MAPPING.format(title=SCRIPT + TEMPLATE), "utf-8")
    run = CliRunner().invoke
    steps = (
        run(
            import_answers,
            [f"{folder}/a.csv", "--mapping", f"{folder}/m.toml", "-o", f"{folder}/b"],
        ),
        run(score, [f"{folder}/b", "-o", f"{folder}/out"]),
        run(report, [f"{folder}/out"]),
    )
    assert [step.exit_code for step in steps] == [0, 0, 0], steps
    return folder / "out"


def test_the_report_page_shows_hostile_names_as_text(output: Path) -> None:
    page = (output / "report" / "index.html").read_text("utf-8")
    assert SCRIPT not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{7*7}}${7*7}" in page
    assert "49" not in re.findall(r"hostile[^<]*", page)


def test_n15_the_printed_report_reads_no_file_and_runs_no_template(output: Path) -> None:
    assert (output / "report" / "report.pdf").read_bytes().startswith(b"%PDF")
    assert b"root:x:0" not in (output / "report" / "report.pdf").read_bytes()


def test_n14_no_cell_of_any_table_is_a_formula(output: Path) -> None:
    for path in (*output.glob("tables/*.csv"), output / "report" / "ranking.csv"):
        for row in csv.reader(path.read_text("utf-8-sig").splitlines()):
            running = [cell for cell in row if re.match("[=+@＝＋－＠]|-[^0-9]", cell)]
            assert running == [], path
    book = openpyxl.load_workbook(output / "report" / "ranking.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert not any(cell.hyperlink for cell in cells)
    assert FORMULA in {cell.value for cell in cells}
    assert CliRunner().invoke(verify, [str(output)]).exit_code == 0


def test_a_cell_cannot_command_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("机构,村,满意吗\n甲,村1,\x1b[2J\x07\n", "utf-8")
    (tmp_path / "m.toml").write_text(MAPPING.format(title="t"), "utf-8")
    words = [f"{tmp_path}/a.csv", "--mapping", f"{tmp_path}/m.toml", "-o", f"{tmp_path}/b"]
    told = CliRunner().invoke(import_answers, words)
    assert "\x1b" not in told.stderr
    assert "\\x1b[2J\\x07" in told.stderr


@pytest.mark.parametrize("text", NAMES)
def test_n13_names_are_inert_on_every_page_that_shows_them(
    client_of: ClientOf, field: Field, text: str
) -> None:
    evaluation, contract = field.evaluation, field.contracts[0]
    evaluation.title = evaluation.programme.title = contract.name = contract.area = text
    contract.contractor.name = text
    evaluation.programme.purchaser.name = text + "甲"
    evaluation.programme.assessor.name = text + "乙"
    field.cases[0].label = field.cases[0].stratum = field.cases[0].psu = text[:60]
    field.session.commit()
    lead, shown = client_of("lead"), 0
    written = str(escape(text.strip()))
    for path in (
        "/today",
        "/programmes/",
        f"/programmes/{evaluation.programme_id}",
        f"/contracts/{contract.id}/edit",
        "/contractors/",
        f"/evaluations/{evaluation.id}",
        f"/evaluations/{evaluation.id}/edit",
        f"/evaluations/{evaluation.id}/plan",
        f"/evaluations/{evaluation.id}/measures",
        f"/evaluations/{evaluation.id}/waves",
        f"/waves/{field.wave.id}",
        f"/waves/{field.wave.id}/links",
        f"/waves/{field.wave.id}/people",
        f"/waves/{field.wave.id}/entry",
        f"/cases/{field.cases[0].id}/entry",
        f"/r/{field.token()}",
    ):
        page = lead.get(path)
        assert page.status_code < 400, path
        assert "<script>alert" not in page.text, path
        assert "<img src=x" not in page.text, path
        shown += written in page.text
    assert shown >= 12


@both_databases
def test_n13_hostile_answers_are_stored_and_shown_as_typed(
    client_of: ClientOf, field: Field
) -> None:
    visitor, token = client_of(None), field.token()
    for body in ('["\\ud800"]', '["\\u0000"]', "[" * 70_000, '{"a": 1}', "[1e999]", LONG):
        proof = _proof(visitor.get(f"/r/{token}").text)
        answer = visitor.post(f"/r/{token}/send", data={"proof": proof, "answers": body})
        assert answer.status_code in (413, 422), body[:20]


def _proof(page: str) -> str:
    found = re.search(r'name="proof" value="(\w+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.csv", "C:\\CON.csv", f"{SCRIPT}.csv", f"{LONG}.csv", "甲\r\nX: y.csv"],
)
def test_n13_a_hostile_file_name_is_only_a_name(
    client_of: ClientOf, field: Field, name: str
) -> None:
    sent = {"file": (io.BytesIO("合同编号,编号\nX9,1\n".encode()), name)}
    answer = client_of("lead").post(
        f"/waves/{field.wave.id}/people/list", data=sent, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert not list(field.settings.home.glob("uploads/*"))
