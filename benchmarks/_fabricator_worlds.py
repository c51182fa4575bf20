"""Worlds with planted fabricators: one setting to fix thresholds, a shifted one to report."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from scoring.quality.signs import Interviews
from surveys.virtual_city.answers import Habits
from surveys.virtual_city.back_checks import BackChecks, Memories, call_again
from surveys.virtual_city.city import City, build_city
from surveys.virtual_city.fieldwork import NOBODY, Fieldwork, FieldworkSettings, conduct_fieldwork
from surveys.virtual_city.inventions import (
    GUISES,
    STYLES,
    Craft,
    Fabricator,
    interviews_of,
    invent_interviews,
)
from surveys.virtual_city.paradata import FACE_TO_FACE, Paradata, TraceHabits, record_paradata
from surveys.virtual_city.sampling import Sample, draw_sample

FEWEST = 20
SMALLEST_SHARE = 0.10
ONE_IN = 8  # at most one interviewer in eight fabricates


@dataclass(frozen=True, slots=True)
class Setting:
    """Everything about worlds but their seeds."""

    first_seed: int
    worlds: int
    city_seed: int
    module: str
    guises: tuple[float, ...]
    completes: tuple[int, int]
    interviewer_sd: float = 0.10
    habits: Habits = field(default_factory=Habits)
    traces: TraceHabits = field(default_factory=TraceHabits)
    craft: Craft = field(default_factory=Craft)
    memories: Memories = field(default_factory=Memories)


TUNING = Setting(0, 800, 1, "T", (0.45, 0.40, 0.15), (200, 330))
# Everything is a little worse: interviewers differ more, honest traces look odder, fabricators
# take more care, people forget more; another city, the other questionnaire.
REPORTING = Setting(
    first_seed=100_000,
    worlds=500,
    city_seed=2,
    module="S",
    guises=(0.40, 0.42, 0.18),
    completes=(180, 300),
    interviewer_sd=0.15,
    habits=Habits(
        proxy_share=0.16, other_presence=(0.22, 0.06, 0.05), modes=(0.74, 0.18, 0.05, 0.03)
    ),
    traces=TraceHabits(
        pace_sd=0.18,
        pauses=0.06,
        hurries=0.03,
        points_missing=0.18,
        stale_points=0.02,
        spread_km=0.5,
        next_door=0.06,
        same_home=0.03,
        evenings=0.05,
        visits_a_day=6.0,
        walk_minutes=11.0,
    ),
    craft=Craft(slip=0.08, change=0.18, careless_pace=8.0, haste=(0.55, 0.85)),
    memories=Memories(0.65, 0.06, 0.28, differ_real=0.13, differ_invented=0.37),
)


@dataclass(frozen=True, slots=True)
class PlantedWorld:
    """Interviews as they are seen, and who made some of them up."""

    interviews: Interviews
    fabricators: dict[str, Fabricator]


@lru_cache(maxsize=2)
def _city(seed: int) -> City:
    return build_city(seed)


def planted_world(setting: Setting, seed: int) -> PlantedWorld:
    """Return one world: half are one contract with its dozen interviewers, half all six."""
    rng = np.random.default_rng([seed, setting.city_seed])
    city = _city(setting.city_seed)
    is_single = rng.random() < 0.5
    contract = city.contractors.contracts[rng.integers(6)] if is_single else None
    completes = int(rng.integers(*setting.completes)) if is_single else 134
    sample = draw_sample(city, seed, contract=contract, completes=completes)
    chosen = FieldworkSettings(
        setting.module,
        interviewer_sd=setting.interviewer_sd,
        fabricators=0,
        habits=setting.habits,
    )
    fieldwork = conduct_fieldwork(city, sample, seed, chosen)
    paradata = record_paradata(sample, fieldwork, seed, setting.traces)
    people = _plant(rng, fieldwork, setting)
    made = invent_interviews(fieldwork, paradata, people, seed, setting.craft)
    checks = call_again(made.fieldwork, seed, setting.memories)
    seen = as_interviews(sample, made.fieldwork, made.paradata, checks)
    return PlantedWorld(seen, {str(person.interviewer): person for person in people})


def _plant(
    rng: np.random.Generator, fieldwork: Fieldwork, setting: Setting
) -> tuple[Fabricator, ...]:
    """Choose who fabricates among those with enough interviews, how much, and how."""
    sizes = interviews_of(fieldwork)
    able = rng.permutation(np.flatnonzero(sizes >= FEWEST))
    count = int(rng.integers(0, 1 + max(1, len(sizes) // ONE_IN)))
    return tuple(
        Fabricator(
            interviewer=int(person),
            share=float(rng.uniform(SMALLEST_SHARE, 1)),
            style=STYLES[rng.integers(len(STYLES))],
            guise=str(rng.choice(GUISES, p=setting.guises)),
        )
        for person in able[:count]
    )


def as_interviews(
    sample: Sample, fieldwork: Fieldwork, paradata: Paradata, checks: BackChecks
) -> Interviews:
    """Return what is observable of the interviews that somebody held."""
    held = fieldwork.interviewer != NOBODY
    return Interviews(
        codes=fieldwork.answers[held].astype(np.int64),
        is_label=np.array([question.is_label for question in fieldwork.questions]),
        interviewers=fieldwork.interviewer[held].astype(str),
        contracts=sample.contract[fieldwork.case][held].astype(str),
        seconds=paradata.seconds[held],
        started=paradata.started[held],
        points=np.stack([paradata.x_km, paradata.y_km], axis=1)[held],
        homes=np.stack([paradata.home_x, paradata.home_y], axis=1)[held],
        is_visit=fieldwork.situations.mode[held] == FACE_TO_FACE,
        is_checked=checks.is_checked[held],
        is_denied=checks.is_denied[held],
        differing=checks.differing[held],
    )
