"""The browser leads the same way as the server, whatever was answered, and finds the same rules."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import BrowserContext

from surveys.kinds.documents import Questionnaire
from surveys.kinds.paths import ANYWHERE, Situation, broken_rule, moment_of, offered_codes
from surveys.kinds.programs import program_of
from surveys.services.questionnaires import CODES, instrument
from tests.surveys.kinds.examples import EXAMPLE, MORNING, random_answers

TWIN = Path(__file__).parents[3] / "evaluator/static/logic.js"
LEAD = """([steps, every, situation]) => every.map(answers => {
    const way = gongpingLogic.path(steps, answers, situation);
    const own = steps.filter(step => way.asked.includes(step.position));
    return [way.asked, own.map(step =>
        gongpingLogic.broken(step, way.around, answers[step.position])),
        own.map(step => gongpingLogic.offered(step, [1, 2, 3], way.around))];
})"""


def led(questionnaire: Questionnaire, answers: list[Any], situation: Situation) -> list[Any]:
    """What the server says of a list of answers."""
    path = questionnaire.path(answers, situation)
    steps = [questionnaire.step(position) for position in path.asked]
    broken = [broken_rule(step, path, answers[step.position or 0]) for step in steps]
    return [path.asked, broken, [offered_codes(step, [1, 2, 3], path) for step in steps]]


def test_the_twin_leads_the_same_way_and_finds_the_same_broken_rules(
    context: BrowserContext,
) -> None:
    page = context.new_page()
    page.add_script_tag(path=TWIN)
    for questionnaire in (EXAMPLE, *(instrument(code) for code in CODES)):
        every = [random_answers(questionnaire, seed) for seed in range(60)]
        for mode in ("", "phone", "self_web"):
            situation = Situation(mode, moment_of(MORNING))
            sent = {"mode": mode, "moment": situation.moment, "language": "zh"}
            found = page.evaluate(LEAD, [program_of(questionnaire), every, sent])
            assert found == [led(questionnaire, answers, situation) for answers in every]


@given(st.integers(0, 10_000))
def test_an_answer_off_the_path_changes_nothing_that_comes_later(seed: int) -> None:
    answers = random_answers(EXAMPLE, seed)
    kept = EXAMPLE.without_unasked(answers)
    assert EXAMPLE.asked(kept) == EXAMPLE.asked(answers)
    assert EXAMPLE.without_unasked(kept) == kept
    assert ANYWHERE.mode == ""
