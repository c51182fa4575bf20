"""The interviews of the virtual city: the situation, then answer after answer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.bundle_schema import DO_NOT_KNOW, NOT_MET, REFUSED
from surveys.virtual_city.city import City
from surveys.virtual_city.questions import ANSWER_SD, CODES, PERSON_SD, Question
from surveys.virtual_city.recipients import Recipients

NOT_ASKED = -9  # skipped by its condition or after a break-off; empty in the tables
MODES = ("face_to_face", "phone", "self_web", "paper")
SELF_MODES = (2,)  # positions of the modes without an interviewer
PRESENCES = ("none", "family", "neighbour", "cadre", "staff")
# How much an audience raises what is said, in latent units.
PRESENCE_PULL = (0.0, 0.0, 0.05, 0.25, 0.45)
PROXY_PULL = -0.10
LITTLE_SCHOOLING = 3
FEWEST_BEFORE_BREAK_OFF = 8


@dataclass(frozen=True, slots=True)
class Situations:
    """How each interview was held."""

    mode: NDArray[np.int8]  # position in MODES
    presence: NDArray[np.int8]  # position in PRESENCES
    is_proxy: NDArray[np.bool_]

    @property
    def is_self_filled(self) -> NDArray[np.bool_]:
        """Interviews without an interviewer."""
        return np.isin(self.mode, SELF_MODES)

    def pretend_normality(self, invented: NDArray[np.bool_]) -> None:
        """Enter an invented interview as held face to face with the person alone."""
        self.mode[invented] = MODES.index("face_to_face")
        self.presence[invented] = PRESENCES.index("none")
        self.is_proxy[invented] = False


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares of situations: what a field team plans with."""

    proxy_share: float = 0.12
    staff_presence_share: float = 0.03
    other_presence: tuple[float, float, float] = (0.18, 0.05, 0.04)  # family, neighbour, cadre
    modes: tuple[float, float, float, float] = (0.78, 0.14, 0.05, 0.03)


def meet_people(
    rng: np.random.Generator, people: Recipients, who: NDArray[np.int64], habits: Habits
) -> Situations:
    """Draw the situation of each interview: the old and the ill are spoken for more often."""
    frailty = 0.05 * (people.age[who] - 65.0) + 0.5 * (people.health[who] - 3.0)
    others = habits.other_presence
    shares = (1 - sum(others) - habits.staff_presence_share, *others, habits.staff_presence_share)
    mode = rng.choice(len(MODES), size=len(who), p=habits.modes).astype(np.int8)
    presence = rng.choice(len(PRESENCES), size=len(who), p=shares).astype(np.int8)
    is_proxy = rng.random(len(who)) < tilted_chances(frailty, habits.proxy_share)
    return Situations(mode, presence, is_proxy)


def tilted_chances(tilt: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return chances whose log odds follow ``tilt`` and whose mean is ``share``."""
    if share <= 0 or share >= 1 or len(tilt) == 0:
        return np.full(len(tilt), min(max(share, 0.0), 1.0))
    base = float(np.log(share / (1 - share)) - tilt.mean())
    for _ in range(12):  # Newton's steps; the mean is smooth and rises with the base
        chances = 1 / (1 + np.exp(-(base + tilt)))
        base += float(np.clip((share - chances.mean()) / (chances * (1 - chances)).mean(), -2, 2))
    return np.asarray(1 / (1 + np.exp(-(base + tilt))))


def ask_questions(
    rng: np.random.Generator,
    city: City,
    questions: tuple[Question, ...],
    who: NDArray[np.int64],
    situations: Situations,
    interviewer_effect: NDArray[np.float64],
) -> NDArray[np.int8]:
    """Return the answer codes (n, K) of people to the questions.

    One latent trait a person (what the contractor deserves, the person's own tilt, the village,
    the interviewer, who else listens) and chance at each question.
    """
    trait = (
        city.tilt[who]
        + interviewer_effect
        + np.array(PRESENCE_PULL)[situations.presence]
        + PROXY_PULL * situations.is_proxy
        + rng.normal(0, PERSON_SD, len(who))
    )
    contract = city.recipient_contract[who]
    unschooled = city.recipients.schooling_years[who] <= LITTLE_SCHOOLING
    answers = np.empty((len(who), len(questions)), dtype=np.int8, order="F")
    for column, question in enumerate(questions):
        level = city.contractors.question_level[:, CODES.index(question.code)]
        place = question.latent(level)[contract] + trait
        place += rng.normal(0, ANSWER_SD, len(who))
        answers[:, column] = question.answers(place)
        _leave_out(rng, question, unschooled, answers[:, column])
    return answers


def apply_conditions(questions: tuple[Question, ...], answers: NDArray[np.int8]) -> None:
    """Empty the questions whose condition is not met, in the order they are asked."""
    codes = [question.code for question in questions]
    for column, question in enumerate(questions):
        if question.after is not None:
            code, answer = question.after
            answers[answers[:, codes.index(code)] != answer, column] = NOT_ASKED


def break_off(
    rng: np.random.Generator, answers: NDArray[np.int8], is_partial: NDArray[np.bool_]
) -> None:
    """Empty what comes after the point at which somebody stopped."""
    rows = np.flatnonzero(is_partial)
    questions = answers.shape[1]
    last = rng.integers(min(FEWEST_BEFORE_BREAK_OFF, questions), questions + 1, size=len(rows))
    part = answers[rows]
    part[np.arange(questions) >= last[:, None]] = NOT_ASKED
    answers[rows] = part


def spend_time(
    rng: np.random.Generator,
    answers: NDArray[np.int8],
    age: NDArray[np.int16],
    invented: NDArray[np.bool_],
) -> NDArray[np.int32]:
    """Return the seconds each interview took: about eight minutes, two where it was invented."""
    asked = (answers != NOT_ASKED).sum(axis=1)
    pace = np.where(invented, 5.0, 23.0 + 0.1 * (age - 60.0))
    seconds = asked * pace * np.exp(rng.normal(0, 0.25, len(asked)))
    return np.asarray(seconds.astype(np.int32))


def _leave_out(
    rng: np.random.Generator,
    question: Question,
    unschooled: NDArray[np.bool_],
    column: NDArray[np.int8],
) -> None:
    """Put a code for "no answer" in the place of some answers; little schooling, more of them."""
    chance = rng.random(len(column))
    do_not_know = question.do_not_know * np.where(unschooled, 1.6, 1.0)
    not_met = do_not_know + question.not_met
    column[chance < not_met + question.refused] = REFUSED
    column[chance < not_met] = NOT_MET
    column[chance < do_not_know] = DO_NOT_KNOW
