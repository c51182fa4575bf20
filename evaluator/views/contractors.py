"""The register of contractors, shared by all programmes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.forms.base import choices_of
from evaluator.forms.programmes import ContractorForm
from evaluator.forms.terms import ProfileForm
from evaluator.models.organisations import CONTRACTOR
from evaluator.policy.packs import pack, pack_codes
from evaluator.queries import accounts, evaluations
from evaluator.services.policies import CONDITIONS, profile_of, save_profile
from evaluator.services.programmes import create_contractor
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, the_actor
from evaluator.web.formatting import local_text

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


@views.route("/<int:contractor_id>", methods=["GET", "POST"])
@allow("programmes.edit")
def profile(contractor_id: int) -> ResponseReturnValue:
    """Record of which kind a contractor is and which papers were seen."""
    contractor = evaluations.contractor_of(database(), the_actor(), contractor_id)
    form = _profile_form()
    if not form.is_submitted():
        known = profile_of(database(), contractor)
        form.kind.data, form.conditions.data = known.kind, known.conditions
    elif form.validate():
        kind, seen = form.kind.data, form.conditions.data
        save_profile(database(), the_actor(), clock(), contractor, kind, seen)
        database().commit()
        flash(_("The contractor's standing is saved."), "good")
        return redirect(url_for("contractors.profile", contractor_id=contractor_id))
    contracts = evaluations.contracts_with(database(), the_actor(), contractor_id)
    page = render_template(
        "contractors/profile.html", contractor=contractor, form=form, contracts=contracts
    )
    return page, status_of(form)


def _profile_form() -> ProfileForm:
    form = ProfileForm()
    kinds = {
        kind.code: kind for code in pack_codes() for kind in pack(code).contractor_kinds.values()
    }
    named = [(kind.code, local_text(kind.name)) for kind in kinds.values()]
    form.kind.choices = choices_of([("", _("not recorded")), *named])
    form.conditions.choices = choices_of((code, _(text)) for code, text in CONDITIONS.items())
    return form
