"""Commands of the foundation: prepare the database, serve, work, make an administrator."""

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from evaluator.extensions import db, migrations
from evaluator.jobs.mount import run_worker
from evaluator.kinds.clocks import system_clock
from evaluator.queries.accounts import demo_logins
from evaluator.services.accounts import create_administrator
from evaluator.serving import end_with_parent, start_web, start_worker, supervise
from evaluator.settings import Settings


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Create or upgrade the database."""
    upgrade_database()
    click.echo("Database ready.")


def upgrade_database() -> None:
    """Bring the schema to the newest version; a no-op where it is there already."""
    embedded = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    if embedded:
        # Made here, for the driver would let everybody on the machine read it.
        Path(embedded).touch(mode=0o600, exist_ok=True)
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
    os.umask(0o077)
    end_with_parent()
    run_worker(current_app._get_current_object())  # type: ignore[attr-defined]  # werkzeug proxy


@click.command("serve")
@click.option(
    "--demo-anyway",
    is_flag=True,
    envvar="DEMO_ANYWAY",
    help="Serve the demo accounts to other machines too, though everybody knows their password.",
)
@with_appcontext
def serve(demo_anyway: bool) -> None:
    """Serve the platform: web workers and one job worker, kept alive until stopped."""
    settings: Settings = current_app.config["GONGPING"]
    os.umask(0o077)
    upgrade_database()
    known = demo_logins(db.session)
    db.session.close()
    if known and settings.is_reached_by_others and not demo_anyway:
        raise click.ClickException(
            f"The demo accounts ({', '.join(known)}) have a password that everybody knows, and "
            f"{settings.public_url} can be reached from other machines. Serve a GONGPING_HOME "
            "without the demo, or say --demo-anyway (DEMO_ANYWAY=1) where that is meant."
        )
    click.echo(f"Gongping 公评 serves on {settings.public_url} (stop with Ctrl+C)")
    supervise([lambda: start_web(settings), start_worker])


COMMANDS = (prepare, create_admin, work, serve)
