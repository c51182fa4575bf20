"""The vault of an evaluation: how long it may be kept, whether it is whole, its destruction."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.errors import DomainError
from evaluator.forms.accounts import ConfirmForm
from evaluator.jobs.mount import enqueue
from evaluator.models.evaluations import Evaluation
from evaluator.queries.evaluations import evaluation_of
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, settings, the_actor
from surveys.forms.fieldwork import DestroyForm
from surveys.services.destruction import (
    MOST_DAYS,
    certificates_of,
    destroy_identities,
    retention_of,
)
from surveys.services.vault_checks import VaultFault, check_vault, start_rotation

views = Blueprint("vault", __name__, url_prefix="/evaluations/<int:evaluation_id>/vault")


@views.get("")
@allow("identities.destroy")
def show(evaluation_id: int) -> ResponseReturnValue:
    """Show how the clock stands and the certificates there are."""
    return _page(_evaluation(evaluation_id), DestroyForm(formdata=None))


@views.post("/check")
@allow("identities.destroy")
def check(evaluation_id: int) -> ResponseReturnValue:
    """Look whether every entry is as it was left; nobody sees what is in them."""
    evaluation = _evaluation(evaluation_id)
    faults = check_vault(database(), settings(), evaluation.id)
    return _page(evaluation, DestroyForm(formdata=None), faults=faults)


@views.post("/rotate")
@allow("identities.destroy")
def rotate(evaluation_id: int) -> ResponseReturnValue:
    """Change the key."""
    evaluation = _evaluation(evaluation_id)
    job = start_rotation(database(), the_actor(), clock(), settings(), evaluation)
    database().commit()
    enqueue(job.id)
    return redirect(url_for("jobs.show", job_id=job.id))


@views.post("/destroy")
@allow("identities.destroy")
def destroy(evaluation_id: int) -> ResponseReturnValue:
    """Destroy the identities and write the certificate."""
    evaluation = _evaluation(evaluation_id)
    form = DestroyForm()
    if form.validate_on_submit():
        try:
            with beside_fields(form):
                given = (form.witness.data, form.reason.data)
                destroy_identities(database(), the_actor(), clock(), settings(), evaluation, *given)
                database().commit()
                flash(_("The identities are destroyed."), "good")
                return redirect(url_for("vault.show", evaluation_id=evaluation_id))
        except DomainError as refusal:
            database().rollback()
            return _page(evaluation, form, refusal=refusal)
    return _page(evaluation, form)


def _evaluation(evaluation_id: int) -> Evaluation:
    return evaluation_of(database(), the_actor(), evaluation_id)


def _page(
    evaluation: Evaluation,
    form: DestroyForm,
    faults: list[VaultFault] | None = None,
    refusal: DomainError | None = None,
) -> ResponseReturnValue:
    page = render_template(
        "surveys/vault/show.html",
        evaluation=evaluation,
        retention=retention_of(database(), clock(), evaluation),
        days=MOST_DAYS,
        certificates=certificates_of(database(), evaluation),
        faults=faults,
        form=form,
        confirm=ConfirmForm(),
        refusal=refusal,
    )
    return page, refusal.status if refusal else status_of(form)
