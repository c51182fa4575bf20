"""The people to be asked: adding them, their links and the printed slips with codes."""

import tempfile
from pathlib import Path
from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from werkzeug.datastructures import FileStorage

from evaluator.errors import DomainError
from evaluator.queries.evaluations import contract_in
from evaluator.web.access import allow
from evaluator.web.current import clock, database, settings, the_actor
from surveys.forms.waves import BlankLinksForm, UploadCasesForm
from surveys.imports.problems import AnswersRefused
from surveys.models.waves import Wave
from surveys.queries.waves import cases_of, wave_of
from surveys.services.case_lists import read_case_list
from surveys.services.cases import DrawnCase, add_blank_links, add_cases
from surveys.services.links import token_of
from surveys.wording import refusal_lines

views = Blueprint("links", __name__, url_prefix="/waves")
SLIPS_A_PAGE = 100
EXAMPLE = "test"


@views.get("/<int:wave_id>/people")
@allow("waves.manage")
def people(wave_id: int) -> ResponseReturnValue:
    """Show both ways of adding people to a wave."""
    return _people(wave_of(database(), the_actor(), wave_id))


@views.post("/<int:wave_id>/people/list")
@allow("waves.manage")
def upload(wave_id: int) -> ResponseReturnValue:
    """Add a list of drawn households: all of it or nothing."""
    wave = wave_of(database(), the_actor(), wave_id)
    form = UploadCasesForm()
    if not form.validate_on_submit():
        return _people(wave, upload_form=form)
    try:
        drawn = _read(form.file.data, wave)
        added = add_cases(database(), the_actor(), clock(), settings(), wave, drawn)
    except AnswersRefused as refusal:
        return _people(wave, problems=refusal_lines(refusal, str(get_locale())))
    except DomainError as refusal:
        return _people(wave, refusal=refusal)
    return _added(wave, len(added))


@views.post("/<int:wave_id>/people/blank")
@allow("waves.manage")
def blank(wave_id: int) -> ResponseReturnValue:
    """Add blank links for a contract."""
    wave = wave_of(database(), the_actor(), wave_id)
    form = BlankLinksForm()
    form.offer_contracts(wave.evaluation.contracts)
    if not form.validate_on_submit():
        return _people(wave, blank_form=form)
    contract = contract_in(wave.evaluation, form.contract.data)
    try:
        added = add_blank_links(
            database(), the_actor(), clock(), settings(), wave, contract, form.count.data
        )
    except DomainError as refusal:
        return _people(wave, refusal=refusal)
    return _added(wave, len(added))


@views.get("/<int:wave_id>/links")
@allow("links.read")
def index(wave_id: int) -> ResponseReturnValue:
    """Show the links as slips to print on A4, sorted by village, with a code to try first."""
    wave = wave_of(database(), the_actor(), wave_id)
    cases = cases_of(database(), wave)
    pages = max(1, -(-len(cases) // SLIPS_A_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    shown = cases[(page - 1) * SLIPS_A_PAGE : page * SLIPS_A_PAGE]
    slips = [(case, _address(case.id), code_of(_address(case.id))) for case in shown]
    return render_template(
        "surveys/links/index.html",
        wave=wave,
        evaluation=wave.evaluation,
        slips=slips,
        page=page,
        pages=pages,
        total=len(cases),
        public_url=settings().public_url,
        is_safe=settings().is_public_address_safe,
        test_code=code_of(f"{settings().public_url}{url_for('links.example')}"),
    )


@views.get("/links/test")
@allow("links.read")
def example() -> ResponseReturnValue:
    """Say that a code that was tried leads to this platform."""
    return render_template("surveys/links/works.html")


def code_of(address: str) -> str:
    """Return an address as a code to scan, ready to stand in an image."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4))


def _address(case_id: str) -> str:
    path = url_for("respond.start", token=token_of(settings(), case_id))
    return f"{settings().public_url}{path}"


def _read(sent: FileStorage, wave: Wave) -> list[DrawnCase]:
    name = Path(sent.filename or "").name
    with tempfile.TemporaryDirectory(dir=settings().folder("uploads")) as folder:
        path = Path(folder) / "list"
        sent.save(path)
        return read_case_list(path, name, wave.evaluation.contracts)


def _added(wave: Wave, count: int) -> ResponseReturnValue:
    database().commit()
    flash(ngettext("One link was added.", "%(num)s links were added.", count), "good")
    return redirect(url_for("waves.show", wave_id=wave.id))


def _people(
    wave: Wave,
    upload_form: Any = None,
    blank_form: Any = None,
    problems: list[str] | None = None,
    refusal: DomainError | None = None,
) -> ResponseReturnValue:
    if refusal is not None:
        database().rollback()
    if blank_form is None:
        blank_form = BlankLinksForm()
        blank_form.offer_contracts(wave.evaluation.contracts)
    is_wrong = bool(problems or refusal or request.method == "POST")
    page = render_template(
        "surveys/links/people.html",
        wave=wave,
        evaluation=wave.evaluation,
        upload_form=upload_form or UploadCasesForm(),
        blank_form=blank_form,
        problems=problems or [],
        refusal=refusal,
    )
    return page, 422 if is_wrong else 200
