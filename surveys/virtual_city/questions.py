"""How the people of the virtual city answer: questions and their latent scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

# Where the five labels part on the latent scale, best label first. A contractor of level 1.0 earns
# about 82 points, of 1.5 about 90, of 0.1 about 62.
LABEL_CUTS = (1.0, 0.0, -0.8, -1.5)
LABEL_CODES = (5, 4, 3, 2, 1)
YES = 1
NO = 0
PERSON_SD = 0.65  # what one person brings to all questions alike
ANSWER_SD = float(np.sqrt(1 - PERSON_SD**2))  # the two together have variance 1


@dataclass(frozen=True, slots=True)
class Question:
    """A question: answer codes best first, and the cuts of the latent scale between them.

    ``slope`` is how strongly the contractor's level (about its usual 1.0) moves the answer;
    ``shift`` makes a question easier or harder to please with. ``after`` names the question and
    the answer without which this one is not asked.
    """

    code: str
    modules: str  # the templates that ask it: T, S or both
    codes: tuple[int, ...] = LABEL_CODES
    cuts: tuple[float, ...] = LABEL_CUTS
    slope: float = 1.0
    shift: float = 0.0
    do_not_know: float = 0.02
    not_met: float = 0.0
    refused: float = 0.005
    after: tuple[str, int] | None = None

    @property
    def is_label(self) -> bool:
        """Whether the question carries five labels."""
        return len(self.codes) == len(LABEL_CODES)

    @property
    def points(self) -> NDArray[np.float64]:
        """Points of the codes, best first: evenly spaced from 100 to 0."""
        return np.linspace(100, 0, len(self.codes))

    def latent(self, level: NDArray[np.float64]) -> NDArray[np.float64]:
        """Place of the question on the latent scale for contractors of a level."""
        return 1 + self.slope * (level - 1) + self.shift

    def expected_points(self, latent: NDArray[np.float64]) -> NDArray[np.float64]:
        """Mean points of people at places of the latent scale (total standard deviation 1)."""
        step = 100 / len(self.cuts)
        return np.asarray(step * sum(ndtr(latent - cut) for cut in self.cuts))

    def answers(self, latent: NDArray[np.float64]) -> NDArray[np.int8]:
        """Codes chosen by people whose momentary place on the scale is given."""
        passed = sum((latent < cut).astype(np.int8) for cut in self.cuts)
        return np.array(self.codes, dtype=np.int8)[passed]


def _yes_no(
    code: str,
    modules: str,
    chance: float,
    good: int,
    after: tuple[str, int] | None = None,
    refused: float = 0.005,
) -> Question:
    """A question of yes or no; ``chance`` of the good answer where the level is the usual 1."""
    cut = 1 - float(ndtri(chance))
    codes = (good, NO if good == YES else YES)
    return Question(code, modules, codes, (cut,), 0.4, refused=refused, after=after)


QUESTIONS = (
    Question("Q01", "TS", shift=-0.05, do_not_know=0.04),
    Question("Q02", "T", shift=-0.15),
    Question("Q03", "T", shift=-0.25),
    Question("Q04", "TS", shift=0.25),
    Question("Q05", "T", shift=0.0, do_not_know=0.05, refused=0.02),
    _yes_no("Q06", "TS", 0.95, NO),
    Question("Q07", "TS", shift=-0.10, not_met=0.04),
    Question("Q08", "S", shift=-0.05),
    Question("Q09", "S", shift=0.10),
    Question("Q10", "S", shift=0.05),
    Question("Q11", "S", shift=-0.10),
    Question("Q12", "TS", shift=0.05, do_not_know=0.01),
    Question("Q13", "TS", shift=-0.30, do_not_know=0.10),
    Question("Q14", "TS", shift=0.10, do_not_know=0.03),
    _yes_no("Q15a", "TS", 0.985, NO, refused=0.02),
    _yes_no("Q15b", "TS", 0.975, NO, refused=0.02),
    _yes_no("Q16", "TS", 0.97, NO, refused=0.02),
    _yes_no("Q17", "TS", 0.96, NO, refused=0.02),
    _yes_no("Q18a", "TS", 0.85, NO, refused=0.02),
    _yes_no("Q18b", "TS", 0.80, YES, after=("Q18a", YES), refused=0.02),
    _yes_no("Q18c", "TS", 0.72, YES, after=("Q18b", YES), refused=0.02),
    _yes_no("Q19a", "T", 0.80, YES),
    _yes_no("Q19b", "T", 0.55, YES),
    _yes_no("Q19c", "T", 0.60, YES),
    _yes_no("Q19d", "T", 0.50, YES),
    _yes_no("Q19e", "T", 0.70, YES),
    Question("Q20", "S", shift=-0.35, do_not_know=0.05),
)
CODES = tuple(question.code for question in QUESTIONS)


def questions_of(module: str) -> tuple[Question, ...]:
    """Return the questions that a template (T or S) asks, in the order they are asked."""
    return tuple(question for question in QUESTIONS if module in question.modules)
