"""The tables of the ranking report: ranking, level-1 scores, proposals, what can be told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evaluator.wording.texts import N_, translate
from reports.documents.content import Table
from reports.documents.contract_lines import ContractLine
from reports.documents.formatting import BLANK
from scoring.plan import Plan
from scoring.scorebook import ScoreBook

MOST_STATEMENTS = 60  # with more contracts the pairs stand in the workbook alone


def report_tables(
    book: ScoreBook, plan: Plan, lines: Sequence[ContractLine], locale: str
) -> tuple[Table, ...]:
    """Return the tables of a report in their order."""
    table = ranking_table(lines, locale)
    tables = [judged_table(table, plan, lines[0], locale) if len(lines) == 1 else table]
    if len(_dimension_names(book, locale)) > 1:
        tables.append(dimension_table(book, lines, locale))
    tables.append(proposal_table(lines, locale))
    if book.ranking.reason is None and 1 < len(book.ranking.order) <= MOST_STATEMENTS:
        tables.append(separation_table(book, lines, locale))
    return tuple(tables)


def ranking_table(lines: Sequence[ContractLine], locale: str) -> Table:
    """Return every contract with total, interval, grade, place, base, reliability and state."""
    columns: Mapping[str, float] = {
        N_("Contractor"): 1.8,
        N_("Total (95-percent interval)"): 1.9,
        N_("Grade"): 1.7,
        N_("Tie group and places"): 2.7,
        N_("Answers"): 0.9,
        N_("Response rate"): 1.2,
        N_("Reliability"): 1.2,
        N_("State"): 1.5,
        N_("Proposal"): 1.6,
    }
    rows = tuple(
        (
            line.name,
            total_cell(line, locale),
            line.grade,
            line.standing,
            line.answers,
            line.response_rate,
            line.reliability,
            line.state,
            line.proposal,
        )
        for line in lines
    )
    title, note = N_("Results with intervals"), N_("Contractors stand in the order of their names.")
    if any(line.is_ranked for line in lines):
        title = N_("Ranking with intervals")
        note = N_(
            "Inside a tie group contractors stand in the order of their names: "
            "the data do not show a difference between them."
        )
    return Table(
        "ranking",
        translate(title, locale),
        tuple(translate(name, locale) for name in columns),
        tuple(columns.values()),
        rows,
        translate(note, locale),
    )


def judged_table(table: Table, plan: Plan, line: ContractLine, locale: str) -> Table:
    """Return the table of a lone contract: judged against the lines where a place would stand."""
    place = 3
    judged = translate(N_("Against the lines"), locale)
    cells = list(table.rows[0])
    cells[place] = against_lines(plan, line, locale)
    return replace(
        table,
        title=translate(N_("Result against the lines"), locale),
        headings=(*table.headings[:place], judged, *table.headings[place + 1 :]),
        rows=(tuple(cells),),
        note=translate(N_("There is only one contract: it is not ranked."), locale),
    )


def against_lines(plan: Plan, line: ContractLine, locale: str) -> str:
    """Say where a whole interval lies: above a line, below it, or across it."""
    if line.low is None or line.high is None:
        return BLANK
    texts = (
        (
            plan.decision.exit_line,
            N_("above the exit line"),
            N_("below the exit line"),
            N_("the exit line lies inside the interval"),
        ),
        (
            plan.decision.renewal_line,
            N_("above the renewal line"),
            N_("below the renewal line"),
            N_("the renewal line lies inside the interval"),
        ),
    )
    told = []
    for score, above, below, across in texts:
        text = above if line.low > score else below if line.high < score else across
        told.append(translate(text, locale))
    return ("；" if locale == "zh" else "; ").join(told)


def total_cell(line: ContractLine, locale: str) -> str:
    """Return a total with its interval: 85.73（83.1–88.2）."""
    if line.interval == BLANK:
        return line.total_text
    opening, closing = ("（", "）") if locale == "zh" else (" (", ")")
    return f"{line.total_text}{opening}{line.interval}{closing}"


def dimension_table(book: ScoreBook, lines: Sequence[ContractLine], locale: str) -> Table:
    """Return the level-1 scores, each with its margin and the weight it can reach."""
    names = _dimension_names(book, locale)
    tail = {N_("Answers"): 0.8, N_("Reliability"): 1.2, N_("State"): 1.5}
    rows = tuple(
        (line.name, *line.dimensions, line.answers, line.reliability, line.state) for line in lines
    )
    return Table(
        "dimensions",
        translate(N_("Level-1 scores"), locale),
        (
            translate(N_("Contractor"), locale),
            *names,
            *(translate(name, locale) for name in tail),
        ),
        (2.0, *(2.0 for _ in names), *tail.values()),
        rows,
        translate(N_("Score ± half of its 95-percent interval / weight of the group."), locale),
    )


def _dimension_names(book: ScoreBook, locale: str) -> tuple[str, ...]:
    first = next(iter(book.contracts), None)
    if first is None:
        return ()
    return tuple(row.name.get(locale, row.code) for row in first.dimensions)


def proposal_table(lines: Sequence[ContractLine], locale: str) -> Table:
    """Return each proposal with its reasons and whatever else must be known of a contract."""
    joiner = "；" if locale == "zh" else "; "
    rows = tuple(
        (
            line.name,
            line.proposal,
            joiner.join(text.rstrip("。.") for text in line.reasons) or BLANK,
            joiner.join(text.rstrip("。.") for text in line.remarks) or BLANK,
        )
        for line in lines
    )
    headings = (N_("Contractor"), N_("Proposal"), N_("Reasons"), N_("Remarks"))
    return Table(
        "proposals",
        translate(N_("Proposals with their reasons"), locale),
        tuple(translate(text, locale) for text in headings),
        (1.6, 1.8, 4.0, 2.0),
        rows,
        translate(N_("A proposal decides nothing: a named person decides, with reasons."), locale),
    )


def separation_table(book: ScoreBook, lines: Sequence[ContractLine], locale: str) -> Table:
    """Return for each contract those that the data show to be below it; no other order is claimed.

    A pair is listed only where the simultaneous 95 % interval of its difference excludes zero.
    """
    names = {line.contract: line.name for line in lines}
    below: dict[str, list[str]] = {contract: [] for contract in names}
    for pair in book.ranking.comparisons:
        if pair.is_separated:
            better, worse = pair.first, pair.second
            if pair.difference < 0:
                better, worse = worse, better
            below[better].append(worse)
    joiner = "、" if locale == "zh" else ", "
    none = translate(N_("none shown"), locale)
    rows = tuple(
        (
            line.name,
            joiner.join(other.name for other in lines if other.contract in below[line.contract])
            or none,
        )
        for line in lines
        if line.is_ranked
    )
    return Table(
        "separated",
        translate(N_("Who is shown to be above whom"), locale),
        (
            translate(N_("Contractor"), locale),
            translate(N_("is shown to be above"), locale),
        ),
        (2.0, 8.0),
        rows,
        translate(N_("Where a pair is not listed, the data do not show which is better."), locale),
    )
