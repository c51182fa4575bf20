"""The queue that carries jobs from the web to the worker, embedded in a file of its own."""

from typing import Any

from huey import SqliteHuey

from evaluator.settings import Settings


def make_queue(settings: Settings) -> Any:
    """Return the queue of an installation; in tests a job runs at once, in the caller."""
    return SqliteHuey(
        "gongping",
        filename=str(settings.home / "queue.sqlite3"),
        results=False,
        immediate=settings.is_testing,
        fsync=True,
    )
