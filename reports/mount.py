"""What reports bring to the application: rankings, score cards, decisions."""

from collections.abc import Sequence

from flask import Flask, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from evaluator.feature import Feature, Step
from evaluator.kinds.actors import Actor
from evaluator.models.evaluations import Evaluation
from reports.choices_wording import CHOICES
from reports.documents.formatting import chance
from reports.kinds.names import CLASSES, SHADES, SOURCES
from reports.queries import runs
from reports.sentences import REFUSALS
from reports.services.scoring import JOB, TRANSITIONS, score_evaluation
from reports.views import decisions, scores
from reports.wording import GRADES, PROPOSALS, SENTENCES


def mount(app: Flask) -> None:
    """Open the doors of reports."""
    app.register_blueprint(scores.views)
    app.register_blueprint(decisions.views)
    app.add_template_filter(chance)
    app.jinja_env.globals.update(
        grade_names=GRADES,
        proposal_names=PROPOSALS,
        class_names=CLASSES,
        source_names=SOURCES,
        shades=SHADES,
    )


def steps(session: Session, actor: Actor, evaluation: Evaluation) -> Sequence[Step]:
    """Return the steps of scoring and deciding on an evaluation's page."""
    return [_scoring_step(session, actor, evaluation), _decision_step(session, actor, evaluation)]


def _scoring_step(session: Session, actor: Actor, evaluation: Evaluation) -> Step:
    title = _("Scores and ranking")
    address = url_for("scores.ranking", evaluation_id=evaluation.id)
    if evaluation.state < "E3":
        return Step(title, "waiting", _("The data are not frozen yet."))
    if runs.latest_run(session, evaluation) is None:
        if not actor.may("scores.run"):
            return Step(title, "waiting", _("The lead evaluator has not scored yet."))
        start = url_for("scores.prepare", evaluation_id=evaluation.id)
        return Step(title, "current", _("Ready to be scored."), start, _("Score"))
    return Step(title, "done", _("Scored."), address, _("See the ranking"))


def _decision_step(session: Session, actor: Actor, evaluation: Evaluation) -> Step:
    title = _("Decisions")
    run = runs.latest_run(session, evaluation)
    if run is None:
        return Step(title, "waiting", _("There is no score yet."))
    cases = runs.cases_of(session, run)
    open_cases = [case for case in cases if case.decision is None]
    told = _("%(done)s of %(total)s decided", done=len(cases) - len(open_cases), total=len(cases))
    if not open_cases:
        return Step(title, "done", told)
    if not actor.may("decisions.record"):
        return Step(title, "waiting", told)
    address = url_for("decisions.show", evaluation_id=evaluation.id, case_id=open_cases[0].id)
    return Step(title, "current", told, address, _("Decide"))


FEATURE = Feature(
    name="reports",
    mount=mount,
    sentences={**SENTENCES, **REFUSALS, **CHOICES},
    steps=steps,
    jobs={JOB: score_evaluation},
    transitions=TRANSITIONS,
)
