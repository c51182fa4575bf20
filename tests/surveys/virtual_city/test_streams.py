"""Chance that comes from a seed alone and never meets itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from surveys.virtual_city.streams import Purpose, random_identifiers, stream


def test_equal_seeds_give_equal_streams_and_purposes_differ():
    first = stream(7, Purpose.SAMPLE).random(5)
    assert (first == stream(7, Purpose.SAMPLE).random(5)).all()
    assert not (first == stream(8, Purpose.SAMPLE).random(5)).any()
    assert not (first == stream(7, Purpose.ANSWERS).random(5)).any()


@given(st.integers(0, 2**32), st.integers(0, 9), st.integers(1, 300))
def test_identifiers_never_meet_and_have_sixteen_digits(seed, salt, count):
    identifiers = random_identifiers(seed, salt, np.arange(count)).tolist()
    assert len(set(identifiers)) == count
    assert all(len(identifier) == 16 and int(identifier, 16) >= 0 for identifier in identifiers)


def test_identifiers_of_another_salt_are_others():
    positions = np.arange(1000)
    assert not set(random_identifiers(1, 0, positions)) & set(random_identifiers(1, 1, positions))
