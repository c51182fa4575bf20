"""Reading a run's report: in the reader's language, its pictures with their findings."""

import shutil

import pytest

from reports.models.runs import ScoringRun
from reports.queries.run_reports import pictures_of, report_folder, report_name
from reports.queries.runs import standing_run
from tests.reports.demo_home import SIX, Demo


@pytest.fixture
def run(demo: Demo) -> ScoringRun:
    return standing_run(demo.session, demo.evaluation(SIX))


@pytest.mark.parametrize(("locale", "finding"), [("zh", "分"), ("en", "5 totals from")])
def test_each_language_has_its_report_whose_pictures_state_the_finding(
    demo: Demo, run: ScoringRun, locale: str, finding: str
) -> None:
    name = report_name(demo.settings, run, locale)
    pictures = pictures_of(demo.settings, run, name)

    assert [picture.file for picture in pictures] == ["figures/ranking-01.png"]
    assert finding in pictures[0].alt
    assert (report_folder(demo.settings, run, name) / pictures[0].file).is_file()


def test_a_run_with_one_report_shows_it_to_readers_of_both_languages(
    demo: Demo, run: ScoringRun
) -> None:
    shutil.rmtree(report_folder(demo.settings, run, "report-en"))
    assert report_name(demo.settings, run, "en") == "report"


def test_a_run_without_a_report_has_no_pictures(demo: Demo, run: ScoringRun) -> None:
    assert pictures_of(demo.settings, run, "report-en-nowhere") == []
