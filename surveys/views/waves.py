"""Waves in the workspace: prepare, open, watch, close."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.errors import DomainError
from evaluator.forms.accounts import ConfirmForm
from evaluator.jobs.mount import enqueue
from evaluator.queries.evaluations import evaluation_of
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from evaluator.web.languages import short_locale
from surveys.forms.waves import CreateWaveForm
from surveys.models.waves import CLOSING, STATE_NAMES, Wave
from surveys.queries.bundles import frozen_bundle_of
from surveys.queries.progress import (
    conflicts_of,
    counts_by_contract,
    counts_by_village,
    withhold_small,
)
from surveys.queries.waves import wave_of, waves_of
from surveys.services.closing import close_wave, freeze_again
from surveys.services.questionnaires import questionnaire_of
from surveys.services.waves import create_wave, open_wave
from surveys.views.pages import names_in

views = Blueprint("waves", __name__)
MOST_CASES_BY_VILLAGE = 5_000


@views.get("/evaluations/<int:evaluation_id>/waves")
@allow("waves.read")
def index(evaluation_id: int) -> ResponseReturnValue:
    """Show the waves of an evaluation and its frozen bundle."""
    evaluation = evaluation_of(database(), the_actor(), evaluation_id)
    waves = waves_of(database(), evaluation)
    bundle = frozen_bundle_of(database(), evaluation)
    return render_template(
        "surveys/waves/index.html",
        evaluation=evaluation,
        waves=waves,
        bundle=bundle,
        state_names=STATE_NAMES,
        is_stuck=bundle is None and bool(waves) and all(w.state == CLOSING for w in waves),
        form=ConfirmForm(),
    )


@views.route("/evaluations/<int:evaluation_id>/waves/new", methods=["GET", "POST"])
@allow("waves.manage")
def create(evaluation_id: int) -> ResponseReturnValue:
    """Prepare a wave."""
    evaluation = evaluation_of(database(), the_actor(), evaluation_id)
    form = (
        CreateWaveForm(data=_suggested(evaluation)) if request.method == "GET" else CreateWaveForm()
    )
    form.offer_questionnaires(short_locale())
    refusal: DomainError | None = None
    if form.validate_on_submit():
        try:
            wave = create_wave(database(), the_actor(), clock(), evaluation, form.wave_plan())
        except DomainError as error:
            refusal = error
        else:
            database().commit()
            return redirect(url_for("waves.show", wave_id=wave.id))
    status = 422 if refusal or form.errors else 200
    return (
        render_template(
            "surveys/waves/create.html", evaluation=evaluation, form=form, refusal=refusal
        ),
        status,
    )


def _suggested(evaluation: Any) -> dict[str, str]:
    """Suggest the questionnaire that fits the evaluation's contracts."""
    kinds = {contract.service_kind for contract in evaluation.contracts}
    return {"questionnaire": kinds.pop()} if len(kinds) == 1 else {}


@views.get("/waves/<int:wave_id>")
@allow("waves.read")
def show(wave_id: int) -> ResponseReturnValue:
    """Show how far a wave is; scripts ask for JSON, everyone else gets a page."""
    wave = wave_of(database(), the_actor(), wave_id)
    contracts = counts_by_contract(database(), wave)
    answered = sum(row.answered for row in contracts)
    if request.accept_mimetypes.best == "application/json":
        return {"state": wave.state, "answered": answered, "begun": sum(r.begun for r in contracts)}
    return render_template(
        "surveys/waves/show.html", **_page(wave), contracts=contracts, answered=answered
    )


@views.get("/waves/<int:wave_id>/questionnaire")
@allow("waves.read")
def questionnaire(wave_id: int) -> ResponseReturnValue:
    """Show the questionnaire as it is asked, with its codes and its hash."""
    wave = wave_of(database(), the_actor(), wave_id)
    return render_template(
        "surveys/waves/questionnaire.html",
        wave=wave,
        evaluation=wave.evaluation,
        questionnaire=questionnaire_of(wave.questionnaire),
        names=names_in(wave.evaluation, _("the contractor")),
    )


@views.post("/waves/<int:wave_id>/open")
@allow("waves.manage")
def open_now(wave_id: int) -> ResponseReturnValue:
    """Open a wave."""
    wave = wave_of(database(), the_actor(), wave_id)
    try:
        open_wave(database(), the_actor(), clock(), settings(), wave)
    except DomainError as refusal:
        return _refused(wave, refusal)
    database().commit()
    flash(_("The wave is open; its links work from now on."), "good")
    return redirect(url_for("waves.show", wave_id=wave.id))


@views.post("/waves/<int:wave_id>/close")
@allow("waves.manage")
def close(wave_id: int) -> ResponseReturnValue:
    """Close a wave; with the last one the data are frozen."""
    wave = wave_of(database(), the_actor(), wave_id)
    try:
        job = close_wave(database(), the_actor(), clock(), wave)
    except DomainError as refusal:
        return _refused(wave, refusal)
    database().commit()
    if job is None:
        return redirect(url_for("waves.show", wave_id=wave.id))
    enqueue(job.id)
    return redirect(url_for("jobs.show", job_id=job.id))


@views.post("/evaluations/<int:evaluation_id>/freeze")
@allow("waves.manage")
def freeze(evaluation_id: int) -> ResponseReturnValue:
    """Freeze the data after an earlier attempt failed."""
    evaluation = evaluation_of(database(), the_actor(), evaluation_id)
    job = freeze_again(database(), the_actor(), clock(), evaluation)
    database().commit()
    enqueue(job.id)
    return redirect(url_for("jobs.show", job_id=job.id))


def _refused(wave: Wave, refusal: DomainError) -> ResponseReturnValue:
    """Show the wave again with what kept it from opening or closing."""
    # What was changed before the refusal is undone; the page is read anew.
    database().rollback()
    contracts = counts_by_contract(database(), wave)
    return (
        render_template(
            "surveys/waves/show.html",
            **_page(wave, refusal),
            contracts=contracts,
            answered=sum(row.answered for row in contracts),
        ),
        refusal.status,
    )


def _page(wave: Wave, refusal: DomainError | None = None) -> dict[str, Any]:
    """Return what the page of a wave shows; only who may read answers sees small villages."""
    # Which cells to withhold is known only from all of them: of very many, none are shown.
    drawn = sum(row.cases for row in counts_by_contract(database(), wave))
    villages = [] if drawn > MOST_CASES_BY_VILLAGE else counts_by_village(database(), wave)
    if not the_actor().may("responses.read") and not the_actor().may("waves.manage"):
        villages = withhold_small(villages)
    return {
        "wave": wave,
        "evaluation": wave.evaluation,
        "villages": [row for row in villages if row.stratum or row.psu],
        "conflicts": conflicts_of(database(), wave),
        "state_names": STATE_NAMES,
        "is_safe": settings().is_public_address_safe or wave.evaluation.is_demo,
        "public_url": settings().public_url,
        "form": ConfirmForm(),
        "refusal": refusal,
    }
