"""What the foundation itself brings to the application."""

from flask import Flask

from evaluator.feature import Feature, MenuEntry
from evaluator.views import accounts, home, jobs
from evaluator.wording.texts import N_


def mount(app: Flask) -> None:
    """Open the doors of the foundation."""
    for blueprint in (accounts.views, home.views, jobs.views):
        app.register_blueprint(blueprint)


FEATURE = Feature(
    name="evaluator",
    mount=mount,
    menu=(
        MenuEntry(N_("Today"), "home.today", ""),
        MenuEntry(N_("Accounts"), "accounts.index", "accounts.manage"),
    ),
)
