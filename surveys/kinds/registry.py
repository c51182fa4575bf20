"""The one table of question kinds, and what it says about a whole questionnaire."""

from collections.abc import Sequence

from evaluator.errors import Invalid
from surveys.kinds.choices import CHOICE
from surveys.kinds.documents import Answer, Question, Questionnaire, Text, missing_languages
from surveys.kinds.kind import Kind
from surveys.kinds.numbers import NUMBER
from surveys.kinds.scales import SCALE
from surveys.kinds.screens import SCREEN
from surveys.kinds.stars import STARS
from surveys.kinds.texts import TEXT
from surveys.kinds.yes_no import YES_NO

KINDS = {kind.name: kind for kind in (SCALE, YES_NO, STARS, CHOICE, NUMBER, TEXT, SCREEN)}


def kind_of(question: Question) -> Kind:
    """Return the kind of a question."""
    return KINDS[question.kind]


def read_answer(question: Question, sent: Sequence[str]) -> Answer:
    """Turn what was sent for a question into an answer, or refuse it."""
    return kind_of(question).read(question, sent)


def check_answers(questionnaire: Questionnaire, answers: Sequence[object]) -> list[Answer]:
    """Return answers that came as a list, each read again by its kind; refuse what does not fit."""
    if len(answers) != len(questionnaire.questions):
        raise Invalid(
            "answers_do_not_fit", found=len(answers), allowed=len(questionnaire.questions)
        )
    read = [
        None if answer is None else read_answer(question, [str(answer)])
        for question, answer in zip(questionnaire.questions, answers, strict=True)
    ]
    return questionnaire.without_unasked(read)


def answer_words(question: Question, answer: Answer, language: str) -> str:
    """Say an answer in a language."""
    return kind_of(question).words(question, answer, language)


def problems_of(questionnaire: Questionnaire) -> list[str]:
    """Return everything that is wrong with a questionnaire, each with its place."""
    found = missing_languages(_texts(questionnaire))
    seen: set[str] = set()
    for question in questionnaire.questions:
        if question.code in seen:
            found.append(f"{question.code}: twice")
        if question.after is not None and question.after.question not in seen:
            found.append(f"{question.code}: asked after {question.after.question}, not before it")
        seen.add(question.code)
        if question.kind not in KINDS:
            found.append(f"{question.code}: kind {question.kind}, not one of {sorted(KINDS)}")
            continue
        if len(set(question.codes)) < len(question.codes):
            found.append(f"{question.code}: a code twice")
        found += kind_of(question).problems(question)
    return found


def _texts(questionnaire: Questionnaire) -> list[tuple[str, Text]]:
    texts = [("title", questionnaire.title)]
    texts += [(f"introduction[{n}]", text) for n, text in enumerate(questionnaire.introduction)]
    for question in questionnaire.questions:
        texts.append((question.code, question.text))
        if question.hint:
            texts.append((f"{question.code}.hint", question.hint))
        texts += [(f"{question.code}.{option.code}", option.text) for option in question.options]
    return texts
