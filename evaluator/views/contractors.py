"""The register of contractors, shared by all programmes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.forms.programmes import ContractorForm
from evaluator.models.organisations import CONTRACTOR
from evaluator.queries import accounts
from evaluator.services.programmes import create_contractor
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, the_actor

views = Blueprint("contractors", __name__, url_prefix="/contractors")


@views.get("/")
@allow("programmes.read")
def index() -> ResponseReturnValue:
    """List the contractors."""
    rows = accounts.organisations(database(), CONTRACTOR)
    return render_template("contractors/index.html", rows=rows)


@views.route("/new", methods=["GET", "POST"])
@allow("programmes.edit")
def create() -> ResponseReturnValue:
    """Register a contractor."""
    form = ContractorForm()
    if form.validate_on_submit():
        with beside_fields(form):
            name, code = form.name.data, form.credit_code.data
            create_contractor(database(), the_actor(), clock(), name, code)
            database().commit()
            flash(_("The contractor is registered."), "good")
            return redirect(url_for("contractors.index"))
    return render_template("contractors/create.html", form=form), status_of(form)
