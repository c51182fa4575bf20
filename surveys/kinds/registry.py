"""The one table of question kinds, and what it says about a whole questionnaire."""

from collections.abc import Sequence

from evaluator.errors import Invalid
from surveys.kinds.choices import CHOICE
from surveys.kinds.dates import DATE
from surveys.kinds.documents import Questionnaire
from surveys.kinds.faults import faults_of
from surveys.kinds.kind import Kind, is_reason
from surveys.kinds.locations import LOCATION
from surveys.kinds.numbers import NUMBER
from surveys.kinds.paths import ANYWHERE, Situation, offered_codes
from surveys.kinds.questions import Answer, Question
from surveys.kinds.scales import SCALE
from surveys.kinds.screens import SCREEN
from surveys.kinds.several import MULTIPLE, RANKING
from surveys.kinds.stars import STARS
from surveys.kinds.texts import TEXT
from surveys.kinds.uploads import FILE, PHOTO, SIGNATURE, VOICE
from surveys.kinds.yes_no import YES_NO
from surveys.logic.values import number_text

KINDS = {
    kind.name: kind
    for kind in (
        *(SCALE, YES_NO, STARS, CHOICE, MULTIPLE, RANKING, NUMBER, DATE, TEXT, SCREEN),
        *(LOCATION, PHOTO, VOICE, SIGNATURE, FILE),
    )
}


def kind_of(question: Question) -> Kind:
    """Return the kind of a question."""
    return KINDS[question.kind]


def read_answer(question: Question, sent: Sequence[str]) -> Answer:
    """Turn what was sent for a question into an answer, or refuse it."""
    return kind_of(question).read(question, sent)


def is_needed(question: Question) -> bool:
    """Whether going on takes an answer: as the question says, else as its kind does."""
    stated = question.is_required
    return kind_of(question).is_needed if stated is None else stated


def read_offered(
    questionnaire: Questionnaire,
    position: int,
    sent: Sequence[str],
    answers: Sequence[Answer],
    situation: Situation = ANYWHERE,
) -> Answer:
    """Read what was sent for a question, given the other answers: options, rules, all of it."""
    question = questionnaire.questions[position]
    answer = read_answer(question, sent)
    step = questionnaire.step(position)
    if step.options and answer is not None:
        offered = offered_codes(step, question.codes, questionnaire.path(answers, situation))
        chosen = str(answer).split() if isinstance(answer, str) else [str(answer)]
        if not set(chosen) <= {str(code) for code in offered}:
            raise Invalid("answer_not_offered", question=question.code, found=str(answer)[:40])
    if step.rules:
        questionnaire.require_rules(position, answers, answer, situation)
    return answer


def check_answers(
    questionnaire: Questionnaire, answers: Sequence[object], situation: Situation = ANYWHERE
) -> list[Answer]:
    """Return answers that came as a list, each read again by its kind; refuse what does not fit.

    Answers off the path are left out, so that they are neither submitted nor scored.
    """
    if len(answers) != len(questionnaire.questions):
        raise Invalid(
            "answers_do_not_fit", found=len(answers), allowed=len(questionnaire.questions)
        )
    read = [
        None if answer is None else read_answer(question, [str(answer)])
        for question, answer in zip(questionnaire.questions, answers, strict=True)
    ]
    return questionnaire.without_unasked(read, situation)


def broken_answers(
    questionnaire: Questionnaire, answers: Sequence[Answer], situation: Situation = ANYWHERE
) -> dict[int, Invalid]:
    """Return the refusals of answers that break a rule now, by position."""
    found = {}
    for step in questionnaire.steps:
        if step.position is None or not (step.rules or step.options):
            continue
        answer = answers[step.position]
        if answer is not None:
            try:
                read_offered(questionnaire, step.position, [str(answer)], answers, situation)
            except Invalid as refusal:
                found[step.position] = refusal
    return found


def answer_words(question: Question, answer: Answer, language: str) -> str:
    """Say an answer in a language."""
    return kind_of(question).words(question, answer, language)


def words_to_put_in(
    questionnaire: Questionnaire, answers: Sequence[Answer], situation: Situation = ANYWHERE
) -> dict[str, str]:
    """Return the words for each ``${name}`` in a text: what was answered and what was calculated.

    Only answers on the path count; a reason why there is none puts in nothing.
    """
    path = questionnaire.path(answers, situation)
    language = situation.language
    found = {
        question.code: answer_words(question, answer, language)
        for place in path.asked
        if (answer := answers[place]) is not None and not is_reason(answer)
        for question in (questionnaire.questions[place],)
    }
    for code, value in path.values.items():
        if isinstance(value, float):
            found[code] = number_text(value)
        elif isinstance(value, str):
            found[code] = value
    return found


def first_open(
    questionnaire: Questionnaire, answers: Sequence[Answer], situation: Situation = ANYWHERE
) -> int | None:
    """Return the first position that still holds a questionnaire up, or nothing.

    That is a question that needs an answer and has none, or an answer that breaks a rule now.
    """
    asked = questionnaire.asked(answers, situation)
    broken = broken_answers(questionnaire, questionnaire.without_unasked(answers), situation)
    for place in asked:
        is_blank = answers[place] is None and is_needed(questionnaire.questions[place])
        if is_blank or place in broken:
            return place
    return None


def problems_of(questionnaire: Questionnaire) -> list[str]:
    """Return everything that is wrong with a questionnaire, each with its place."""
    found = []
    for question in questionnaire.questions:
        if question.kind not in KINDS:
            found.append(f"{question.code}: kind {question.kind}, not one of {sorted(KINDS)}")
        else:
            found += kind_of(question).problems(question)
    return found + [str(fault) for fault in faults_of(questionnaire)]
