"""The interviewers of the virtual city: cases, pull and inventions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.virtual_city.questions import Question
from surveys.virtual_city.sampling import Sample
from surveys.virtual_city.streams import Purpose, stream

CASES_PER_CONTRACT = 30  # one interviewer's cases in one contract; interviews stay below
FEWEST_PER_CONTRACT = 5  # so that nobody has more than a quarter of a contract
INVENTED_SHARE = 0.6  # of the interviews of somebody who fabricates
COPYING_SLIP = 0.04  # chance that a copied answer differs from its model


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who works each case, and who of them fabricates."""

    interviewer: NDArray[np.int32]  # of each case
    effect: NDArray[np.float64]  # of each interviewer, latent units
    fabricates: NDArray[np.bool_]  # of each interviewer

    def code(self, interviewer: int) -> str:
        """Code of an interviewer."""
        return f"VI-{interviewer + 1:03d}"


def assign_interviewers(
    seed: int, sample: Sample, effect_sd: float, fabricators: int
) -> Assignment:
    """Give villages to interviewers; each works in two neighbouring contracts.

    Interviewers who work in more than one contract tie the contracts together: without that, a
    kind interviewer could not be told from a good contractor.
    """
    rng = stream(seed, Purpose.INTERVIEWERS)
    contracts, position = np.unique(sample.contract, return_inverse=True)
    cases = np.bincount(position)
    team = max(FEWEST_PER_CONTRACT, int(np.ceil(cases.max(initial=1) / CASES_PER_CONTRACT)))
    step = (team + 1) // 2
    everybody = max(team, len(contracts) * step)
    _, psu = np.unique(
        sample.stratum * (sample.psu.max(initial=0) + 1) + sample.psu, return_inverse=True
    )
    route = rng.random(psu.max(initial=0) + 1)[psu]
    order = np.lexsort((psu, route, position))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    rank -= (np.cumsum(cases) - cases)[position]
    member = rank * team // cases[position]
    interviewer = ((position * step + member) % everybody).astype(np.int32)
    fabricates = np.zeros(everybody, dtype=bool)
    fabricates[rng.permutation(everybody)[:fabricators]] = True
    return Assignment(interviewer, rng.normal(0, effect_sd, everybody), fabricates)


def invent_answers(
    seed: int,
    questions: tuple[Question, ...],
    answers: NDArray[np.int8],
    interviewer: NDArray[np.int32],
    assignment: Assignment,
) -> NDArray[np.bool_]:
    """Overwrite answers of fabricating interviewers; return which interviews are invented.

    Every second of them ticks the same label from top to bottom; the others copy one interview
    with a slip here and there.
    """
    rng = stream(seed, Purpose.FABRICATION)
    invented = np.zeros(len(answers), dtype=bool)
    for number, person in enumerate(np.flatnonzero(assignment.fabricates)):
        own = np.flatnonzero(interviewer == person)
        own = own[rng.random(len(own)) < INVENTED_SHARE]
        if number % 2 == 0:
            _tick_one_label(rng, questions, answers, own)
        else:
            _copy_one_interview(rng, answers, own)
        invented[own] = True
    return invented


def _tick_one_label(
    rng: np.random.Generator,
    questions: tuple[Question, ...],
    answers: NDArray[np.int8],
    own: NDArray[np.int64],
) -> None:
    best = rng.random(len(own)) < 0.7
    for column, question in enumerate(questions):
        if question.is_label:
            answers[own, column] = np.where(best, question.codes[0], question.codes[1])


def _copy_one_interview(
    rng: np.random.Generator, answers: NDArray[np.int8], own: NDArray[np.int64]
) -> None:
    if len(own) == 0:
        return
    slips = rng.random((len(own), answers.shape[1])) < COPYING_SLIP
    answers[own] = np.where(slips, answers[own], answers[own[0]])
