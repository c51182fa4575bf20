"""Scoring runs as background work: once, whole or not at all, cut off or cancelled."""

import shutil
from collections.abc import Callable
from datetime import datetime
from itertools import groupby

import pytest
from sqlalchemy import func, select

from evaluator.errors import NotAllowed, NotReady
from evaluator.jobs.worker import perform
from evaluator.models.jobs import CANCELLED, DONE, FAILED, Job
from evaluator.services.jobs import cancel_job
from reports.demo.stages import Stage
from reports.models.runs import ScoringRun
from reports.queries.runs import run_folder, runs_of, score_book
from reports.services.decisions import record_decision
from reports.services.run_stages import STAGES
from reports.services.scoring import start_scoring
from scoring.canonical import hash_of
from scoring.scorebook import REPORTS
from scoring.verification import verify_output
from tests.reports.demo_home import IN_FIELD, ONE, SIX, Demo, stage_of
from tests.web import NOON


@pytest.fixture
def stage(demo: Demo) -> Stage:
    with demo.app.app_context():
        return stage_of(demo.app)


def queued(demo: Demo, code: str = ONE) -> Job:
    job = start_scoring(demo.session, demo.actor("lead"), demo.clock, demo.evaluation(code))
    demo.session.commit()
    return job


def done(demo: Demo, stage: Stage, job: Job) -> Job:
    perform(job.id, stage.works, stage.sessions, stage.settings, demo.clock)
    demo.session.expire_all()
    return job


def run_names(demo: Demo) -> set[str]:
    return {path.name for path in demo.settings.folder("runs").iterdir()}


def test_a_run_leaves_results_reports_in_both_languages_and_a_case_a_contract(demo: Demo) -> None:
    evaluation = demo.evaluation(SIX)
    (run,) = runs_of(demo.session, evaluation)
    folder, book = run_folder(demo.settings, run), score_book(demo.settings, run)

    assert evaluation.state == "E4"
    assert run.book_digest == hash_of(book)
    assert (run.plan_digest, run.bundle_digest) == (book.plan_hash, book.bundle_hash)
    assert all((folder / name / "manifest.json").is_file() for name in REPORTS)
    assert {case.contract.code: case.proposal for case in demo.cases(SIX)} == {
        row.contract: row.decision.proposal for row in book.contracts
    }


def test_what_a_run_leaves_can_be_verified(demo: Demo) -> None:
    (run,) = runs_of(demo.session, demo.evaluation(ONE))
    assert verify_output(run_folder(demo.settings, run)).is_same


def test_scoring_again_gives_the_same_numbers(demo: Demo, stage: Stage) -> None:
    (before,) = runs_of(demo.session, demo.evaluation(ONE))

    job = done(demo, stage, queued(demo))

    assert job.state == DONE
    newer, older = runs_of(demo.session, demo.evaluation(ONE))
    assert older.id == before.id
    assert newer.book_digest == older.book_digest


def test_a_job_that_is_done_again_leaves_one_run(demo: Demo, stage: Stage) -> None:
    job = done(demo, stage, queued(demo))
    # The worker died after the run was recorded and before the job was ended.
    job.state = "running"
    demo.session.commit()

    assert done(demo, stage, job).state == DONE

    counted = select(func.count()).select_from(ScoringRun).where(ScoringRun.job_id == job.id)
    assert demo.session.scalar(counted) == 1


def test_a_job_cut_off_while_it_wrote_is_done_whole_by_the_next_worker(
    demo: Demo, stage: Stage
) -> None:
    job = queued(demo)
    left = demo.settings.folder("runs") / f"evaluation-{demo.evaluation(ONE).id}-job-{job.id}"
    shutil.copytree(run_folder(demo.settings, runs_of(demo.session, demo.evaluation(ONE))[0]), left)
    (left / "scorebook.json").write_text("half")

    assert done(demo, stage, job).state == DONE

    newest = runs_of(demo.session, demo.evaluation(ONE))[0]
    assert newest.folder == left.name
    assert verify_output(left).is_same


class CutOff(BaseException):
    """The worker was killed."""


