"""The examples in the documentation of profiling are executed."""

import doctest
import importlib
import pkgutil

import pytest

import scoring.profiling

ROOMS = [room.name for room in pkgutil.iter_modules(scoring.profiling.__path__)]


@pytest.mark.parametrize("room", ROOMS)
def test_every_example_gives_what_it_says(room: str) -> None:
    module = importlib.import_module(f"scoring.profiling.{room}")
    assert doctest.testmod(module).failed == 0
