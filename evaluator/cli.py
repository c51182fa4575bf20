"""Commands of the foundation: prepare the database, serve, work, make an administrator."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

import click
from flask import current_app
from flask.cli import with_appcontext

from evaluator.extensions import db, migrations
from evaluator.jobs.mount import run_worker
from evaluator.kinds.clocks import system_clock
from evaluator.services.accounts import create_administrator
from evaluator.settings import Settings


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Create or upgrade the database."""
    upgrade_database()
    click.echo("Database ready.")


def upgrade_database() -> None:
    """Bring the schema to the newest version; a no-op where it is there already."""
    migrations.upgrade()


@click.command("create-admin")
@click.argument("login")
@click.option("--organisation", required=True, help="Name of the organisation.")
@click.password_option()
@with_appcontext
def create_admin(login: str, organisation: str, password: str) -> None:
    """Create an administrator account in an organisation."""
    create_administrator(db.session, system_clock, login, organisation, password)
    db.session.commit()
    click.echo(f"Administrator {login} created.")


@click.command("work")
@with_appcontext
def work() -> None:
    """Do background jobs until stopped."""
    run_worker(current_app._get_current_object())  # type: ignore[attr-defined]  # werkzeug proxy


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve the platform: web workers and one job worker, kept alive until stopped."""
    settings: Settings = current_app.config["GONGPING"]
    upgrade_database()
    click.echo(f"Gongping 公评 serves on {settings.public_url} (stop with Ctrl+C)")
    supervise([lambda: _start_web(settings), _start_worker])


def _start_web(settings: Settings) -> subprocess.Popen[bytes]:
    # Processes, not threads: SQLite serialises writers, and threads would queue behind its lock.
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--worker-class", "sync"]
    command += ["--workers", str(settings.workers), "--bind", f"{settings.host}:{settings.port}"]
    command += ["--timeout", "120", "--log-level", "warning", "--no-control-socket"]
    return subprocess.Popen(command)  # noqa: S603 - our own interpreter and fixed words


def _start_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "import wsgi; wsgi.main()", "work"]
    return subprocess.Popen(command)  # noqa: S603 - our own interpreter and fixed words


def supervise(starts: list[Callable[[], subprocess.Popen[bytes]]]) -> None:
    """Keep these processes running; end them all when this one is told to stop."""
    running = [start() for start in starts]

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while True:
            time.sleep(1)
            for position, process in enumerate(running):
                if process.poll() is not None:
                    click.echo(f"restarting a process that ended with {process.returncode}")
                    running[position] = starts[position]()
    except KeyboardInterrupt:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=30)


COMMANDS = (prepare, create_admin, work, serve)
