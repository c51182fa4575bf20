"""Wrong guesses are counted by origin, for a quarter of an hour."""

from datetime import timedelta

import pytest
from flask import Flask

from evaluator.errors import TooManyAttempts
from evaluator.extensions import db
from surveys.services.guessing import MISSES_ALLOWED, WINDOW, note_miss
from tests.web import NOON, both_databases


@both_databases
def test_guesses_beyond_the_allowed_are_refused_until_the_window_has_passed(app: Flask) -> None:
    with app.app_context():
        for _ in range(MISSES_ALLOWED):
            note_miss(db.engine, lambda: NOON, "here")
        with pytest.raises(TooManyAttempts):
            note_miss(db.engine, lambda: NOON, "here")
        note_miss(db.engine, lambda: NOON, "elsewhere")
        later = NOON + WINDOW + timedelta(seconds=1)
        for _ in range(MISSES_ALLOWED):
            note_miss(db.engine, lambda: later, "here")
