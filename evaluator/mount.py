"""What the foundation itself brings to the application."""

from flask import Flask

from evaluator.feature import Feature, MenuEntry
from evaluator.services.evaluations import TRANSITIONS
from evaluator.views import (
    accounts,
    administration,
    contractors,
    contracts,
    evaluations,
    home,
    indicator_sets,
    jobs,
    measures,
    plans,
    policies,
    programmes,
)
from evaluator.views.steps import steps
from evaluator.wording.texts import N_
from evaluator.wording.workspace import SENTENCES

ROOMS = (
    accounts,
    administration,
    home,
    jobs,
    programmes,
    contractors,
    contracts,
    policies,
    evaluations,
    indicator_sets,
    plans,
    measures,
)


def mount(app: Flask) -> None:
    """Open the doors of the foundation."""
    for room in ROOMS:
        app.register_blueprint(room.views)


FEATURE = Feature(
    name="evaluator",
    mount=mount,
    menu=(
        MenuEntry(N_("Today"), "home.today", ""),
        MenuEntry(N_("Evaluations"), "evaluations.index", "programmes.read"),
        MenuEntry(N_("Programmes"), "programmes.index", "programmes.read"),
        MenuEntry(N_("Contractors"), "contractors.index", "programmes.read"),
        MenuEntry(N_("Accounts"), "accounts.index", "accounts.manage"),
    ),
    sentences=SENTENCES,
    steps=steps,
    transitions=TRANSITIONS,
)
