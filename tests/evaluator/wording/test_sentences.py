"""This room is for codes and their parameters as they are told in words."""

from evaluator.wording.sentences import extend, sentence
from reports.wording import SENTENCES as OF_REPORTS


def test_a_reason_within_a_sentence_is_told_in_words() -> None:
    extend(OF_REPORTS)

    told = sentence(
        "part_carried_by_sisters",
        {"contract": "H-01", "indicator": "T-C202", "reason": "too_few_answers"},
        "en",
    )

    assert told == "H-01, T-C202: a part is left out (too few answers)."


def test_a_code_without_a_sentence_hides_nothing() -> None:
    assert sentence("unheard_of", {"found": 3}, "en") == "unheard_of (found: 3)"
