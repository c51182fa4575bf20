"""This room is for rules told in words: what earns points, in which unit."""

import pytest

from evaluator.wording.plans import rule_words
from scoring.canonical import from_plain
from scoring.plan import Part


def part(kind: str, **parameters: object) -> Part:
    """Return a part of a rule of eight points."""
    document = {"kind": kind, "points": "8", "source": "SV", "input": "X", "parameters": parameters}
    return from_plain(Part, document, "part")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            part("RATE", target="99", floor="85"),
            "in proportion up to 99 percent; nothing below 85 percent",
        ),
        (
            part("STEP", bands=[["24", "1"]], unit="hours"),
            "by steps: 24 hours or more gives 1",
        ),
        (
            part("STEP", bands=[["20", "1"], ["35", "0.5"]], side="at_most"),
            "by steps: 20 percent or less gives 1, 35 percent or less gives 0.5",
        ),
        (part("DED", each="0.1"), "less 0.1 for each case"),
    ],
)
def test_bounds_of_a_rule_carry_the_unit_of_what_is_measured(rule: Part, words: str) -> None:
    assert rule_words(rule, "en") == words
