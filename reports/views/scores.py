"""Rankings and score cards as people read them, and the start of a scoring run."""

from functools import partial

from flask import Blueprint, redirect, render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from evaluator.errors import NotFound
from evaluator.forms.accounts import ConfirmForm
from evaluator.jobs.mount import enqueue
from evaluator.models.evaluations import Evaluation
from evaluator.queries.evaluations import contract_in, evaluation_of
from evaluator.services.plans import plan_of
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from evaluator.web.languages import short_locale
from evaluator.wording.plans import rule_words
from reports.documents.contract_lines import contract_line, contract_lines
from reports.models.runs import ScoringRun
from reports.queries import runs
from reports.queries.run_reports import pictures_of, report_folder, report_name
from reports.services.disclosure import SMALLEST_FIRM, base_of, withheld_indicators
from reports.services.scoring import start_scoring
from surveys.queries.bundles import frozen_bundle_of

views = Blueprint("scores", __name__, url_prefix="/evaluations/<int:evaluation_id>")
DOWNLOADS = frozenset({"report.pdf", "index.html", "ranking.csv", "ranking.xlsx"})


@views.get("/score")
@allow("scores.run")
def prepare(evaluation_id: int) -> ResponseReturnValue:
    """Show what a scoring run will use, before it is started."""
    evaluation = evaluation_of(database(), the_actor(), evaluation_id)
    return render_template(
        "reports/scores/prepare.html",
        evaluation=evaluation,
        bundle=frozen_bundle_of(database(), evaluation),
        run=runs.latest_run(database(), evaluation),
        form=ConfirmForm(),
    )


@views.post("/score")
@allow("scores.run")
def start(evaluation_id: int) -> ResponseReturnValue:
    """Start a scoring run and lead to its progress."""
    actor = the_actor()
    evaluation = evaluation_of(database(), actor, evaluation_id)
    job_id = start_scoring(database(), actor, clock(), evaluation).id
    database().commit()
    enqueue(job_id)
    return redirect(url_for("jobs.show", job_id=job_id))


@views.get("/ranking")
@allow("scores.read")
def ranking(evaluation_id: int) -> ResponseReturnValue:
    """Show the contracts with intervals, rank bands and tie groups."""
    evaluation = evaluation_of(database(), the_actor(), evaluation_id)
    run = runs.standing_run(database(), evaluation)
    book = runs.score_book(settings(), run)
    report = report_name(settings(), run, short_locale())
    return render_template(
        "reports/scores/ranking.html",
        evaluation=evaluation,
        run=run,
        book=book,
        decision=plan_of(evaluation).decision,
        lines=contract_lines(book, short_locale()),
        ids={contract.code: contract.id for contract in evaluation.contracts},
        cases={case.contract.code: case for case in runs.cases_of(database(), run)},
        report=report,
        pictures=pictures_of(settings(), run, report),
        form=ConfirmForm(),
    )


@views.get("/contracts/<int:contract_id>/score-card")
@allow("scores.read")
def score_card(evaluation_id: int, contract_id: int) -> ResponseReturnValue:
    """Show one contract: every point with what made it, adding up to the total."""
    actor = the_actor()
    evaluation = evaluation_of(database(), actor, evaluation_id)
    contract = contract_in(evaluation, contract_id)
    run = runs.standing_run(database(), evaluation)
    book = runs.score_book(settings(), run)
    row = book.contract(contract.code)
    case = next(c for c in runs.cases_of(database(), run) if c.contract_id == contract.id)
    return render_template(
        "reports/scores/score_card.html",
        evaluation=evaluation,
        run=run,
        book=book,
        row=row,
        line=contract_line(row, short_locale()),
        contract=contract,
        case=case,
        rules=_rules(evaluation),
        # Who may read single answers sees every row; others see none that rests on a few.
        withheld=frozenset() if actor.may("responses.read") else withheld_indicators(row),
        base_of=partial(base_of, row),
        firm=SMALLEST_FIRM,
    )


def _rules(evaluation: Evaluation) -> dict[str, list[str]]:
    """Return how the points of each indicator come about, part by part, in words."""
    return {
        leaf.code: [rule_words(part, short_locale()) for part in leaf.parts]
        for leaf in plan_of(evaluation).indicators
    }


@views.get("/runs/<int:run_id>/<any(report, 'report-en'):report>/<path:name>")
@allow("scores.read")
def download(evaluation_id: int, run_id: int, report: str, name: str) -> ResponseReturnValue:
    """Hand out a file of a run's report: only those that reports are made of."""
    evaluation = evaluation_of(database(), the_actor(), evaluation_id)
    run = next((r for r in runs.runs_of(database(), evaluation) if r.id == run_id), None)
    if run is None or not _is_handed_out(run, report, name):
        raise NotFound("not_found")
    folder = report_folder(settings(), run, report)
    answer = send_from_directory(folder, name, as_attachment=name in DOWNLOADS)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'"
    return answer


def _is_handed_out(run: ScoringRun, report: str, name: str) -> bool:
    return name in DOWNLOADS or any(
        picture.file == name for picture in pictures_of(settings(), run, report)
    )
