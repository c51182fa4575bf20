"""The register of programmes."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from evaluator.forms.base import choices_of
from evaluator.forms.programmes import ProgrammeForm
from evaluator.models.organisations import BUREAU
from evaluator.queries import accounts, evaluations
from evaluator.services.policies import pack_of
from evaluator.services.programmes import create_programme
from evaluator.web.access import allow
from evaluator.web.beside_fields import beside_fields, status_of
from evaluator.web.current import clock, database, the_actor

views = Blueprint("programmes", __name__, url_prefix="/programmes")


@views.get("/")
@allow("programmes.read")
def index() -> ResponseReturnValue:
    """List the programmes that the actor's organisation purchases or assesses."""
    rows = evaluations.programmes_of(database(), the_actor())
    return render_template("programmes/index.html", rows=rows)


@views.route("/new", methods=["GET", "POST"])
@allow("programmes.edit")
def create() -> ResponseReturnValue:
    """Register a programme."""
    form = ProgrammeForm()
    bureaus = accounts.organisations(database(), BUREAU)
    form.purchaser_id.choices = choices_of((row.id, row.name) for row in bureaus)
    if form.validate_on_submit():
        with beside_fields(form):
            programme = create_programme(
                database(),
                the_actor(),
                clock(),
                form.code.data,
                form.title.data,
                form.purchaser_id.data,
            )
            database().commit()
            flash(_("The programme is registered."), "good")
            return redirect(url_for("programmes.show", programme_id=programme.id))
    return render_template("programmes/create.html", form=form), status_of(form)


@views.get("/<int:programme_id>")
@allow("programmes.read")
def show(programme_id: int) -> ResponseReturnValue:
    """Show a programme with its contracts and evaluations."""
    programme = evaluations.programme_of(database(), the_actor(), programme_id)
    rows = evaluations.evaluations_in(database(), programme)
    return render_template(
        "programmes/show.html",
        programme=programme,
        evaluations=rows,
        pack=pack_of(database(), programme),
    )
