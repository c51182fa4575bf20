"""Signing in and out, and the list of accounts."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from evaluator.errors import DomainError, NotAllowed, TooManyAttempts
from evaluator.forms.accounts import SignInForm
from evaluator.models.accounts import Account
from evaluator.queries import accounts
from evaluator.services.audit import append_entry
from evaluator.services.passwords import check_credentials
from evaluator.web.access import PUBLIC, SIGNED_IN, allow
from evaluator.web.current import SignedInAccount, clock, database

views = Blueprint("accounts", __name__)


@views.route("/sign-in", methods=["GET", "POST"])
@allow(PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Let a person in by user name and password."""
    form = SignInForm()
    refusal: DomainError | None = None
    if form.validate_on_submit():
        origin = request.remote_addr or ""
        try:
            account = check_credentials(
                database(), clock(), form.login.data.strip(), form.password.data, origin
            )
        except (NotAllowed, TooManyAttempts) as error:
            refusal = error
        else:
            return _enter(account)
        database().commit()
    status = refusal.status if refusal else 200
    return render_template("accounts/sign_in.html", form=form, refusal=refusal), status


def _enter(account: Account) -> ResponseReturnValue:
    return_to = session.pop("return_to", None)
    locale = session.get("locale", account.locale)
    # A new session for a new person: nothing set before signing in is carried over.
    session.clear()
    session["locale"] = locale
    login_user(SignedInAccount(account))
    actor = accounts.actor_of(account)
    if actor is not None:
        session["organisation"] = actor.organisation_id
        append_entry(
            database(),
            actor.organisation_id,
            account.id,
            clock(),
            "account.sign_in",
            f"account/{account.id}",
            {},
        )
    database().commit()
    return redirect(return_to if _is_ours(return_to) else url_for("home.today"))


def _is_ours(address: str | None) -> bool:
    """Whether an address leads to this application and nowhere else."""
    return bool(address) and str(address).startswith("/") and str(address)[1:2] not in ("/", "\\")


@views.post("/sign-out")
@allow(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    locale = session.get("locale")
    logout_user()
    session.clear()
    if locale:
        session["locale"] = locale
    return redirect(url_for("accounts.sign_in"))


@views.get("/accounts")
@allow("accounts.manage")
def index() -> ResponseReturnValue:
    """Show the accounts of the installation."""
    rows = accounts.all_accounts(database())
    return render_template("accounts/index.html", rows=rows)
