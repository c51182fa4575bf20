"""Showing the respondent a question or all answers, and finding the page that comes next."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from flask import render_template

from evaluator.errors import DomainError
from evaluator.web.languages import short_locale
from surveys.kinds.documents import Answer
from surveys.kinds.paths import Situation, offered_codes
from surveys.kinds.questions import Question
from surveys.kinds.registry import (
    answer_words,
    broken_answers,
    first_open,
    words_to_put_in,
)
from surveys.kinds.several import places_of
from surveys.kinds.uploads import TYPES
from surveys.logic.symbols import names_in
from surveys.services.drafts import DraftCopy
from surveys.views.attachments import media_address
from surveys.views.pages import Visit


@dataclass(frozen=True)
class Progress:
    """How far a visit has come: the draft, and the way that its answers lead."""

    visit: Visit
    draft: DraftCopy

    @cached_property
    def situation(self) -> Situation:
        """What conditions hang on besides the answers."""
        return self.visit.situation(self.draft)

    @cached_property
    def asked(self) -> list[int]:
        """The positions of the questions that are asked, in order."""
        return self.visit.questionnaire.asked(self.draft.answers, self.situation)

    @cached_property
    def answers(self) -> list[Answer]:
        """The answers that count: those on the way. The others stay in the draft, unsent."""
        return self.visit.questionnaire.without_unasked(self.draft.answers, self.situation)

    @cached_property
    def words(self) -> dict[str, str]:
        """The words for the places that texts keep for answers."""
        return words_to_put_in(self.visit.questionnaire, self.draft.answers, self.situation)

    def say(self, text: Mapping[str, str]) -> str:
        """Return a text in the page's language with names and answers put in, as text."""
        return self.visit.say(text, self.words)

    @property
    def is_unfinished(self) -> bool:
        """Whether a question that is asked has not been reached yet."""
        return any(place >= self.draft.reached for place in self.asked)

    @property
    def holdup(self) -> int | None:
        """The first question that needs an answer, or whose answer breaks a rule by now."""
        return first_open(self.visit.questionnaire, self.draft.answers, self.situation)

    def next_address(self, position: int) -> str:
        """Return the address of the first question asked from a position on, else of the review."""
        later = [place for place in self.asked if place >= position]
        return self._address(later[0]) if later else self.visit.address("respond.review")

    def previous_address(self, position: int) -> str:
        """Return the address of the question asked before a position."""
        before = [place for place in self.asked if place < position]
        return self._address(before[-1] if before else position)

    def _address(self, position: int) -> str:
        question = self.visit.questionnaire.questions[position]
        return self.visit.address("respond.question", code=question.code)


def show_question(
    progress: Progress,
    position: int,
    sent: list[str] | None = None,
    refusal: DomainError | None = None,
) -> str:
    """Show one question with what was answered or just sent."""
    visit, asked = progress.visit, progress.asked
    question = visit.questionnaire.questions[position]
    given = progress.draft.answers[position]
    stored = [] if given is None else [str(given)]
    if question.kind == "multiple":
        stored = " ".join(stored).split()
    shown = stored if sent is None else sent
    if refusal is None and position < progress.draft.reached:
        refusal = broken_answers(visit.questionnaire, progress.answers, progress.situation).get(
            position
        )
    return render_template(
        "surveys/respond/question.html",
        visit=visit,
        say=progress.say,
        question=question,
        stem=_stem(visit, question),
        options=_offered(progress, position),
        given=shown,
        places=places_of(question, shown) if question.kind == "ranking" else {},
        rules=_rules(progress, position),
        clip=media_address(visit, _in_language(question.audio)),
        picture=media_address(visit, question.picture.file) if question.picture else "",
        media=partial(media_address, visit),
        is_upload=question.kind in TYPES,
        number=asked.index(position) + 1 if position in asked else 0,
        total=len(asked),
        is_complete=not progress.is_unfinished,
        refusal=refusal,
        message=None if refusal is None else refusal.parameters.get("message"),
    )


def show_review(progress: Progress, is_changed: bool = False) -> str:
    """Show all answers once more before they are sent."""
    questions = progress.visit.questionnaire.questions
    rows = [
        (question, answer_words(question, progress.draft.answers[position], short_locale()))
        for position in progress.asked
        if (question := questions[position]).kind != "info"
    ]
    return render_template(
        "surveys/respond/review.html",
        visit=progress.visit,
        say=progress.say,
        rows=rows,
        draft=progress.draft,
        answers=json.dumps(progress.answers, ensure_ascii=False),
        is_changed=is_changed,
    )


def _in_language(files: Mapping[str, str]) -> str:
    """Return the clip in the page's language; one in another language would confuse."""
    return files.get(short_locale(), "")


def _stem(visit: Visit, question: Question) -> Mapping[str, str] | None:
    """Return what is asked of all rows of a question's table."""
    matrices = visit.questionnaire.matrices
    return next((matrix.text for matrix in matrices if matrix.code == question.matrix), None)


def _offered(progress: Progress, position: int) -> list[Any]:
    question = progress.visit.questionnaire.questions[position]
    step = progress.visit.questionnaire.step(position)
    path = progress.visit.questionnaire.path(progress.draft.answers, progress.situation)
    codes = offered_codes(step, question.codes, path)
    return [option for option in question.options if option.code in codes]


def _rules(progress: Progress, position: int) -> str:
    """Return what the browser needs to hold an answer to its rules; empty without rules.

    Of the other answers only those that the rules read are put into the page.
    """
    questionnaire = progress.visit.questionnaire
    question, step = questionnaire.questions[position], questionnaire.step(position)
    if not step.rules:
        return ""
    path = questionnaire.path(progress.draft.answers, progress.situation)
    names = set().union(*(names_in(rule) for rule in step.rules))
    return json.dumps(
        {
            "code": question.code,
            "kind": question.kind,
            "rules": list(step.rules),
            "messages": [
                progress.say(rule.message) if rule.message else "" for rule in question.rules
            ],
            "answers": {code: a for code, a in path.around.answers.items() if code in names},
            "values": {code: value for code, value in path.values.items() if code in names},
            "moment": progress.situation.moment,
            "language": progress.situation.language,
        },
        ensure_ascii=False,
    )
