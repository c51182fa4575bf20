"""Interviews that were never held: five ways to make up answers, three to make up their traces."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.answers import NOT_ASKED, apply_conditions
from surveys.virtual_city.fieldwork import NOBODY, Fieldwork
from surveys.virtual_city.paradata import DAY, Paradata
from surveys.virtual_city.questions import Question
from surveys.virtual_city.streams import Purpose, stream

STYLES = ("one_label", "one_model", "stereotype", "noise", "resampled")
# How the traces are made up: at home in a row; on the spot but in haste; or held open like real.
GUISES = ("careless", "careful", "expert")
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fabricator:
    """Somebody who makes up a share of the interviews, in one style and one guise."""

    interviewer: int
    share: float
    style: str
    guise: str


@dataclass(frozen=True, slots=True)
class Craft:
    """How made-up interviews are made.

    ``slip``: chance that an answer copied from one's own model differs. ``change``: chance that an
    answer of a resampled person is drawn anew. ``clustered``: chance that somebody skips whole
    stretches of the route, not single homes. ``careless_pace``: seconds a question. ``haste``:
    bounds of the share of the real time that the careful take. ``switched_off``: chance that the
    careful note no position. ``at_home``: chance that the careless note none.
    """

    slip: float = 0.06
    change: float = 0.15
    clustered: float = 0.5
    careless_pace: float = 7.0
    haste: tuple[float, float] = (0.5, 0.85)
    switched_off: float = 0.45
    at_home: float = 0.5


USUAL_CRAFT = Craft()


@dataclass(frozen=True, slots=True)
class Inventions:
    """Fieldwork and traces with the made-up interviews among the real ones."""

    fieldwork: Fieldwork
    paradata: Paradata


def invent_interviews(
    fieldwork: Fieldwork,
    paradata: Paradata,
    fabricators: tuple[Fabricator, ...],
    seed: int,
    craft: Craft = USUAL_CRAFT,
) -> Inventions:
    """Replace a share of some interviewers' interviews by made-up ones; equal seeds, equal lies.

    What is copied is copied from real interviews: nobody resamples another one's inventions.
    """
    rng = stream(seed, Purpose.INVENTIONS)
    answers, traces = fieldwork.answers.copy(), paradata.copy()
    situations = replace(
        fieldwork.situations,
        mode=fieldwork.situations.mode.copy(),
        presence=fieldwork.situations.presence.copy(),
        is_proxy=fieldwork.situations.is_proxy.copy(),
    )
    invented = fieldwork.is_invented.copy()
    for person in fabricators:
        own = _skipped(rng, fieldwork, paradata, person, craft)
        STYLE[person.style](rng, fieldwork, answers, own, craft)
        invented[own] = True
        _make_up_traces(rng, traces, own, person.guise, answers, craft)
    situations.pretend_normality(invented)
    apply_conditions(fieldwork.questions, answers)
    changed = replace(fieldwork, answers=answers, situations=situations, is_invented=invented)
    return Inventions(changed, traces)


def interviews_of(fieldwork: Fieldwork) -> NDArray[np.int64]:
    """Return the number of interviews of each interviewer."""
    return np.bincount(fieldwork.interviewer[fieldwork.interviewer != NOBODY])


def _skipped(
    rng: np.random.Generator,
    fieldwork: Fieldwork,
    paradata: Paradata,
    person: Fabricator,
    craft: Craft,
) -> Rows:
    """Return the interviews that somebody does not hold, in the order of the route."""
    own = np.flatnonzero(fieldwork.interviewer == person.interviewer)
    own = own[np.argsort(paradata.started[own])]  # what has no time stands last
    count = max(1, round(person.share * len(own)))
    if rng.random() < craft.clustered:
        first = int(rng.integers(0, len(own) - count + 1))
        return own[first : first + count]
    return own[np.sort(rng.permutation(len(own))[:count])]


def _one_label(
    rng: np.random.Generator,
    fieldwork: Fieldwork,
    answers: NDArray[np.int8],
    own: Rows,
    craft: Craft,
) -> None:
    """Tick the best label down the page, or the one after it, with a rare slip."""
    best = rng.random(len(own)) < 0.6
    for column, question in enumerate(fieldwork.questions):
        ticked = np.where(
            best, question.codes[0], question.codes[-1 if not question.is_label else 1]
        )
        if not question.is_label:
            ticked = np.full(len(own), question.codes[0])
        slips = rng.random(len(own)) < craft.slip
        answers[own, column] = np.where(slips, _any(rng, question, len(own)), ticked)


def _one_model(
    rng: np.random.Generator,
    fieldwork: Fieldwork,
    answers: NDArray[np.int8],
    own: Rows,
    craft: Craft,
) -> None:
    """Copy one real interview of one's own with slips."""
    everything = np.flatnonzero(fieldwork.interviewer == fieldwork.interviewer[own[0]])
    model = fieldwork.answers[rng.choice(everything)]
    for column, question in enumerate(fieldwork.questions):
        slips = rng.random(len(own)) < craft.slip
        answers[own, column] = np.where(slips, _any(rng, question, len(own)), model[column])


