"""An example in the documentation of scoring is one that was run."""

import doctest
import importlib

import pytest

from tests.architecture.house import dotted, rooms, text_of

WITH_EXAMPLES = [
    name for name in rooms() if name.startswith("scoring/") and ">>> " in text_of(name)
]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_room_give_what_they_say(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(dotted(name)))
    assert outcome.attempted > 0
    assert outcome.failed == 0
