"""What is wrong with a questionnaire as a whole: codes, texts, sections, tables, ways, rules."""

import re
from collections.abc import Iterator

from surveys.kinds.documents import Questionnaire, missing_languages
from surveys.kinds.names import names_put_in
from surveys.kinds.questions import Option, Question, Text
from surveys.kinds.reachability import dead_ends, unreached
from surveys.logic.faults import Fault

CODE = re.compile(r"[^\W\d]\w{0,39}")
MODES = ("face_to_face", "phone", "self_web", "paper")
LOOKS = ("", "faces", "words")


def faults_of(questionnaire: Questionnaire) -> list[Fault]:
    """Return all faults, each with its code and place; a sound questionnaire has none."""
    found = [
        Fault("text_missing", place)
        for place in missing_languages(texts_of(questionnaire), questionnaire.languages)
    ]
    found += _codes(questionnaire)
    found += _parts(questionnaire)
    found += _pipes(questionnaire)
    found += _files(questionnaire)
    found += questionnaire.logic_faults
    found += unreached(questionnaire.questions, questionnaire.steps)
    found += dead_ends(questionnaire.questions, questionnaire.steps)
    return found


def texts_of(questionnaire: Questionnaire) -> list[tuple[str, Text]]:
    """Return every text of a questionnaire with its place."""
    texts = [("title", questionnaire.title)]
    texts += [(f"introduction[{n}]", text) for n, text in enumerate(questionnaire.introduction)]
    texts += [(f"{section.code}.title", section.title) for section in questionnaire.sections]
    texts += [(f"{matrix.code}.text", matrix.text) for matrix in questionnaire.matrices]
    for question in questionnaire.questions:
        texts += _texts(question)
    return texts


def _texts(question: Question) -> Iterator[tuple[str, Text]]:
    yield question.code, question.text
    if question.hint:
        yield f"{question.code}.hint", question.hint
    if question.picture is not None:
        yield f"{question.code}.picture", question.picture.text
    for option in question.options:
        yield f"{question.code}.{option.code}", option.text
        if option.picture is not None:
            yield f"{question.code}.{option.code}.picture", option.picture.text
    for number, rule in enumerate(question.rules):
        if rule.message:
            yield f"{question.code}.rules[{number}].message", rule.message


def _codes(questionnaire: Questionnaire) -> Iterator[Fault]:
    seen: set[str] = set()
    calculated = [calculation.code for calculation in questionnaire.calculations]
    codes = [question.code for question in questionnaire.questions]
    for code in [*codes, *calculated]:
        if code in seen:
            yield Fault("name_twice", code)
        if not CODE.fullmatch(code):
            yield Fault("name_not_possible", code)
        seen.add(code)
    before: set[str] = set()
    for question in questionnaire.questions:
        if question.after is not None and question.after.question not in before:
            yield Fault("asked_after_later", question.code, {"found": question.after.question})
        if len(set(question.codes)) < len(question.codes):
            yield Fault("option_twice", question.code)
        before.add(question.code)


def _parts(questionnaire: Questionnaire) -> Iterator[Fault]:
    sections = [section.code for section in questionnaire.sections]
    matrices = {matrix.code for matrix in questionnaire.matrices}
    reached = -1
    row: Question | None = None
    for question in questionnaire.questions:
        if question.section and question.section not in sections:
            yield Fault("section_not_known", question.code, {"found": question.section})
        elif question.section:
            place = sections.index(question.section)
            if place < reached:
                yield Fault("section_torn", question.code, {"found": question.section})
            reached = max(reached, place)
        if question.matrix and question.matrix not in matrices:
            yield Fault("matrix_not_known", question.code, {"found": question.matrix})
        is_next_row = question.matrix and row is not None and row.matrix == question.matrix
        if is_next_row and row and (row.kind, row.codes) != (question.kind, question.codes):
            yield Fault("matrix_rows_differ", question.code, {"found": question.matrix})
        row = question
        if not set(question.modes) <= set(MODES) or question.look not in LOOKS:
            yield Fault("setting_not_known", question.code)


def _files(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Find clips and pictures that the questionnaire names and does not bring."""
    for question in questionnaire.questions:
        named = [*question.audio.values(), *question.hint_audio.values()]
        parts: list[Question | Option] = [question, *question.options]
        for part in parts:
            named += [part.picture.file] if part.picture is not None else []
            named += part.audio.values()
        for name in sorted(set(named) - questionnaire.files.keys()):
            yield Fault("file_not_listed", question.code, {"found": name})


def _pipes(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Find names in texts that are not there, or only later."""
    known = set()
    every = {step.code for step in questionnaire.steps}
    of = {question.code: question for question in questionnaire.questions}
    for step in questionnaire.steps:
        question = of.get(step.code)
        for place, text in _texts(question) if question is not None else ():
            for name in sorted(set().union(*(names_put_in(said) for said in text.values()))):
                if name not in known:
                    code = "name_comes_later" if name in every else "name_not_known"
                    yield Fault(code, place, {"at": 1, "found": name})
        known.add(step.code)
