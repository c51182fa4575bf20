"""Rankings and score cards: never a bare place, each number with what it rests on, for few eyes."""

import re

import pytest

from evaluator.models.jobs import Job
from reports.documents.contract_lines import contract_lines
from reports.queries.runs import runs_of, score_book, standing_run
from reports.services.disclosure import withheld_indicators
from tests.reports.demo_home import IN_FIELD, ONE, SIX, Demo

READERS = ("lead", "assessor", "quality", "purchaser", "observer")
STRANGERS = ("other-purchaser", "other-lead")


def address(demo: Demo, code: str, page: str = "ranking") -> str:
    return f"/evaluations/{demo.evaluation(code).id}/{page}"


def ranking(demo: Demo, code: str = SIX, language: str = "en", login: str = "purchaser") -> str:
    return demo.client(login, language).get(address(demo, code)).text


def file_address(demo: Demo, name: str, code: str = SIX) -> str:
    run = standing_run(demo.session, demo.evaluation(code))
    return address(demo, code, f"runs/{run.id}/{name}")


@pytest.mark.parametrize("login", READERS)
def test_parties_to_the_evaluation_read_ranking_and_score_cards(demo: Demo, login: str) -> None:
    client = demo.client(login)
    contract = demo.evaluation(SIX).contracts[0]
    card = address(demo, SIX, f"contracts/{contract.id}/score-card")
    assert client.get(address(demo, SIX)).status_code == 200
    assert client.get(card).status_code == 200


@pytest.mark.parametrize(("login", "status"), [("field", 403), ("admin", 403), ("contractor", 403)])
def test_who_has_no_business_with_scores_is_refused(demo: Demo, login: str, status: int) -> None:
    assert demo.client(login).get(address(demo, SIX)).status_code == status


@pytest.mark.parametrize("login", STRANGERS)
def test_to_other_organisations_results_do_not_exist(demo: Demo, login: str) -> None:
    client = demo.client(login)
    contract = demo.evaluation(SIX).contracts[0]
    for page in ("ranking", f"contracts/{contract.id}/score-card"):
        assert client.get(address(demo, SIX, page)).status_code == 404
    assert client.get(file_address(demo, "report/report.pdf")).status_code == 404


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_total_stands_with_interval_base_reliability_and_state(
    demo: Demo, language: str
) -> None:
    page = ranking(demo, SIX, language)
    locale = language[:2]
    book = score_book(demo.settings, standing_run(demo.session, demo.evaluation(SIX)))
    for line in contract_lines(book, locale):
        row = re.search(rf"<tr>(?:(?!</tr>).)*{re.escape(line.name)}.*?</tr>", page, re.DOTALL)
        assert row is not None
        for text in (line.total_text, line.interval, line.answers, line.reliability, line.state):
            assert text in row[0]
        assert line.standing in row[0]


def test_the_picture_states_its_finding_in_the_language_of_the_page(demo: Demo) -> None:
    english, chinese = ranking(demo, SIX, "en"), ranking(demo, SIX, "zh_CN")
    assert "5 totals from" in re.findall(r'<img [^>]*alt="([^"]*)"', english)[0]
    assert "/report-en/figures/ranking-01.png" in english
    assert "/report/figures/ranking-01.png" in chinese
    assert "/report-en/" not in chinese


def test_one_contract_is_shown_without_a_ranking(demo: Demo) -> None:
    page = ranking(demo, ONE)
    assert "<h1>Result</h1>" in page
    assert "there is no ranking" in page
    assert "Pairs" not in page


def test_before_scoring_there_is_nothing_to_see(demo: Demo) -> None:
    assert demo.client("lead").get(address(demo, IN_FIELD)).status_code == 404


@pytest.mark.parametrize("report", ["report", "report-en"])
@pytest.mark.parametrize(
    "name", ["report.pdf", "index.html", "ranking.csv", "ranking.xlsx", "figures/ranking-01.png"]
)
def test_the_files_of_a_report_are_handed_out(demo: Demo, report: str, name: str) -> None:
    with demo.client("purchaser").get(file_address(demo, f"{report}/{name}")) as answer:
        assert answer.status_code == 200
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        is_download = answer.headers.get("Content-Disposition", "").startswith("attachment")
        assert is_download == (not name.endswith(".png"))


@pytest.mark.parametrize(
    "name",
    [
        "report/manifest.json",
        "report/../scorebook.json",
        "report/..%2fscorebook.json",
        "report/figures/pictures.json",
        "tables/contracts.csv",
        "report/figures/../../plan.json",
    ],
)
def test_nothing_else_of_a_run_is_handed_out(demo: Demo, name: str) -> None:
    assert demo.client("lead").get(file_address(demo, name)).status_code == 404


def test_a_run_is_found_in_its_own_evaluation_only(demo: Demo) -> None:
    run = standing_run(demo.session, demo.evaluation(ONE))
    foreign = address(demo, SIX, f"runs/{run.id}/report/report.pdf")
    assert demo.client("lead").get(foreign).status_code == 404


def test_a_score_card_adds_up_and_says_how_each_point_came_about(demo: Demo) -> None:
    evaluation = demo.evaluation(SIX)
    book = score_book(demo.settings, standing_run(demo.session, evaluation))
    contract = evaluation.contracts[1]
    row = book.contract(contract.code)
    page = (
        demo.client("purchaser").get(address(demo, SIX, f"contracts/{contract.id}/score-card")).text
    )
    assert row.printed_total == sum(leaf.printed or 0 for leaf in row.indicators)
    assert f'<strong class="total">{row.printed_total}</strong>' in page
    for leaf in row.indicators:
        assert leaf.code in page
    assert "in proportion to the mean of 0–100" in page
    assert page.count("<rect") == 1 + len(row.dimensions)


def test_who_may_not_read_answers_sees_no_figure_of_a_few(demo: Demo) -> None:
    book = score_book(demo.settings, standing_run(demo.session, demo.evaluation(SIX)))
    thin = next(row for row in book.contracts if withheld_indicators(row))
    contract = next(c for c in demo.evaluation(SIX).contracts if c.code == thin.contract)
    card = address(demo, SIX, f"contracts/{contract.id}/score-card")

    told = "not shown: too few answers"
    assert demo.client("purchaser").get(card).text.count(told) == len(withheld_indicators(thin))
    assert told not in demo.client("lead").get(card).text


def test_the_lead_evaluator_scores_again_and_is_led_to_the_progress(demo: Demo) -> None:
    client = demo.client("lead")
    assert client.get(address(demo, ONE, "score")).status_code == 200

    answer = client.post(address(demo, ONE, "score"))

    assert answer.status_code == 302
    newest = demo.session.query(Job).order_by(Job.id.desc()).first()
    assert newest is not None
    assert answer.location == f"/jobs/{newest.id}"
    assert len(runs_of(demo.session, demo.evaluation(ONE))) == 2
    assert address(demo, ONE) in client.get(answer.location).text


@pytest.mark.parametrize("login", ["purchaser", "assessor", "observer", "contractor"])
def test_nobody_else_starts_a_run(demo: Demo, login: str) -> None:
    assert demo.client(login).post(address(demo, ONE, "score")).status_code == 403
    assert len(runs_of(demo.session, demo.evaluation(ONE))) == 1
