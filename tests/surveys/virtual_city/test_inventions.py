"""This room is for made-up interviews in the virtual city: styles, traces, and what stays real."""

import numpy as np
import pytest

from surveys.virtual_city.back_checks import Memories, call_again
from surveys.virtual_city.city import City, build_city
from surveys.virtual_city.fieldwork import NOBODY, Fieldwork, FieldworkSettings, conduct_fieldwork
from surveys.virtual_city.inventions import (
    GUISES,
    STYLES,
    Fabricator,
    interviews_of,
    invent_interviews,
)
from surveys.virtual_city.paradata import Paradata, record_paradata
from surveys.virtual_city.sampling import Sample, draw_sample


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(3, recipients=8_000)


@pytest.fixture(scope="module")
def held(city: City) -> tuple[Sample, Fieldwork, Paradata]:
    sample = draw_sample(city, 3, contract="VT-02", completes=200)
    fieldwork = conduct_fieldwork(city, sample, 3, FieldworkSettings(fabricators=0))
    return sample, fieldwork, record_paradata(sample, fieldwork, 3)


def test_equal_seeds_give_equal_traces(held: tuple[Sample, Fieldwork, Paradata]) -> None:
    sample, fieldwork, paradata = held
    again = record_paradata(sample, fieldwork, 3)
    assert np.array_equal(paradata.started, again.started, equal_nan=True)
    assert np.array_equal(paradata.x_km, again.x_km, equal_nan=True)


def test_who_fills_in_alone_leaves_no_position(held: tuple[Sample, Fieldwork, Paradata]) -> None:
    _, fieldwork, paradata = held
    alone = fieldwork.interviewer == NOBODY
    assert alone.any()
    assert np.isnan(paradata.x_km[alone]).all()
    assert np.isnan(paradata.started[alone]).all()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("guise", GUISES)
def test_only_the_share_of_one_interviewer_is_made_up(
    held: tuple[Sample, Fieldwork, Paradata], style: str, guise: str
) -> None:
    _, fieldwork, paradata = held
    sizes = interviews_of(fieldwork)
    person = int(sizes.argmax())
    made = invent_interviews(fieldwork, paradata, (Fabricator(person, 0.5, style, guise),), 4)
    invented = made.fieldwork.is_invented
    assert invented.sum() == round(0.5 * sizes[person])
    assert (fieldwork.interviewer[invented] == person).all()
    assert np.array_equal(made.fieldwork.answers[~invented], fieldwork.answers[~invented])
    untouched = ~invented & np.isfinite(paradata.started)
    assert np.array_equal(made.paradata.started[untouched], paradata.started[untouched])
    assert np.isfinite(made.paradata.started[invented]).all()
    assert (made.paradata.seconds[invented] > 0).all()


def test_those_called_again_deny_made_up_interviews_more_often(
    held: tuple[Sample, Fieldwork, Paradata],
) -> None:
    _, fieldwork, paradata = held
    everybody = tuple(
        Fabricator(int(person), 0.5, "resampled", "expert")
        for person in np.flatnonzero(interviews_of(fieldwork) > 0)
    )
    made = invent_interviews(fieldwork, paradata, everybody, 4).fieldwork
    checks = call_again(made, 4, Memories(reached=1.0), share=0.5)
    invented = checks.is_checked & made.is_invented
    real = checks.is_checked & ~made.is_invented
    assert not checks.is_denied[~checks.is_checked].any()
    assert checks.is_denied[invented].mean() > 0.5 > 0.2 > checks.is_denied[real].mean()
    assert checks.differing[invented].mean() > checks.differing[real].mean()
