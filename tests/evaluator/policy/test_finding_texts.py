"""Each check has words for what is wrong and how to mend it."""

from evaluator.policy.checks import CHECKS, PolicyRule
from evaluator.policy.finding_texts import (
    CHECK_TEXTS,
    TAG_TEXTS,
    TITLES,
    finding_text,
    waiver_title,
)
from evaluator.policy.linting import PolicyFinding
from evaluator.policy.terms import TAGS

RULE = PolicyRule(
    "one", "contract", "clause_present", "blocking", {}, {"zh": "依据", "en": "source"}, "S"
)


def test_each_check_and_each_tag_is_told_in_words() -> None:
    assert CHECK_TEXTS.keys() == CHECKS.keys()
    assert TITLES.keys() == CHECKS.keys()
    assert TAG_TEXTS.keys() == set(TAGS)


def test_codes_are_told_by_their_names() -> None:
    text = finding_text(PolicyFinding(RULE, ["price", "odd"], ""), "en", {"price": "Price"})
    assert text.wrong == "A clause that no contract may lack is missing: Price, odd."
    assert (text.source, text.evidence) == ("source", "from the founding reply")


def test_nothing_found_is_a_dash() -> None:
    assert "—" in finding_text(PolicyFinding(RULE, None, ""), "zh_CN").wrong


def test_a_waived_rule_is_told_by_what_it_asks_for() -> None:
    assert waiver_title("contract.contingency_plan", "en") == "a contingency plan stands ready"
    assert waiver_title("policy.no_longer_in_any_pack", "en") == "no_longer_in_any_pack"
    assert waiver_title("satisfaction_not_heaviest", "en") == ""
