"""Contracts of a programme, registered and corrected."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.forms.base import choices_of
from evaluator.forms.programmes import ContractForm
from evaluator.models.organisations import CONTRACTOR
from evaluator.queries import accounts, evaluations
from evaluator.services.programmes import change_contract, create_contract
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, the_actor

views = Blueprint("contracts", __name__)


@views.route("/programmes/<int:programme_id>/contracts/new", methods=["GET", "POST"])
@allow("programmes.edit")
def create(programme_id: int) -> ResponseReturnValue:
    """Register a contract of a programme."""
    programme = evaluations.programme_of(database(), the_actor(), programme_id)
    form = _contract_form()
    if form.validate_on_submit():
        with beside_fields(form):
            create_contract(database(), the_actor(), clock(), programme, form.facts())
            database().commit()
            flash(_("The contract is registered."), "good")
            return redirect(url_for("programmes.show", programme_id=programme_id))
    page = render_template("contracts/edit.html", form=form, programme=programme, contract=None)
    return page, status_of(form)


@views.route("/contracts/<int:contract_id>/edit", methods=["GET", "POST"])
@allow("programmes.edit")
def edit(contract_id: int) -> ResponseReturnValue:
    """Correct a contract."""
    contract = evaluations.contract_of(database(), the_actor(), contract_id)
    form = _contract_form(contract)
    if form.validate_on_submit():
        with beside_fields(form):
            change_contract(database(), the_actor(), clock(), contract, form.facts())
            database().commit()
            flash(_("The contract was changed."), "good")
            return redirect(url_for("programmes.show", programme_id=contract.programme_id))
    page = render_template(
        "contracts/edit.html", form=form, programme=contract.programme, contract=contract
    )
    return page, status_of(form)


def _contract_form(contract: object = None) -> ContractForm:
    form = ContractForm(obj=contract)
    contractors = accounts.organisations(database(), CONTRACTOR)
    form.contractor_id.choices = choices_of((row.id, row.name) for row in contractors)
    return form
