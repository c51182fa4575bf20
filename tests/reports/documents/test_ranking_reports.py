"""This room is for what a ranking report says, and what it does not claim."""

from dataclasses import replace

from reports.documents.ranking_reports import note_text, ranking_report
from scoring.bundle import Bundle
from scoring.plan import Waiver
from scoring.scorebook import ScoreBook


def test_an_order_is_claimed_for_separated_pairs_only(county: tuple[Bundle, ScoreBook]) -> None:
    bundle, book = county
    report = ranking_report(book, bundle.plan, "en")

    table = next(row for row in report.tables if row.key == "separated")
    names = {row.contract: row.name for row in book.contracts}
    claimed = {(row[0], other) for row in table.rows for other in row[1].split(", ")}
    shown = set()
    for pair in book.ranking.comparisons:
        if pair.is_separated:
            first, second = names[pair.first], names[pair.second]
            shown.add((first, second) if pair.difference > 0 else (second, first))
    assert {pair for pair in claimed if pair[1] != "none shown"} == shown
    assert shown


def test_the_report_carries_hashes_lines_state_and_the_demo_mark(
    county: tuple[Bundle, ScoreBook],
) -> None:
    bundle, book = county
    report = ranking_report(book, bundle.plan, "en")

    facts = dict(report.facts)
    assert facts["Plan hash"] == bundle.plan.digest
    assert facts["Bundle hash"] == bundle.digest
    assert (facts["Exit line"], facts["Renewal line"]) == ("60.00", "80.00")
    assert report.demo == "Demonstration data"
    assert report.state.startswith("State: computed")
    assert not ranking_report(replace(book, is_demo=False), bundle.plan, "en").demo


def test_level_one_scores_stand_with_their_margin_and_weight(
    county: tuple[Bundle, ScoreBook],
) -> None:
    bundle, book = county
    table = next(
        row for row in ranking_report(book, bundle.plan, "en").tables if row.key == "dimensions"
    )

    assert table.headings[1:3] == ("Satisfaction", "Access")
    assert all(" ± " in row[1] and row[1].endswith(" / 60") for row in table.rows[:-1])
    assert table.rows[-1][1] == "too few answers"


def test_one_contract_is_judged_against_the_lines_without_a_ranking(
    single: tuple[Bundle, ScoreBook],
) -> None:
    bundle, book = single
    report = ranking_report(book, bundle.plan, "en")

    assert report.heading == "Evaluation result"
    assert any("only one contract" in text for text in report.summary)
    (row,) = report.tables[0].rows
    assert report.tables[0].title == "Result against the lines"
    assert row[3] == "above the exit line; the renewal line lies inside the interval"
    assert len(report.pictures) == 1
    assert "tie group" not in report.pictures[0].alt + report.pictures[0].title


def test_many_contracts_get_an_overview_and_pages_of_sixty(
    crowd: tuple[Bundle, ScoreBook],
) -> None:
    bundle, book = crowd
    report = ranking_report(book, bundle.plan, "en")

    files = [picture.file for picture in report.pictures]
    assert files == ["overview.png", "ranking-01.png", "ranking-02.png"]
    assert all(picture.alt and picture.note for picture in report.pictures)
    assert "separated" not in {table.key for table in report.tables}


def test_waivers_and_notes_are_printed(county: tuple[Bundle, ScoreBook]) -> None:
    bundle, book = county
    plan = replace(bundle.plan, waivers=(Waiver("satisfaction_not_heaviest", "财政口径", "王"),))
    noted = replace(book, notes=({"code": "constant_input", "contract": "C1", "indicator": "A"},))

    notes = ranking_report(noted, plan, "en").notes

    assert any("财政口径" in text for text in notes)
    assert "C1, A: all answers are equal." in notes
    assert note_text({"code": "odd", "share": 0.125}, "en") == "odd (share: 0.13)"
