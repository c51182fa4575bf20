"""The pictures of the ranking report, with alt texts that say what they show."""

from collections.abc import Sequence

from evaluator.wording.texts import N_, translate
from reports.documents.content import Picture
from reports.documents.contract_lines import ContractLine
from reports.documents.formatting import group_names, half_up, points
from reports.documents.glyphs import printable
from reports.documents.report_tables import total_cell
from reports.figures.overviews import draw_overview
from reports.figures.rankings import (
    ROWS_A_PAGE,
    Mark,
    Ties,
    draw_ranking,
    has_too_many_ties,
    pages,
)
from reports.figures.score_axis import WHOLE, Line, ScoreAxis, span
from scoring.plan import Plan
from scoring.scorebook import ScoreBook

DASHED, DOTTED = (0, (5.0, 2.0)), (0, (1.5, 1.5))


def report_pictures(
    book: ScoreBook, plan: Plan, lines: Sequence[ContractLine], locale: str
) -> tuple[Picture, ...]:
    """Return one picture a page of sixty contracts, and an overview before them if many pages."""
    marks = _marks(book, lines, locale)
    if not marks:
        return ()
    axis = _axis(plan, marks, locale)
    ties = _ties(book, locale)
    sheets = pages(marks)
    pictures = [
        _page(book, plan, page, axis, ties, (number, len(sheets)), locale)
        for number, page in enumerate(sheets, start=1)
    ]
    if len(marks) > ROWS_A_PAGE:
        pictures.insert(0, _overview(book, plan, marks, axis, locale))
    return tuple(pictures)


def _marks(book: ScoreBook, lines: Sequence[ContractLine], locale: str) -> list[Mark]:
    """Return the scored contracts by score; by name where no difference is shown."""
    known = {line.contract: line for line in lines}
    order = [known[code] for code in book.ranking.order if code in known]
    order += [line for line in lines if line not in order]
    marks = []
    for line in order:
        if line.total is not None and line.low is not None and line.high is not None:
            text = printable(total_cell(line, locale))
            name = printable(line.name)
            marks.append(Mark(line.contract, name, line.total, line.low, line.high, text))
    return marks


def _axis(plan: Plan, marks: Sequence[Mark], locale: str) -> ScoreAxis:
    exit_line, renewal = float(plan.decision.exit_line), float(plan.decision.renewal_line)
    low, high = span([m.low for m in marks], [m.high for m in marks], [exit_line, renewal])
    title = translate(N_("Total, 0–100 points"), locale)
    if (low, high) != WHOLE:
        text = N_("Total, 0–100 points (shown: %(low)s to %(high)s)")
        title = translate(text, locale) % {"low": int(low), "high": int(high)}
    lines = (
        Line(exit_line, _line_label(N_("exit line %(score)s"), exit_line, locale), DASHED),
        Line(renewal, _line_label(N_("renewal line %(score)s"), renewal, locale), DOTTED),
    )
    return ScoreAxis(low, high, lines, title)


def _line_label(text: str, score: float, locale: str) -> str:
    return translate(text, locale) % {"score": half_up(score, 2).rstrip("0").rstrip(".")}


def _ties(book: ScoreBook, locale: str) -> Ties:
    labels = []
    for group in book.ranking.tie_groups:
        name = group_names([group.number], locale)
        if book.ranking.reason is not None:
            labels.append(translate(N_("tied: no difference shown"), locale))
        else:
            labels.append(translate(N_("tied: %(group)s"), locale) % {"group": name})
    return Ties(tuple(group.contracts for group in book.ranking.tie_groups), tuple(labels))


def _page(
    book: ScoreBook,
    plan: Plan,
    page: Sequence[Mark],
    axis: ScoreAxis,
    ties: Ties,
    number: tuple[int, int],
    locale: str,
) -> Picture:
    title = translate(N_("Totals with 95-percent intervals, lines and tie groups"), locale)
    if book.ranking.reason is not None:
        title = translate(N_("Totals with 95-percent intervals and lines"), locale)
    if number[1] > 1:
        part = translate(N_("%(title)s (%(page)s of %(pages)s)"), locale)
        title = part % {"title": title, "page": number[0], "pages": number[1]}
    note = _source(book, locale)
    if has_too_many_ties(page, ties):
        note += translate(
            N_(" The tie groups overlap too often for brackets; they stand in the table."), locale
        )
    return Picture(
        file=f"ranking-{number[0]:02d}.png",
        png=draw_ranking(page, axis, ties),
        title=title,
        alt=_finding(book, plan, page, locale)
        if len(book.contracts) > 1
        else _lone_finding(plan, page[0], locale),
        note=note,
    )


def _overview(
    book: ScoreBook, plan: Plan, marks: Sequence[Mark], axis: ScoreAxis, locale: str
) -> Picture:
    order = translate(
        N_("%(count)s contractors by score; neighbours are not shown to differ"), locale
    )
    return Picture(
        file="overview.png",
        png=draw_overview(marks, axis, order % {"count": len(marks)}),
        title=translate(N_("All totals with 95-percent intervals"), locale),
        alt=_finding(book, plan, marks, locale),
        note=_source(book, locale),
    )


def _source(book: ScoreBook, locale: str) -> str:
    answers = sum(row.answers for row in book.contracts)
    text = N_("Source: score book of %(evaluation)s; n = %(answers)s answers.")
    return translate(text, locale) % {"evaluation": printable(book.evaluation), "answers": answers}


def _lone_finding(plan: Plan, mark: Mark, locale: str) -> str:
    """Say what the picture of a single contract shows."""
    text = N_("Total %(total)s; exit line %(exit)s, renewal line %(renewal)s.")
    values = {
        "total": mark.text,
        "exit": points(plan.decision.exit_line),
        "renewal": points(plan.decision.renewal_line),
    }
    return translate(text, locale) % values


def _finding(book: ScoreBook, plan: Plan, marks: Sequence[Mark], locale: str) -> str:
    """Say what a picture shows, claiming no order that the data do not show."""
    exit_line, renewal = float(plan.decision.exit_line), float(plan.decision.renewal_line)
    values = {
        "count": len(marks),
        "low": half_up(min(mark.total for mark in marks), 2),
        "high": half_up(max(mark.total for mark in marks), 2),
        "above": sum(mark.low > renewal for mark in marks),
        "below": sum(mark.high < exit_line for mark in marks),
        "groups": len(book.ranking.tie_groups),
    }
    text = N_(
        "%(count)s totals from %(low)s to %(high)s points with 95-percent intervals. "
        "The whole interval lies above the renewal line for %(above)s "
        "and below the exit line for %(below)s."
    )
    told = translate(text, locale) % values
    if book.ranking.reason == "no_difference_shown":
        return told + translate(N_(" No difference between contractors is shown."), locale)
    if book.ranking.reason is None:
        told += translate(N_(" The contractors form %(groups)s tie groups."), locale) % values
    return told
