"""Contracts of a programme, registered and corrected."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from evaluator.errors import Stale
from evaluator.forms.base import choices_of
from evaluator.forms.programmes import ContractForm
from evaluator.forms.terms import BareForm, TermsForm, WaiveRuleForm, terms_form
from evaluator.models.organisations import CONTRACTOR
from evaluator.models.programmes import Contract
from evaluator.policy.finding_texts import FindingText, finding_text
from evaluator.policy.linting import PolicyFinding
from evaluator.policy.packs import Pack
from evaluator.queries import accounts, evaluations
from evaluator.services.contract_terms import (
    activate_contract,
    findings_of,
    save_terms,
    terms_of,
    waive_rule,
)
from evaluator.services.policies import pack_of
from evaluator.services.programmes import change_contract, create_contract
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, the_actor
from evaluator.web.formatting import local_text

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


@views.get("/contracts/<int:contract_id>")
@allow("programmes.read")
def show(contract_id: int) -> ResponseReturnValue:
    """Show a contract with its clauses and what policy finds in it."""
    contract = evaluations.contract_of(database(), the_actor(), contract_id)
    return _page(contract, WaiveRuleForm(formdata=None))


@views.post("/contracts/<int:contract_id>/waive")
@allow("programmes.edit")
def waive(contract_id: int) -> ResponseReturnValue:
    """Waive a rule of policy for one contract, in writing."""
    contract = evaluations.contract_of(database(), the_actor(), contract_id)
    form = WaiveRuleForm()
    if form.validate_on_submit():
        with beside_fields(form):
            rule, reason = form.rule.data, form.reason.data
            waive_rule(database(), the_actor(), clock(), contract, rule, reason)
            database().commit()
            flash(_("The rule is waived; the report prints your reason."), "good")
            return redirect(url_for("contracts.show", contract_id=contract_id))
    return _page(contract, form), status_of(form)


@views.post("/contracts/<int:contract_id>/activate")
@allow("programmes.edit")
def activate(contract_id: int) -> ResponseReturnValue:
    """Put a contract into force."""
    contract = evaluations.contract_of(database(), the_actor(), contract_id)
    if BareForm().validate_on_submit():
        activate_contract(database(), the_actor(), clock(), contract)
        database().commit()
        flash(_("The contract is in force."), "good")
    return redirect(url_for("contracts.show", contract_id=contract_id))


@views.route("/contracts/<int:contract_id>/terms", methods=["GET", "POST"])
@allow("programmes.edit")
def change_terms(contract_id: int) -> ResponseReturnValue:
    """Record clauses, services and the contingency plan of a contract."""
    contract = evaluations.contract_of(database(), the_actor(), contract_id)
    form = terms_form(pack_of(database(), contract.programme), local_text)
    if not form.is_submitted():
        form.fill(terms_of(database(), contract))
    elif form.validate():
        with beside_fields(form):
            return _save_terms(contract, form)
    page = render_template("contracts/terms.html", form=form, contract=contract)
    return page, status_of(form)


def _save_terms(contract: Contract, form: TermsForm) -> ResponseReturnValue:
    text = form.revision.data
    revision = int(text) if text.isdecimal() else -1
    try:
        save_terms(database(), the_actor(), clock(), contract, form.facts(), revision)
    except Stale:
        database().rollback()
        form.revision.data = str(terms_of(database(), contract).revision)
        page = render_template("contracts/terms.html", form=form, contract=contract, is_stale=True)
        return page, 409
    database().commit()
    flash(_("The terms are saved."), "good")
    return redirect(url_for("contracts.show", contract_id=contract.id))


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


def _page(contract: Contract, form: WaiveRuleForm) -> str:
    pack = pack_of(database(), contract.programme)
    found = findings_of(database(), contract)
    actor = the_actor()
    return render_template(
        "contracts/show.html",
        contract=contract,
        pack=pack,
        terms=terms_of(database(), contract),
        findings=[(row, _text(row, pack)) for row in found],
        is_blocked=any(row.is_blocking for row in found),
        may_edit=actor.may("programmes.edit")
        and actor.organisation_id == contract.programme.assessor_id,
        form=form,
    )


def _text(finding: PolicyFinding, pack: Pack) -> FindingText:
    names = {code: local_text(row.name) for code, row in pack.clauses.items()}
    names |= {code: local_text(row.name) for code, row in pack.contractor_kinds.items()}
    return finding_text(finding, str(get_locale()), names)
