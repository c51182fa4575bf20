"""Work is spread so that no contract hangs on one interviewer, and villages are shared."""

from collections import Counter

import pytest

from evaluator.errors import Invalid, NotAllowed, NotFound
from surveys.queries.assignments import assignment_of, case_lines, interviewers_of, loads
from surveys.services.assignments import (
    assign_case,
    assign_proposed,
    breaches_of,
    held_by,
    propose_assignments,
)
from tests.collection import Field
from tests.interviewers import hire


def test_cases_are_dealt_evenly_and_every_village_is_shared(field: Field) -> None:
    ids = [person.account_id for person in hire(field, 4)]
    field_lead = field.people.actors["field"]
    count = assign_proposed(field.session, field_lead, field.clock, field.wave, ids)
    assert count == 16
    lines = case_lines(field.session, field.wave)
    of_contract = loads(lines)
    assert set(of_contract.values()) == {3, 1}
    of_village = Counter(
        (line.case.psu, line.assignment.interviewer_id) for line in lines if line.assignment
    )
    assert max(of_village.values()) == 2
    assert {village for village, _ in of_village} == {"1村", "2村", "3村"}
    assert breaches_of(of_contract) == []
    # Nothing is left, so a second time nothing is moved.
    assert assign_proposed(field.session, field_lead, field.clock, field.wave, ids) == 0


def test_the_same_lines_give_the_same_proposal(field: Field) -> None:
    lines = case_lines(field.session, field.wave)
    assert propose_assignments(lines, [5, 6, 7], "a") == propose_assignments(lines, [7, 5, 6], "a")


def test_too_few_people_are_told_but_not_forbidden() -> None:
    found = breaches_of({(1, 10): 40, (1, 11): 40})
    assert {breach.code for breach in found} == {
        "too_few_interviewers",
        "load_share_too_large",
        "load_too_large",
    }
    assert breaches_of({(1, person): 30 for person in range(4)}) == []
    # Thirteen cases cannot be dealt to exact quarters among four.
    assert breaches_of({(1, 1): 4, (1, 2): 3, (1, 3): 3, (1, 4): 3}) == []


def test_a_case_given_to_another_is_no_longer_the_first_one_s(field: Field) -> None:
    first, second = hire(field, 2)
    field_lead, case = field.people.actors["field"], field.cases[0]
    for person in (first, second):
        assign_case(field.session, field_lead, field.clock, case, person.account_id)
    held = assignment_of(field.session, case.id)
    assert held is not None
    assert held.interviewer_id == second.account_id
    assert held_by(field.session, second, case) is held
    with pytest.raises(NotFound):
        held_by(field.session, first, case)


def test_only_interviewers_of_the_own_firm_are_given_cases(field: Field) -> None:
    case, field_lead = field.cases[0], field.people.actors["field"]
    known = interviewers_of(field.session, field.evaluation)
    assert [account.login for account in known] == ["interviewer"]
    with pytest.raises(Invalid, match="unknown_interviewer"):
        assign_case(field.session, field_lead, field.clock, case, field_lead.account_id)
    with pytest.raises(Invalid, match="unknown_interviewer"):
        assign_proposed(field.session, field_lead, field.clock, field.wave, [])
    interviewer = field.people.actors["interviewer"]
    with pytest.raises(NotAllowed):
        assign_case(field.session, interviewer, field.clock, case, interviewer.account_id)
