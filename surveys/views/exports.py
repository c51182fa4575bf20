"""Files of a wave: asking for one, seeing one's own, fetching it once it is written."""

from flask import Blueprint, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from evaluator.errors import DomainError
from evaluator.jobs.mount import enqueue
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from evaluator.web.languages import short_locale
from surveys.exports.columns import SCOPES
from surveys.exports.formats import FORMATS
from surveys.forms.exports import ExportForm
from surveys.models.waves import Wave
from surveys.queries.exports import exports_of
from surveys.queries.waves import wave_of
from surveys.services.exports import ask_for_export, file_of, permission_for

views = Blueprint("exports", __name__)


@views.get("/waves/<int:wave_id>/exports")
@allow("exports.structure")
def index(wave_id: int) -> ResponseReturnValue:
    """Show what may be asked for, and one's own files."""
    return _page(wave_of(database(), the_actor(), wave_id))


@views.post("/waves/<int:wave_id>/exports")
@allow("exports.structure")
def ask(wave_id: int) -> ResponseReturnValue:
    """Ask for a file."""
    wave = wave_of(database(), the_actor(), wave_id)
    form = ExportForm()
    form.offer(_scopes())
    if not form.validate_on_submit():
        return _page(wave, form), 422
    wanted = (form.scope.data, form.format.data, short_locale())
    try:
        job = ask_for_export(database(), the_actor(), clock(), settings(), wave, *wanted)
    except DomainError as refusal:
        database().rollback()
        return _page(wave, form, refusal), refusal.status
    database().commit()
    enqueue(job.id)
    return redirect(url_for("exports.index", wave_id=wave_id))


@views.get("/exports/<int:export_id>")
@allow("exports.structure")
def fetch(export_id: int) -> ResponseReturnValue:
    """Hand a file to its owner."""
    found, path = file_of(database(), the_actor(), clock(), settings(), export_id)
    form = FORMATS[found.format]
    name = f"{found.wave.evaluation.code}-{found.wave_id}-{found.scope}.{form.ending}"
    database().commit()
    answer = send_file(path, mimetype=form.media_type, as_attachment=True, download_name=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _scopes() -> list[str]:
    return [scope for scope in SCOPES if the_actor().may(permission_for(scope))]


def _page(wave: Wave, form: ExportForm | None = None, refusal: DomainError | None = None) -> str:
    if form is None:
        form = ExportForm(data={"scope": _scopes()[0], "format": "CSV"})
        form.offer(_scopes())
    return render_template(
        "surveys/exports/index.html",
        wave=wave,
        evaluation=wave.evaluation,
        form=form,
        refusal=refusal,
        files=exports_of(database(), the_actor(), wave),
        scope_names=SCOPES,
        now=clock()(),
    )
