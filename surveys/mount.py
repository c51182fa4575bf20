"""What collection brings to the application: doors, sentences, steps, the freezing of data."""

from flask import Flask

from evaluator.extensions import csrf
from evaluator.feature import Feature, MenuEntry
from evaluator.wording.texts import N_
from surveys.export_sentences import EXPORT_SENTENCES
from surveys.fieldwork_sentences import FIELDWORK_SENTENCES
from surveys.models import assignments, counting, draws, quality, reviews
from surveys.quality_sentences import QUALITY_SENTENCES
from surveys.sentences import SENTENCES
from surveys.services import exports as exporting
from surveys.services import roster_reading, rosters, vault_checks
from surveys.services import rounds as quality_rounds
from surveys.services.closing import JOB
from surveys.services.freezing import freeze
from surveys.services.waves import TRANSITIONS
from surveys.views import attachments, back_checks, entry, exports, links, receipts, respond, waves
from surveys.views import quality as quality_views
from surveys.views.fieldwork import FIELDWORK_VIEWS
from surveys.views.steps import steps_of

# Tables that belong to every installation, whichever rooms are open.
TABLES = (
    assignments.Assignment,
    counting.ResponseTally,
    draws.SampleDraw,
    quality.QualityFlag,
    reviews.Adjudication,
)


def mount(app: Flask) -> None:
    """Open the doors of collection."""
    for blueprint in (
        waves.views,
        links.views,
        entry.views,
        exports.views,
        attachments.views,
        quality_views.views,
        back_checks.views,
        *FIELDWORK_VIEWS,
        respond.views,
        receipts.views,
    ):
        app.register_blueprint(blueprint)
    # A respondent's forms carry a proof bound to the link instead: a lost cookie loses nothing.
    csrf.exempt(respond.views)
    # A receipt's code is itself the secret that a form needs.
    csrf.exempt(receipts.views)


FEATURE = Feature(
    name="surveys",
    mount=mount,
    menu=(MenuEntry(N_("My visits"), "visits.index", "cases.visit"),),
    sentences={**SENTENCES, **EXPORT_SENTENCES, **FIELDWORK_SENTENCES, **QUALITY_SENTENCES},
    steps=steps_of,
    jobs={
        JOB: freeze,
        exporting.JOB: exporting.write_export,
        quality_rounds.JOB: quality_rounds.flag_wave,
        rosters.JOB: roster_reading.read_roster,
        vault_checks.ROTATE: vault_checks.rotate,
    },
    rounds={"flags": quality_rounds.flag_what_arrived, "exports": exporting.sweep_exports},
    transitions=TRANSITIONS,
)