def _stereotype(
    rng: np.random.Generator,
    fieldwork: Fieldwork,
    answers: NDArray[np.int8],
    own: Rows,
    craft: Craft,
) -> None:
    """Give what people usually say, a label more or less, and never anything that costs time."""
    for column, question in enumerate(fieldwork.questions):
        asked = fieldwork.answers[:, column]
        given = asked[asked >= 0]
        if not question.is_label:
            answers[own, column] = question.codes[0]
            continue
        usual = int(np.median(given)) if len(given) else question.codes[0]
        moved = usual + rng.choice((-1, 0, 1), size=len(own), p=(0.15, 0.6, 0.25))
        answers[own, column] = np.clip(moved, min(question.codes), max(question.codes))


def _noise(
    rng: np.random.Generator,
    fieldwork: Fieldwork,
    answers: NDArray[np.int8],
    own: Rows,
    craft: Craft,
) -> None:
    """Answer each question by itself, as often as people do but without any person behind it."""
    for column in range(len(fieldwork.questions)):
        asked = fieldwork.answers[:, column]
        given = asked[asked != NOT_ASKED]
        answers[own, column] = rng.choice(given, size=len(own)) if len(given) else NOT_ASKED


def _resampled(
    rng: np.random.Generator,
    fieldwork: Fieldwork,
    answers: NDArray[np.int8],
    own: Rows,
    craft: Craft,
) -> None:
    """Take real people's whole answers, other people's, and change some: the joint law is real."""
    others = np.flatnonzero(fieldwork.interviewer != fieldwork.interviewer[own[0]])
    models = fieldwork.answers[rng.choice(others, size=len(own))]
    anew = fieldwork.answers[rng.choice(others, size=len(own))]
    answers[own] = np.where(rng.random(models.shape) < craft.change, anew, models)


Style = Callable[[np.random.Generator, Fieldwork, NDArray[np.int8], Rows, Craft], None]
STYLE: Mapping[str, Style] = dict(
    zip(STYLES, (_one_label, _one_model, _stereotype, _noise, _resampled), strict=True)
)


def _any(rng: np.random.Generator, question: Question, count: int) -> NDArray[np.int8]:
    return np.asarray(rng.choice(question.codes, size=count), dtype=np.int8)


def _make_up_traces(
    rng: np.random.Generator,
    traces: Paradata,
    own: Rows,
    guise: str,
    answers: NDArray[np.int8],
    craft: Craft,
) -> None:
    """Give made-up interviews the traces of their guise; an expert's are those of a real one."""
    asked = (answers[own] != NOT_ASKED).sum(axis=1)
    _give_times_to_paper(rng, traces, own)
    if guise == "careless":
        traces.seconds[own] = asked * craft.careless_pace * np.exp(rng.normal(0, 0.35, len(own)))
        _sit_at_home(rng, traces, own, craft)
    elif guise == "careful":
        traces.seconds[own] *= rng.uniform(*craft.haste, len(own))
        _stay_on_the_spot(rng, traces, own, craft)
    else:
        missing = np.isnan(traces.x_km[own]) & (rng.random(len(own)) < 0.8)
        traces.x_km[own] = np.where(missing, traces.home_x[own], traces.x_km[own])
        traces.x_km[own] += np.where(missing, rng.normal(0, 0.45, len(own)), 0)
        traces.y_km[own] = np.where(missing, traces.home_y[own], traces.y_km[own])
        traces.y_km[own] += np.where(missing, rng.normal(0, 0.45, len(own)), 0)


def _give_times_to_paper(rng: np.random.Generator, traces: Paradata, own: Rows) -> None:
    """Let an interview that was to be on paper be typed into the device like the others."""
    blank = own[np.isnan(traces.started[own])]
    traces.started[blank] = DAY * rng.integers(0, 5, len(blank)) + rng.uniform(
        540, 1020, len(blank)
    )
    traces.seconds[blank] = rng.normal(500, 60, len(blank))


def _sit_at_home(rng: np.random.Generator, traces: Paradata, own: Rows, craft: Craft) -> None:
    """Type a day's inventions in one after the other, of an evening, mostly from one place."""
    home = rng.uniform(0, 60, 2)
    without_point = rng.random(len(own)) < craft.at_home
    jitter = rng.normal(0, 0.01, (2, len(own)))
    traces.x_km[own] = np.where(without_point, np.nan, home[0] + jitter[0])
    traces.y_km[own] = np.where(without_point, np.nan, home[1] + jitter[1])
    for day in np.unique(traces.started[own] // DAY):
        batch = own[traces.started[own] // DAY == day]
        moment = day * DAY + rng.uniform(17 * 60, 20 * 60)
        for row in batch:
            traces.started[row] = moment
            moment += traces.seconds[row] / 60 + rng.uniform(0.3, 4)


def _stay_on_the_spot(rng: np.random.Generator, traces: Paradata, own: Rows, craft: Craft) -> None:
    """Fill in a village's interviews from one place in it, one soon after the other."""
    switched_off = rng.random(len(own)) < craft.switched_off
    spot = (0.0, 0.0)
    for place, row in enumerate(own):
        before = own[place - 1]
        if place and traces.home_x[row] == traces.home_x[before]:
            end = traces.started[before] + traces.seconds[before] / 60
            if traces.started[row] // DAY == traces.started[before] // DAY:
                traces.started[row] = end + rng.uniform(1, 6)
        else:
            spot = (
                traces.home_x[row] + rng.normal(0, 0.3),
                traces.home_y[row] + rng.normal(0, 0.3),
            )
        traces.x_km[row] = np.nan if switched_off[place] else spot[0] + rng.normal(0, 0.01)
        traces.y_km[row] = np.nan if switched_off[place] else spot[1] + rng.normal(0, 0.01)
