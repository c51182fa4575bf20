"""This room is for the report as people open it: on a phone and on a desk, by eye and by ear."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser

from reports.cli import report, score
from surveys.cli import import_answers

MAPPING = """
[columns]
provider = "p"
psu = "u"
[[items]]
code = "Q"
column = "q"
scale = { "1" = 0, "2" = 50, "3" = 100 }
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_report_page_is_accessible_at_any_width(
    browser: Browser, tmp_path: Path, width: int, locale: str
) -> None:
    rows = [f"{'ABC'[i % 3]},u{i % 10},{min(3, i % 3 + i % 2 + 1)}" for i in range(150)]
    answers, mapping = tmp_path / "a.csv", tmp_path / "m.toml"
    answers.write_text("\n".join(["p,u,q", *rows]))
    mapping.write_text(MAPPING)
    bundle, output = tmp_path / "bundle", tmp_path / "out"
    for command, arguments in (
        (import_answers, [answers, "--mapping", mapping, "-o", bundle]),
        (score, [bundle, "-o", output]),
        (report, [output, "--lang", locale]),
    ):
        result = CliRunner().invoke(command, [str(argument) for argument in arguments])
        assert result.exit_code == 0, result.output

    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((output / "report" / "index.html").as_uri())

    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
