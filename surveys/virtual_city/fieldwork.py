"""The fieldwork of the virtual city: who is reached, and what becomes of it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.answers import (
    Habits,
    Situations,
    apply_conditions,
    ask_questions,
    break_off,
    meet_people,
    spend_time,
    tilted_chances,
)
from surveys.virtual_city.city import City
from surveys.virtual_city.interviewers import Assignment, assign_interviewers, invent_answers
from surveys.virtual_city.questions import Question, questions_of
from surveys.virtual_city.recipients import Recipients
from surveys.virtual_city.sampling import RESPONSE_SHARE, Sample
from surveys.virtual_city.streams import Purpose, stream

# Outcome of a case, AAPOR style, with the share among the cases without an interview.
COMPLETE = "1.1"
PARTIAL = "1.2"
NOT_WORKED = "3.11"
FAILURES = {
    "2.11": 0.30,  # refusal
    "2.12": 0.03,  # broken off too early to use
    "2.2": 0.38,  # nobody met in three attempts
    "2.31": 0.02,  # died
    "2.32": 0.12,  # unable to answer, nobody to speak for the person
    "2.33": 0.01,  # no common language
    "3.2": 0.06,  # found, but unknown whether served
    "4.1": 0.08,  # moved away or never served
}
NOBODY = -1
DISPOSITIONS = (COMPLETE, PARTIAL, NOT_WORKED, *FAILURES)


@dataclass(frozen=True, slots=True)
class FieldworkSettings:
    """How the field team fares.

    ``response_share``: interviews, complete or partial, among worked cases. ``stop_after``: work
    ends in a contract with this number of interviews; the remaining cases stay unworked.
    """

    module: str = "T"
    response_share: float = RESPONSE_SHARE
    partial_share: float = 0.02
    stop_after: int | None = None
    interviewer_sd: float = 0.10
    fabricators: int = 2
    habits: Habits = field(default_factory=Habits)


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """Outcomes by case of the sample, and the interviews, in the order of their cases."""

    seed: int
    disposition: NDArray[np.int8]  # of each case: position in DISPOSITIONS
    assignment: Assignment
    questions: tuple[Question, ...]
    case: NDArray[np.int64]  # of each interview: position in the sample
    answers: NDArray[np.int8]  # (n, K)
    interviewer: NDArray[np.int32]  # of each interview; NOBODY where people filled it in alone
    situations: Situations
    duration_seconds: NDArray[np.int32]
    is_invented: NDArray[np.bool_]  # the truth about fabrication, which no table tells

    def __len__(self) -> int:
        """Number of interviews."""
        return len(self.case)


def conduct_fieldwork(
    city: City, sample: Sample, seed: int, settings: FieldworkSettings | None = None
) -> Fieldwork:
    """Visit the sample and return what came of it; equal arguments give equal fieldwork."""
    chosen = settings or FieldworkSettings()
    assignment = assign_interviewers(seed, sample, chosen.interviewer_sd, chosen.fabricators)
    disposition = _dispositions(seed, city.recipients, sample, chosen)
    case = np.flatnonzero(disposition <= DISPOSITIONS.index(PARTIAL))
    who = sample.recipient[case]
    questions = questions_of(chosen.module)
    situations = meet_people(stream(seed, Purpose.SITUATIONS), city.recipients, who, chosen.habits)
    rng = stream(seed, Purpose.ANSWERS)
    interviewer = np.where(situations.is_self_filled, NOBODY, assignment.interviewer[case])
    effect = np.where(interviewer == NOBODY, 0.0, assignment.effect[interviewer])
    answers = ask_questions(rng, city, questions, who, situations, effect)
    invented = invent_answers(seed, questions, answers, interviewer, assignment)
    situations.pretend_normality(invented)
    apply_conditions(questions, answers)
    break_off(rng, answers, disposition[case] == DISPOSITIONS.index(PARTIAL))
    return Fieldwork(
        seed=seed,
        disposition=disposition,
        assignment=assignment,
        questions=questions,
        case=case,
        answers=answers,
        interviewer=interviewer,
        situations=situations,
        duration_seconds=spend_time(rng, answers, city.recipients.age[who], invented),
        is_invented=invented,
    )


def response_tilt(people: Recipients, who: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what makes people easier to reach, in log odds: age and company, not illness."""
    return np.asarray(
        0.015 * (people.age[who] - 60.0)
        - 0.35 * people.is_urban[who]
        - 0.15 * (people.health[who] - 3.0)
        - 0.20 * people.lives_alone[who]
    )


def _dispositions(
    seed: int, people: Recipients, sample: Sample, settings: FieldworkSettings
) -> NDArray[np.int8]:
    rng = stream(seed, Purpose.DISPOSITIONS)
    count = len(sample)
    chance = tilted_chances(response_tilt(people, sample.recipient), settings.response_share)
    answered = rng.random(count) < chance
    is_partial = rng.random(count) < settings.partial_share
    shares = np.array(list(FAILURES.values()))
    failure = rng.choice(len(shares), size=count, p=shares / shares.sum())
    outcome = np.where(
        answered,
        np.where(is_partial, DISPOSITIONS.index(PARTIAL), DISPOSITIONS.index(COMPLETE)),
        failure + DISPOSITIONS.index(NOT_WORKED) + 1,
    )
    if settings.stop_after is not None:
        worked = _worked_cases(rng, sample, answered, settings.stop_after)
        outcome = np.where(worked, outcome, DISPOSITIONS.index(NOT_WORKED))
    return outcome.astype(np.int8)


def _worked_cases(
    rng: np.random.Generator, sample: Sample, answered: NDArray[np.bool_], stop_after: int
) -> NDArray[np.bool_]:
    """Work the cases of each contract in random order until the interviews suffice."""
    order = np.lexsort((rng.random(len(sample)), sample.contract))
    contract = sample.contract[order]
    before: NDArray[np.int64] = np.cumsum(answered[order]) - answered[order]
    first = np.searchsorted(contract, contract)
    worked = np.empty(len(sample), dtype=bool)
    worked[order] = before - before[first] < stop_after
    return worked
