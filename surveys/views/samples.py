"""The sample designer: what a design costs and can tell, before it is drawn once."""

from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from evaluator.errors import DomainError
from evaluator.web.access import allow
from evaluator.web.beside_fields import status_of
from evaluator.web.current import clock, database, settings, the_actor
from surveys.forms.fieldwork import USUAL_DESIGN, DesignForm
from surveys.models.draws import METHODS, UNITS
from surveys.models.waves import Wave
from surveys.queries.waves import wave_of
from surveys.services.draws import draw_of, draw_wave
from surveys.services.frames import framed_people, place_counts
from surveys.services.rosters import roster_in_use
from surveys.services.sample_designs import (
    DesignFacts,
    affordable,
    design_samples,
    pair_size,
    townships_shown,
)

views = Blueprint("samples", __name__, url_prefix="/waves")
RARE_SIZES = (0.01, 0.02, 0.05)


@views.get("/<int:wave_id>/sample")
@allow("samples.draw")
def design(wave_id: int) -> ResponseReturnValue:
    """Show what a design means; the address carries it, so that it can be kept and compared."""
    wave = wave_of(database(), the_actor(), wave_id)
    draw = draw_of(database(), wave)
    if draw is not None:
        return render_template(
            "surveys/samples/drawn.html",
            wave=wave,
            evaluation=wave.evaluation,
            draw=draw,
            methods=METHODS,
            units=UNITS,
        )
    asked = MultiDict({k: v for k, v in request.args.items(multi=True) if k != "lang"})
    form = _form(asked) if asked else DesignForm(formdata=None, data=USUAL_DESIGN)
    form.offer(_)
    is_right = form.validate() if asked else True
    return _page(wave, form, is_right=is_right)


@views.post("/<int:wave_id>/sample")
@allow("samples.draw")
def draw(wave_id: int) -> ResponseReturnValue:
    """Draw: once, with a seed that nobody chooses."""
    wave = wave_of(database(), the_actor(), wave_id)
    form = DesignForm()
    form.offer(_)
    if not form.validate_on_submit():
        return _page(wave, form, is_right=False)
    try:
        record = draw_wave(database(), the_actor(), clock(), settings(), wave, form.facts())
    except DomainError as refusal:
        database().rollback()
        return _page(wave, form, refusal=refusal)
    drawn = record.drawn
    database().commit()
    flash(_("%(count)s cases were drawn.", count=drawn), "good")
    return redirect(url_for("samples.design", wave_id=wave_id))


def _form(asked: MultiDict[str, str]) -> DesignForm:
    """Read a design from an address, where the proof of a form has no business."""
    return DesignForm(formdata=asked, meta={"csrf": False})


def _page(
    wave: Wave, form: DesignForm, *, is_right: bool = True, refusal: DomainError | None = None
) -> ResponseReturnValue:
    roster = roster_in_use(database(), wave.evaluation)
    shown: dict[str, Any] = {"designs": [], "townships": [], "within": None}
    if roster is not None and is_right and refusal is None:
        facts = form.facts() if form.price.data is not None else DesignFacts()
        places = place_counts(framed_people(database(), roster, facts.unit))
        designs = design_samples(places, wave.evaluation.contracts, facts)
        shown = {
            "designs": designs,
            "townships": townships_shown(places, designs, facts),
            "within": affordable(designs, facts),
            "pair_size": pair_size(max((d.design_effect for d in designs), default=1.0)),
            "total_cost": sum((d.cost for d in designs), Decimal(0)),
            "budget": facts.budget,
        }
    page = render_template(
        "surveys/samples/design.html",
        wave=wave,
        evaluation=wave.evaluation,
        roster=roster,
        form=form,
        # A form read from an address has no proof of its own; the one that draws needs it.
        proof=DesignForm(formdata=None),
        refusal=refusal,
        **shown,
    )
    return page, refusal.status if refusal else status_of(form)
