"""What every kind of question can do: check its own document, read an answer, say it in words."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from evaluator.errors import Invalid
from surveys.kinds.questions import Answer, Question


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question.

    ``problems`` lists what is wrong with a question's document; ``read`` turns what was sent for a
    question into an answer (``None`` where nothing was chosen) or refuses with ``Invalid``;
    ``words`` says an answer in a language. ``is_needed``: going on takes an answer, of which
    "do not know" and "rather not say" are two.
    """

    name: str
    problems: Callable[[Question], list[str]]
    read: Callable[[Question, Sequence[str]], Answer]
    words: Callable[[Question, Answer, str], str]
    is_needed: bool = True


def read_code(question: Question, sent: Sequence[str]) -> Answer:
    """Read one code among the question's options."""
    chosen = [value.strip() for value in sent if value.strip()]
    if not chosen:
        return None
    if len(chosen) > 1 or chosen[0] not in {str(code) for code in question.codes}:
        raise Invalid("answer_not_offered", question=question.code, found=", ".join(chosen)[:40])
    return int(chosen[0])


def is_reason(answer: Answer) -> bool:
    """Whether an answer says why there is none."""
    return isinstance(answer, int) and answer < 0


def read_reason(question: Question, sent: Collection[str], is_strict: bool = False) -> Answer:
    """Read the reason why there is no answer: nothing where there is none among what was sent.

    A reason stands alone. ``is_strict``: anything but a reason is refused.
    """
    reasons = {str(code) for code in question.codes if code < 0}
    found = [value for value in sent if value in reasons]
    if found and len(sent) > len(found):
        raise Invalid("answer_stands_alone", question=question.code)
    if len(found) > 1 or (is_strict and len(sent) > len(found)):
        others = sorted(set(sent) - set(found)) or found
        raise Invalid("answer_not_offered", question=question.code, found=", ".join(others)[:40])
    return int(found[0]) if found else None


def only_reasons(question: Question) -> list[str]:
    """Require that nothing is offered to choose but reasons why there is no answer."""
    found = [code for code in question.codes if code >= 0]
    return [f"{question.code}: only reasons, not {found}, can be offered"] if found else []


def option_words(question: Question, answer: Answer, language: str) -> str:
    """Say the option that was chosen."""
    option = question.option(answer) if isinstance(answer, int) else None
    if option is None:
        return "" if answer is None else str(answer)
    return option.text.get(language) or next(iter(option.text.values()), "")


def code_problems(question: Question, allowed: Sequence[int]) -> list[str]:
    """Return the problems of options whose answer codes must be exactly these, best first."""
    found = [code for code in question.codes if code >= 0]
    return [] if found == list(allowed) else [f"{question.code}: codes {found}, not {allowed}"]
