"""The way through a questionnaire: which questions are asked, and which answers break a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from evaluator.kinds.clocks import LEGAL_ZONE
from surveys.kinds.questions import Answer, Question
from surveys.kinds.steps import Step
from surveys.logic.evaluation import Around, evaluate, is_broken, is_true
from surveys.logic.values import Value

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Situation:
    """What conditions may depend on besides answers: how it is asked, when, in which language.

    No mode stands for all of them. The moment is that of the beginning of the interview, as a day
    number in China: who goes on after midnight is still led along the same way.
    """

    mode: str = ""
    moment: float | None = None
    language: str = "zh"


ANYWHERE = Situation()


@dataclass(frozen=True, slots=True)
class Path:
    """The positions that are asked, what stands in between, and what was calculated."""

    asked: list[int]
    around: Around

    @property
    def values(self) -> Mapping[str, Value]:
        """The calculated values by name."""
        return self.around.values


def moment_of(instant: datetime) -> float:
    """Return an instant as a day number in China with its fraction.

    >>> moment_of(datetime(1970, 1, 1, 16, tzinfo=UTC))
    1.0
    """
    local = instant.astimezone(LEGAL_ZONE).replace(tzinfo=UTC)
    return (local - EPOCH) / timedelta(days=1)


def is_in_mode(question: Question, situation: Situation) -> bool:
    """Whether a question belongs into a way of interviewing."""
    return not question.modes or not situation.mode or situation.mode in question.modes


def path_through(
    steps: Sequence[Step],
    questions: Sequence[Question],
    answers: Sequence[Answer],
    situation: Situation = ANYWHERE,
) -> Path:
    """Walk through once: an answer counts for what comes later only where it was asked for."""
    around = Around({}, {}, situation.moment, situation.language)
    given: dict[str, Answer] = {}
    around.answers = given
    asked = []
    for step in steps:
        if step.position is None:
            around.values[step.code] = evaluate(step.value or ["value", None], around)
        elif is_in_mode(questions[step.position], situation) and (
            step.relevant is None or is_true(step.relevant, around)
        ):
            asked.append(step.position)
            given[step.code] = answers[step.position]
    return Path(asked, around)


def broken_rule(step: Step, path: Path, answer: Answer) -> int | None:
    """Return the number of the first rule that an answer breaks; no answer breaks none."""
    if answer is None or not step.rules:
        return None
    kept = path.around
    around = Around({**kept.answers, step.code: answer}, kept.values, kept.moment, kept.language)
    for number, rule in enumerate(step.rules):
        if is_broken(rule, around):
            return number
    return None


def offered_codes(step: Step, codes: Sequence[int], path: Path) -> list[int]:
    """Return the codes of the options that are offered, given the answers so far."""
    return [
        code
        for code in codes
        if code not in step.options or is_true(step.options[code], path.around)
    ]
