"""Reading runs: the newest stands, cases by contract, nothing of other people's."""

import pytest

from evaluator.errors import NotFound
from reports.models.runs import ScoringRun
from reports.queries.runs import (
    case_of,
    cases_of,
    latest_run,
    run_folder,
    runs_of,
    score_book,
    standing_run,
)
from tests.reports.demo_home import IN_FIELD, ONE, SIX, Demo


def test_the_newest_run_stands(demo: Demo) -> None:
    evaluation = demo.evaluation(ONE)
    older = standing_run(demo.session, evaluation)
    newer = ScoringRun(
        evaluation_id=evaluation.id,
        folder="newer",
        bundle_digest=older.bundle_digest,
        plan_digest=older.plan_digest,
        book_digest=older.book_digest,
        account_id=older.account_id,
        created_at=demo.clock(),
    )
    demo.session.add(newer)
    demo.session.flush()

    assert runs_of(demo.session, evaluation) == [newer, older]
    assert standing_run(demo.session, evaluation) is newer


def test_before_the_first_run_there_is_nothing_to_see(demo: Demo) -> None:
    evaluation = demo.evaluation(IN_FIELD)
    assert latest_run(demo.session, evaluation) is None
    with pytest.raises(NotFound) as refused:
        standing_run(demo.session, evaluation)
    assert refused.value.code == "not_scored_yet"


def test_the_score_book_is_the_one_in_the_run_s_folder(demo: Demo) -> None:
    run = standing_run(demo.session, demo.evaluation(SIX))
    assert run_folder(demo.settings, run).parent == demo.settings.folder("runs")
    assert score_book(demo.settings, run).evaluation == SIX
    assert score_book(demo.settings, run) is score_book(demo.settings, run)


def test_cases_come_by_contract_code_one_a_contract(demo: Demo) -> None:
    evaluation = demo.evaluation(SIX)
    run = standing_run(demo.session, evaluation)
    codes = [case.contract.code for case in cases_of(demo.session, run)]
    assert codes == sorted(contract.code for contract in evaluation.contracts)


@pytest.mark.parametrize("login", ["other-purchaser", "other-lead", "contractor"])
def test_a_foreign_case_is_as_if_it_did_not_exist(demo: Demo, login: str) -> None:
    evaluation, case = demo.evaluation(SIX), demo.cases(SIX)[0]
    assert case_of(demo.session, demo.actor("purchaser"), evaluation.id, case.id) is case
    with pytest.raises(NotFound):
        case_of(demo.session, demo.actor(login), evaluation.id, case.id)


def test_a_case_is_found_in_its_own_evaluation_only(demo: Demo) -> None:
    with pytest.raises(NotFound):
        case_of(
            demo.session,
            demo.actor("purchaser"),
            demo.evaluation(ONE).id,
            demo.cases(SIX)[0].id,
        )
