"""The paradata of the virtual city: when interviews were held, how long they took, and where."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.answers import MODES
from surveys.virtual_city.fieldwork import NOBODY, Fieldwork
from surveys.virtual_city.sampling import Sample
from surveys.virtual_city.streams import Purpose, stream

FACE_TO_FACE = MODES.index("face_to_face")
PHONE = MODES.index("phone")
PAPER = MODES.index("paper")
DAY = 24 * 60
MORNING, LAST_START = 8.5 * 60, 17.5 * 60
NEAR_KM = 0.03  # between two front doors


@dataclass(frozen=True, slots=True)
class TraceHabits:
    """How honest interviewers differ, and how often honest traces look odd.

    ``pace_sd``: between interviewers, of the logarithm. ``pauses`` and ``hurries``: shares of
    interviews two times as long, and half as long. ``points_missing``: share of visits without a
    position. ``stale_points``: share with the position of an earlier place. ``spread_km``: of
    homes about the middle of a village. ``next_door`` and ``same_home``: shares of visits beside,
    or in, the home before.
    """

    pace_sd: float = 0.15
    pauses: float = 0.05
    hurries: float = 0.02
    points_missing: float = 0.15
    stale_points: float = 0.015
    spread_km: float = 0.45
    error_km: float = 0.008
    next_door: float = 0.05
    same_home: float = 0.02
    evenings: float = 0.04
    visits_a_day: float = 7.0
    walk_minutes: float = 12.0


@dataclass(frozen=True, slots=True)
class Paradata:
    """What devices note of each interview; times in minutes since the wave's first midnight.

    ``x_km`` and ``y_km`` are NaN where no position was noted; ``home_x`` and ``home_y`` are the
    middle of the village that the roster names.
    """

    started: NDArray[np.float64]
    seconds: NDArray[np.float64]  # NaN where no device kept the time
    x_km: NDArray[np.float64]
    y_km: NDArray[np.float64]
    home_x: NDArray[np.float64]
    home_y: NDArray[np.float64]

    def copy(self) -> "Paradata":
        """Return a copy whose columns may be changed."""
        return replace(
            self,
            started=self.started.copy(),
            seconds=self.seconds.copy(),
            x_km=self.x_km.copy(),
            y_km=self.y_km.copy(),
        )


def record_paradata(
    sample: Sample, fieldwork: Fieldwork, seed: int, habits: TraceHabits | None = None
) -> Paradata:
    """Return the traces of interviews that were all really held; equal seeds, equal traces."""
    chosen = habits or TraceHabits()
    rng = stream(seed, Purpose.PARADATA)
    village = sample.psu[fieldwork.case]
    middle = _village_middles(rng, village)
    team = int(fieldwork.interviewer.max(initial=0)) + 1
    pace = np.append(np.exp(rng.normal(0, chosen.pace_sd, team)), 1.0)  # the last for NOBODY
    seconds = fieldwork.duration_seconds * pace[fieldwork.interviewer]
    odd = rng.random(len(seconds))
    seconds = np.where(odd < chosen.pauses, seconds * 2.0, seconds)
    seconds = np.where(odd > 1 - chosen.hurries, seconds * 0.5, seconds)
    started = np.full(len(seconds), np.nan)
    points = middle + rng.normal(0, chosen.spread_km, middle.shape)
    for person in np.unique(fieldwork.interviewer[fieldwork.interviewer != NOBODY]):
        own = np.flatnonzero(fieldwork.interviewer == person)
        own = own[np.lexsort((rng.random(len(own)), village[own]))]
        _walk(rng, own, village[own], points, chosen)
        started[own] = _route_times(rng, own, village[own], fieldwork, seconds, chosen)
        _keep_stale_points(rng, own, points, chosen)
    points += rng.normal(0, chosen.error_km, points.shape)
    visited = fieldwork.situations.mode == FACE_TO_FACE
    points[~visited | (rng.random(len(points)) < chosen.points_missing)] = np.nan
    untimed = (fieldwork.situations.mode == PAPER) | (fieldwork.interviewer == NOBODY)
    started[untimed], seconds[untimed] = np.nan, np.nan
    return Paradata(started, seconds, points[:, 0], points[:, 1], middle[:, 0], middle[:, 1])


def _village_middles(rng: np.random.Generator, village: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the middle of each interview's village on a map of 60 by 60 kilometres."""
    numbers, position = np.unique(village, return_inverse=True)
    return np.asarray(rng.uniform(0, 60, (len(numbers), 2))[position])


def _walk(
    rng: np.random.Generator,
    own: NDArray[np.int64],
    village: NDArray[np.int64],
    points: NDArray[np.float64],
    habits: TraceHabits,
) -> None:
    """Move some homes next to the home before, on the same round through the same village."""
    drawn = rng.random(len(own))
    for place in range(1, len(own)):
        if village[place] != village[place - 1]:
            continue
        before = points[own[place - 1]]
        if drawn[place] < habits.same_home:
            points[own[place]] = before
        elif drawn[place] < habits.same_home + habits.next_door:
            points[own[place]] = before + rng.normal(0, NEAR_KM, 2)


def _route_times(
    rng: np.random.Generator,
    own: NDArray[np.int64],
    village: NDArray[np.int64],
    fieldwork: Fieldwork,
    seconds: NDArray[np.float64],
    habits: TraceHabits,
) -> NDArray[np.float64]:
    """Return when each interview of one round began: day after day, village after village."""
    starts = np.empty(len(own))
    day, held, limit = 0, 0, max(3, int(rng.poisson(habits.visits_a_day)))
    moment = MORNING + rng.uniform(0, 40)
    for place, row in enumerate(own):
        if place:
            is_call = fieldwork.situations.mode[row] == PHONE
            usual = 5.0 if is_call else habits.walk_minutes
            moment += float(rng.lognormal(np.log(usual), 0.6))
            if village[place] != village[place - 1] and not is_call:
                moment += rng.uniform(15, 45)
        if held >= limit or moment > day * DAY + LAST_START:
            day, held, limit = day + 1, 0, max(3, int(rng.poisson(habits.visits_a_day)))
            moment = day * DAY + MORNING + rng.uniform(0, 40)
        starts[place] = moment
        moment += float(seconds[row]) / 60
        held += 1
    put_off = rng.random(len(own)) < habits.evenings
    evening = np.floor(starts / DAY) * DAY + rng.uniform(18 * 60, 20.5 * 60, len(own))
    return np.where(put_off, evening, starts)


def _keep_stale_points(
    rng: np.random.Generator,
    own: NDArray[np.int64],
    points: NDArray[np.float64],
    habits: TraceHabits,
) -> None:
    """Leave some interviews with the position that the device had noted three visits earlier."""
    stale = np.flatnonzero(rng.random(len(own)) < habits.stale_points)
    for place in stale[stale >= 3]:
        points[own[place]] = points[own[place - 3]]