class Clock:
    """Noon, always; at the given look something happens, as early or late in a run as one likes."""

    def __init__(self, look: int, event: Callable[[], None]) -> None:
        self.looks, self.look, self.event = 0, look, event

    def __call__(self) -> datetime:
        self.looks += 1
        if self.looks == self.look:
            self.event()
        return NOON


def killed() -> None:
    raise CutOff


def no_space() -> None:
    raise OSError("no space left on device")


def nothing_was_left(demo: Demo, job: Job, before: set[str]) -> bool:
    wanted = select(ScoringRun).where(ScoringRun.job_id == job.id)
    return run_names(demo) == before and demo.session.scalars(wanted).first() is None


@pytest.mark.parametrize("look", [4, 9, 14])
def test_a_worker_killed_at_any_step_leaves_nothing_and_the_next_one_finishes(
    demo: Demo, stage: Stage, look: int
) -> None:
    before, job = run_names(demo), queued(demo)

    with pytest.raises(CutOff):
        perform(job.id, stage.works, stage.sessions, demo.settings, Clock(look, killed))
    demo.session.expire_all()
    assert nothing_was_left(demo, job, before)

    assert done(demo, stage, job).state == DONE
    assert len(runs_of(demo.session, demo.evaluation(ONE))) == 2


def test_a_run_for_which_there_is_no_space_fails_and_leaves_nothing(
    demo: Demo, stage: Stage
) -> None:
    before, job = run_names(demo), queued(demo)

    perform(job.id, stage.works, stage.sessions, demo.settings, Clock(12, no_space))

    demo.session.expire_all()
    assert job.state == FAILED
    assert nothing_was_left(demo, job, before)


def test_a_run_that_is_cancelled_on_its_way_ends_and_leaves_nothing(
    demo: Demo, stage: Stage
) -> None:
    before, job = run_names(demo), queued(demo)

    def wish() -> None:
        with stage.sessions.begin() as session:
            cancel_job(session, demo.actor("lead"), job.id)

    perform(job.id, stage.works, stage.sessions, demo.settings, Clock(8, wish))

    demo.session.expire_all()
    assert job.state == CANCELLED
    assert nothing_was_left(demo, job, before)
    assert demo.evaluation(ONE).state == "E4"


def test_a_run_tells_where_it_is_in_words_of_the_catalogue(demo: Demo, stage: Stage) -> None:
    job, told = queued(demo), []

    class Listening(Clock):
        def __call__(self) -> datetime:
            with stage.sessions() as session:
                told.append(session.get_one(Job, job.id).step)
            return super().__call__()

    perform(job.id, stage.works, stage.sessions, demo.settings, Listening(0, killed))

    assert [step for step, _ in groupby(told) if step] == list(STAGES.values())


def test_data_that_are_not_frozen_cannot_be_scored(demo: Demo) -> None:
    with pytest.raises(NotReady):
        queued(demo, IN_FIELD)


@pytest.mark.parametrize("login", ["purchaser", "assessor", "observer", "contractor"])
def test_only_the_lead_evaluator_starts_a_run(demo: Demo, login: str) -> None:
    with pytest.raises(NotAllowed):
        start_scoring(demo.session, demo.actor(login), demo.clock, demo.evaluation(ONE))


def test_once_a_decision_rests_on_a_run_no_other_takes_its_place(demo: Demo, stage: Stage) -> None:
    waiting = queued(demo)
    case = demo.cases(ONE)[0]
    reasons = "综合评价结果与现场核查情况，同意建议。"
    record_decision(demo.session, demo.actor("purchaser"), demo.clock, case, case.proposal, reasons)
    demo.session.commit()

    with pytest.raises(NotReady) as refused:
        queued(demo)
    assert refused.value.code == "decisions_rest_on_run"
    # Nor does the run that was asked for before the decision.
    assert done(demo, stage, waiting).state == FAILED
    assert waiting.error is not None
    assert waiting.error["code"] == "decisions_rest_on_run"
    assert len(runs_of(demo.session, demo.evaluation(ONE))) == 1
