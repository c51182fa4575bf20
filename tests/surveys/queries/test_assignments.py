"""An interviewer sees own open cases only, and the field lead sees how far each case is."""

from surveys.models.waves import CLOSING
from surveys.queries.assignments import case_lines, open_cases_of
from surveys.services.assignments import assign_case
from surveys.services.attempts import record_attempt
from tests.collection import Field
from tests.interviewers import facts, hire


def test_open_cases_are_one_s_own_in_open_waves_the_earliest_due_first(field: Field) -> None:
    mine, other = hire(field, 2)
    lead = field.people.actors["field"]
    due = field.evaluation.period_ends_on
    assign_case(field.session, lead, field.clock, field.cases[2], mine.account_id)
    assign_case(field.session, lead, field.clock, field.cases[1], mine.account_id, due)
    assign_case(field.session, lead, field.clock, field.cases[0], other.account_id)
    found = open_cases_of(field.session, mine.account_id)
    assert [held.case.label for held in found] == ["A01", "A02"]
    field.wave.state = CLOSING
    assert open_cases_of(field.session, mine.account_id) == []


def test_a_line_counts_attempts_and_names_no_answer(field: Field) -> None:
    lead = field.people.actors["field"]
    case = field.cases[0]
    record_attempt(field.session, lead, field.clock, field.settings, case, facts(1, "2.2"))
    lines = {line.case.label: line for line in case_lines(field.session, field.wave)}
    assert (lines["A00"].attempts, lines["A00"].is_answered) == (1, False)
    assert (lines["A01"].attempts, lines["A01"].assignment) == (0, None)
    assert len(lines) == 16
