"""Cases in the field: who visits whom, what was tried, what stands in for what was lost."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.errors import DomainError
from evaluator.models.accounts import Account
from evaluator.web.access import allow
from evaluator.web.beside_fields import status_of
from evaluator.web.current import clock, database, settings, the_actor
from surveys.forms.fieldwork import AssignAllForm, AssignForm, OpenIdentityForm, ReplaceForm
from surveys.models.cases import DISPOSITION_NAMES, Case
from surveys.models.responses import MODES
from surveys.models.waves import Wave
from surveys.queries.assignments import (
    assignment_of,
    attempts_of,
    case_lines,
    interviewers_of,
    loads,
)
from surveys.queries.waves import case_of, wave_of
from surveys.services.assignments import assign_case, assign_proposed, breaches_of
from surveys.services.attempts import note_of
from surveys.services.replacements import reasons_for, replace_case, replacement_of
from surveys.services.vault import open_for_reason

views = Blueprint("cases", __name__)


@views.get("/waves/<int:wave_id>/cases")
@allow("cases.read")
def index(wave_id: int) -> ResponseReturnValue:
    """Show every case with its interviewer and its outcome; no name and no answer."""
    return _index(wave_of(database(), the_actor(), wave_id))


@views.post("/waves/<int:wave_id>/cases/assign")
@allow("cases.assign")
def assign_all(wave_id: int) -> ResponseReturnValue:
    """Deal the cases that nobody holds."""
    wave = wave_of(database(), the_actor(), wave_id)
    form = AssignAllForm()
    form.offer(interviewers_of(database(), wave.evaluation))
    if not form.validate_on_submit():
        return _index(wave, form)
    try:
        count = assign_proposed(
            database(), the_actor(), clock(), wave, form.interviewers.data, form.due_on.data
        )
    except DomainError as refusal:
        database().rollback()
        return _index(wave, form, refusal)
    database().commit()
    flash(_("%(count)s cases were given out.", count=count), "good")
    return redirect(url_for("cases.index", wave_id=wave_id))


@views.get("/cases/<case_id>")
@allow("cases.read")
def show(case_id: str) -> ResponseReturnValue:
    """Show one case: its place, its attempts, who holds it."""
    return _show(case_of(database(), the_actor(), case_id))


@views.post("/cases/<case_id>/assign")
@allow("cases.assign")
def assign(case_id: str) -> ResponseReturnValue:
    """Give one case to an interviewer."""
    case = case_of(database(), the_actor(), case_id)
    form = AssignForm()
    form.offer(interviewers_of(database(), case.wave.evaluation))
    if not form.validate_on_submit():
        return _show(case, assign_form=form, status=422)
    return _done(
        case,
        lambda: assign_case(
            database(), the_actor(), clock(), case, form.interviewer.data, form.due_on.data
        ),
        _("The case is given out."),
    )


@views.post("/cases/<case_id>/replace")
@allow("cases.assign")
def replace(case_id: str) -> ResponseReturnValue:
    """Let the next of the reserve stand in."""
    case = case_of(database(), the_actor(), case_id)
    form = ReplaceForm()
    form.offer(reasons_for(database(), case), _)
    if not form.validate_on_submit():
        return _show(case, status=422)
    return _done(
        case,
        lambda: replace_case(database(), the_actor(), clock(), settings(), case, form.reason.data),
        _("The next of the reserve stands in."),
    )


@views.post("/cases/<case_id>/identity")
@allow("identities.open")
def identity(case_id: str) -> ResponseReturnValue:
    """Open one identity for a reason that is recorded; shown once, stored nowhere."""
    case = case_of(database(), the_actor(), case_id)
    form = OpenIdentityForm()
    if not form.validate_on_submit():
        return _show(case, identity_form=form, status=422)
    try:
        person = open_for_reason(
            database(), the_actor(), clock(), settings(), case, form.reason.data
        )
    except DomainError as refusal:
        database().rollback()
        # That nobody stands behind a case is no secret kept from who may look.
        return _show(case, refusal=refusal, status=409)
    database().commit()
    return _show(case, person=person)


def _done(case: Case, act: Any, said: str) -> ResponseReturnValue:
    try:
        act()
    except DomainError as refusal:
        database().rollback()
        return _show(case, refusal=refusal, status=refusal.status)
    database().commit()
    flash(said, "good")
    return redirect(url_for("cases.show", case_id=case.id))


def _index(
    wave: Wave, form: AssignAllForm | None = None, refusal: DomainError | None = None
) -> ResponseReturnValue:
    people = interviewers_of(database(), wave.evaluation)
    if form is None:
        form = AssignAllForm(formdata=None)
        form.offer(people)
    lines = case_lines(database(), wave)
    counts = loads(lines)
    page = render_template(
        "surveys/cases/index.html",
        wave=wave,
        evaluation=wave.evaluation,
        lines=lines,
        people=people,
        loads=counts,
        breaches=breaches_of(counts),
        names=_names(people),
        contracts={c.id: c for c in wave.evaluation.contracts},
        dispositions=DISPOSITION_NAMES,
        open_count=sum(
            line.assignment is None and not line.is_answered and not line.replaced_by
            for line in lines
        ),
        form=form,
        refusal=refusal,
    )
    return page, refusal.status if refusal else status_of(form)


def _show(
    case: Case,
    assign_form: AssignForm | None = None,
    identity_form: OpenIdentityForm | None = None,
    refusal: DomainError | None = None,
    person: dict[str, str] | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    people = interviewers_of(database(), case.wave.evaluation)
    if assign_form is None:
        assign_form = AssignForm(formdata=None)
        assign_form.offer(people)
    replace_form = ReplaceForm(formdata=None)
    reasons = reasons_for(database(), case)
    replace_form.offer(reasons, _)
    attempts = attempts_of(database(), case.id)
    may_read_notes = the_actor().may("cases.assign")
    page = render_template(
        "surveys/cases/show.html",
        case=case,
        wave=case.wave,
        evaluation=case.wave.evaluation,
        held=assignment_of(database(), case.id),
        attempts=[
            (row, note_of(database(), settings(), row) if may_read_notes else "")
            for row in attempts
        ],
        replacement=replacement_of(database(), case),
        reasons=reasons,
        dispositions=DISPOSITION_NAMES,
        modes=MODES,
        assign_form=assign_form,
        replace_form=replace_form,
        identity_form=identity_form or OpenIdentityForm(formdata=None),
        person=person,
        refusal=refusal,
    )
    return page, status


def _names(people: list[Account]) -> dict[int, str]:
    return {person.id: person.name for person in people}
