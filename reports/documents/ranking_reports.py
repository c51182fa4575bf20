"""Putting a ranking report together from score book and plan, in one language."""

from evaluator.policy.finding_texts import waiver_title
from evaluator.wording.sentences import sentence
from evaluator.wording.texts import N_, translate
from reports.documents.content import Report
from reports.documents.contract_lines import contract_lines
from reports.documents.formatting import half_up, points
from reports.documents.report_pictures import report_pictures
from reports.documents.report_tables import report_tables
from reports.wording import GRADES
from scoring.plan import Plan
from scoring.scorebook import ScoreBook

ALL_PAIRS_UP_TO = 200  # above this the score book lists neighbours only


def ranking_report(book: ScoreBook, plan: Plan, locale: str) -> Report:
    """Return everything the report says, ready to be laid out as page, print or workbook."""
    lines = contract_lines(book, locale)
    is_single = len(book.contracts) == 1
    heading = N_("Evaluation result") if is_single else N_("Ranking report")
    return Report(
        locale=locale,
        title=book.title.get(locale) or book.evaluation,
        heading=translate(heading, locale),
        demo=translate(N_("Demonstration data"), locale) if book.is_demo else "",
        state=translate(
            N_("State: computed from the frozen bundle; not yet confirmed by the purchaser."),
            locale,
        ),
        summary=_summary(book, locale),
        facts=_facts(book, plan, locale),
        pictures=report_pictures(book, plan, lines, locale),
        tables=report_tables(book, plan, lines, locale),
        notes=_notes(book, plan, locale),
        words={
            "data": translate(N_("The data of this picture stand in the table"), locale),
            "pages": translate(N_("Single pages"), locale),
            "facts": translate(N_("What this report rests on"), locale),
            "notes": translate(N_("How to read it"), locale),
            "summary": translate(N_("In short"), locale),
            "pictures": translate(N_("Pictures"), locale),
            "contents": translate(N_("Contents"), locale),
        },
    )


def _summary(book: ScoreBook, locale: str) -> tuple[str, ...]:
    """Say the result in a few sentences; an order only where a pair is separated."""
    ranking = book.ranking
    scored = [row for row in book.contracts if row.total is not None]
    values = {
        "contracts": len(book.contracts),
        "scored": len(scored),
        "answers": sum(row.answers for row in book.contracts),
        "groups": len(ranking.tie_groups),
        "pairs": len(ranking.comparisons),
        "separated": sum(pair.is_separated for pair in ranking.comparisons),
    }
    told = [
        translate(N_("%(scored)s of %(contracts)s contractors have a score."), locale) % values,
        translate(N_("%(answers)s answers were counted."), locale) % values,
    ]
    if ranking.reason is not None:
        text = translate(N_("There is no ranking: %(reason)s."), locale)
        told.append(text % {"reason": sentence(ranking.reason, None, locale)})
    else:
        text = N_(
            "The data form %(groups)s tie groups; "
            "%(separated)s of %(pairs)s pairs can be told apart."
        )
        if len(ranking.order) > ALL_PAIRS_UP_TO:
            text = N_("The data form %(groups)s tie groups.")
        told.append(translate(text, locale) % values)
    if ranking.pairs_with_shared_psus:
        text = translate(
            N_("%(count)s pairs share sampling units; the comparison takes this into account."),
            locale,
        )
        told.append(text % {"count": ranking.pairs_with_shared_psus})
    return tuple(told)


def _facts(book: ScoreBook, plan: Plan, locale: str) -> tuple[tuple[str, str], ...]:
    bands = "、" if locale == "zh" else ", "
    facts = [
        (N_("Evaluation"), book.evaluation),
        (N_("Plan hash"), book.plan_hash),
        (N_("Bundle hash"), book.bundle_hash),
        (N_("Engine"), book.engine),
        (N_("Exit line"), points(plan.decision.exit_line)),
        (N_("Renewal line"), points(plan.decision.renewal_line)),
        (
            N_("Grades from"),
            bands.join(
                f"{translate(GRADES.get(band.grade, band.grade), locale)} {points(band.floor)}"
                for band in plan.bands
            ),
        ),
        (
            N_("Groups and weights"),
            bands.join(
                f"{row.name.get(locale, row.code)} {points(row.weight)}" for row in plan.dimensions
            ),
        ),
    ]
    return tuple((translate(name, locale), value) for name, value in facts)


def _notes(book: ScoreBook, plan: Plan, locale: str) -> tuple[str, ...]:
    told = [
        translate(text, locale)
        for text in (
            N_("The printed total is the sum of printed rows and sets the grade."),
            N_("Intervals hold the unrounded total at 95 in 100; they carry the survey's error."),
            N_("Two contractors are put in order only if the data separate them."),
            N_("Certainty is the probability that the true total lies in the grade's band."),
        )
    ]
    for waiver in plan.waivers:
        text = translate(N_("Waived: %(rule)s. Reason: %(reason)s. Signed: %(name)s."), locale)
        rule = waiver_title(waiver.rule, locale) or sentence(waiver.rule, None, locale)
        values = {"rule": rule, "reason": waiver.reason}
        told.append(text % {**values, "name": waiver.signed_by})
    told += [note_text(note, locale) for note in book.notes]
    return tuple(told)


def note_text(note: object, locale: str) -> str:
    """Return a note of the score book as a sentence; numbers in it with two decimals."""
    plain = dict(note) if isinstance(note, dict) else {"code": str(note)}
    values = {key: half_up(v, 2) if isinstance(v, float) else v for key, v in plain.items()}
    return sentence(str(values.pop("code", "note")), values, locale)
