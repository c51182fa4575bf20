"""The administrator's doors: organisations, accounts, passwords."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.forms.accounts import ConfirmForm
from evaluator.forms.administration import AccountForm, OrganisationForm, PasswordForm
from evaluator.queries import accounts
from evaluator.services.administration import (
    PERMISSION,
    AccountFacts,
    account_of,
    open_account,
    register_organisation,
    set_password,
    switch_account,
)
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, the_actor

views = Blueprint("administration", __name__)


@views.route("/organisations/new", methods=["GET", "POST"])
@allow(PERMISSION)
def create_organisation() -> ResponseReturnValue:
    """Register a bureau or a firm."""
    form = OrganisationForm()
    if form.validate_on_submit():
        with beside_fields(form):
            name = form.name.data.strip()
            register_organisation(database(), the_actor(), clock(), form.kind.data, name)
            database().commit()
            flash(_("The organisation is registered."), "good")
            return redirect(url_for("administration.create_account"))
    return render_template("administration/organisation.html", form=form), status_of(form)


@views.route("/accounts/new", methods=["GET", "POST"])
@allow(PERMISSION)
def create_account() -> ResponseReturnValue:
    """Open an account."""
    form = AccountForm()
    form.offer(accounts.organisations(database()))
    if form.validate_on_submit():
        facts = AccountFacts(
            form.organisation_id.data,
            form.login.data.strip(),
            form.name.data.strip(),
            form.password.data,
            tuple(form.roles.data),
        )
        with beside_fields(form):
            open_account(database(), the_actor(), clock(), facts)
            database().commit()
            flash(_("The account is open."), "good")
            return redirect(url_for("accounts.index"))
    return render_template("administration/account.html", form=form), status_of(form)


@views.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@allow(PERMISSION)
def edit_account(account_id: int) -> ResponseReturnValue:
    """Show an account, and give it a new password."""
    account = account_of(database(), account_id)
    form = PasswordForm()
    if form.validate_on_submit():
        with beside_fields(form):
            set_password(database(), the_actor(), clock(), account_id, form.password.data)
            database().commit()
            flash(_("The new password is set; older sessions have ended."), "good")
            return redirect(url_for("accounts.index"))
    page = render_template(
        "administration/edit.html", account=account, form=form, confirm=ConfirmForm()
    )
    return page, status_of(form)


@views.post("/accounts/<int:account_id>/<any(close, reopen):act>")
@allow(PERMISSION)
def switch(account_id: int, act: str) -> ResponseReturnValue:
    """Close an account or open it again."""
    switch_account(database(), the_actor(), clock(), account_id, act == "reopen")
    database().commit()
    flash(_("The account is closed.") if act == "close" else _("The account is open."), "good")
    return redirect(url_for("accounts.index"))
