"""Binding the queue to the application: enqueue from a view, perform in the worker."""

import logging
from typing import Any

from flask import Flask, current_app
from huey import crontab
from sqlalchemy.exc import SQLAlchemyError

from evaluator.extensions import db
from evaluator.jobs.context import RoundContext
from evaluator.jobs.worker import perform, waiting_jobs
from evaluator.kinds.clocks import system_clock

log = logging.getLogger("gongping.jobs")


def works_of(app: Flask) -> dict[str, Any]:
    """Return the kinds of work that the features offer."""
    return {
        kind: work
        for feature in app.extensions["gongping_features"]
        for kind, work in feature.jobs.items()
    }


def walk_rounds(app: Flask) -> None:
    """Do what falls due by itself; a round that fails is tried again at the next minute."""
    with app.app_context():
        clock = app.config.get("CLOCK", system_clock)
        context = RoundContext(db.sessionmaker, app.config["GONGPING"], clock)
        for feature in app.extensions["gongping_features"]:
            for name, work in feature.rounds.items():
                try:
                    work(context)
                except SQLAlchemyError:
                    log.exception("the round %s failed", name)


def enqueue(job_id: int) -> None:
    """Hand a committed job to the worker; in tests it is done before this returns."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug proxy
    _task(app)(job_id)


def _task(app: Flask) -> Any:
    """Return the queue's one task, bound to the application once."""
    task = app.extensions.get("gongping_task")
    if task is None:
        queue = app.extensions["gongping_queue"]

        def perform_job(job_id: int) -> None:
            with app.app_context():
                clock = app.config.get("CLOCK", system_clock)
                perform(job_id, works_of(app), db.sessionmaker, app.config["GONGPING"], clock)

        task = app.extensions["gongping_task"] = queue.task(name="perform_job")(perform_job)
    return task


def run_worker(app: Flask) -> None:
    """Serve the queue until told to stop, taking up first what a restart cut off."""
    task = _task(app)
    queue = app.extensions["gongping_queue"]
    with app.app_context():
        queue.flush()
        for job_id in waiting_jobs(db.session):
            task(job_id)
    queue.periodic_task(crontab(minute="*"), name="walk_rounds")(lambda: walk_rounds(app))
    queue.create_consumer(workers=1, periodic=True, initial_delay=0.1, max_delay=1.0).run()
