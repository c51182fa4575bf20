"""The columns of a table that leaves: name, words, type, the labels of its codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evaluator.wording.texts import N_
from surveys.kinds.documents import Answer, Questionnaire
from surveys.kinds.questions import Question, Text

WHOLE, NUMBER, TEXT, DATE = "whole", "number", "text", "date"
YES, NO = {"zh": "是", "en": "yes"}, {"zh": "否", "en": "no"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; codes below zero among its labels say why there is no value."""

    name: str
    label: Text
    type: str = TEXT
    labels: Mapping[int, Text] = field(default_factory=dict)


def around_columns() -> list[Column]:
    """Return the columns about how an answer came in: of the design, never of a person."""
    return [
        Column("response", {"zh": "答卷编号（随机）", "en": "Response, a random number"}),
        Column("contract", {"zh": "合同", "en": "Contract"}),
        Column("stratum", {"zh": "层", "en": "Stratum"}),
        Column("psu", {"zh": "村（社区）", "en": "Village"}),
        Column("base_weight", {"zh": "基础权重", "en": "Base weight"}, NUMBER),
        Column("status", {"zh": "状态", "en": "Status"}),
        Column("reason", {"zh": "不计入的原因", "en": "Reason for exclusion"}),
    ]


def paradata_columns() -> list[Column]:
    """Return the columns about the interview itself."""
    yes_no = {1: YES, 0: NO}
    return [
        Column("response", {"zh": "答卷编号（随机）", "en": "Response, a random number"}),
        Column("contract", {"zh": "合同", "en": "Contract"}),
        Column("mode", {"zh": "方式", "en": "Mode"}),
        Column("is_assisted", {"zh": "有人协助", "en": "Assisted"}, WHOLE, yes_no),
        Column("is_proxy", {"zh": "由他人代答", "en": "Answered by a proxy"}, WHOLE, yes_no),
        Column("presence", {"zh": "在场的人", "en": "Who else was there"}),
        Column("interviewer", {"zh": "访问员代号", "en": "Interviewer, by pseudonym"}),
        Column("duration_seconds", {"zh": "用时（秒）", "en": "Duration in seconds"}, WHOLE),
        Column("received_on", {"zh": "收到日期", "en": "Day of receipt"}, DATE),
    ]


def case_columns() -> list[Column]:
    """Return the columns of the drawn cases; who they are stays in the vault."""
    return [
        Column("label", {"zh": "样本编号", "en": "Case"}),
        Column("contract", {"zh": "合同", "en": "Contract"}),
        Column("stratum", {"zh": "层", "en": "Stratum"}),
        Column("psu", {"zh": "村（社区）", "en": "Village"}),
        Column("inclusion_probability", {"zh": "入样概率", "en": "Inclusion probability"}, NUMBER),
        Column("base_weight", {"zh": "基础权重", "en": "Base weight"}, NUMBER),
        Column("disposition", {"zh": "访问结果码", "en": "Outcome code"}),
    ]


def answer_columns(questionnaire: Questionnaire) -> list[Column]:
    """Return one column for each question that takes an answer, in the questionnaire's order."""
    return [_column(question) for question in asked_questions(questionnaire)]


def asked_questions(questionnaire: Questionnaire) -> list[Question]:
    """Return the questions that take an answer."""
    return [question for question in questionnaire.questions if question.kind != "info"]


def places_of(questionnaire: Questionnaire) -> list[int]:
    """Return where the answers of these questions stand in the list of answers."""
    numbered = enumerate(questionnaire.questions)
    return [place for place, question in numbered if question.kind != "info"]


def _column(question: Question) -> Column:
    kinds = {"number": NUMBER if question.decimals or question.least < 0 else WHOLE, "date": TEXT}
    coded = question.kind in ("scale5", "yes_no", "stars", "choice")
    column_type = WHOLE if coded else kinds.get(question.kind, TEXT)
    labels = {option.code: option.text for option in question.options}
    return Column(question.code, question.text, column_type, labels)


def typed(column: Column, answer: Answer) -> Any:
    """Return an answer as its column's type; a reason stays the number below zero that it is."""
    if answer is None:
        return None
    if column.type == NUMBER:
        return float(answer)
    return answer if column.type == WHOLE else str(answer)


def said(words: Text, language: str) -> str:
    """Return a text in a language, else in the first it has."""
    return words.get(language) or next(iter(words.values()), "")


def names_of(columns: Sequence[Column]) -> list[str]:
    """Return the names of columns."""
    return [column.name for column in columns]


SCOPES = {
    "answers": N_("Answers"),
    "paradata": N_("How the interviews went"),
    "cases": N_("Drawn cases and their outcomes"),
    "structure": N_("Questionnaire and codebook"),
}
