"""The command that loads the demo programme."""

import click
from flask import current_app
from flask.cli import with_appcontext


@click.command("demo")
@click.option("--scale", type=click.FloatRange(0.1, 1.0), default=1.0, help="Size of the sample.")
@click.option("--recipients", type=click.IntRange(2_000, 500_000), default=50_000)
@with_appcontext
def demo(scale: float, recipients: int) -> None:
    """Prepare the database and load the demo programme 虚拟铁岭; a second call changes nothing."""
    from evaluator.cli import upgrade_database
    from evaluator.extensions import db
    from evaluator.jobs.mount import works_of
    from reports.demo.load import link_to_try, load_demo
    from reports.demo.people import PASSWORD, PEOPLE
    from reports.demo.scenes import scenes
    from reports.demo.stages import Stage

    settings = current_app.config["GONGPING"]
    click.echo("Preparing the database")
    upgrade_database()
    click.echo("Loading the demo programme 虚拟铁岭 (演示数据)")
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # werkzeug proxy
    stage = Stage(db.sessionmaker, db.engine, settings, works_of(app), _show)
    load_demo(stage, scenes(scale), recipients)
    link = link_to_try(db.session, settings, scenes(scale))
    click.echo("Demo accounts (password for all: " + PASSWORD + ")")
    for login, name, organisation, _roles in PEOPLE:
        click.echo(f"  {login:<10} {name} · {organisation}")
    if link:
        click.echo(f"To answer as a beneficiary: {link}")
    click.echo(f"Address: {settings.public_url}")


def _show(title: str, done: int, total: int) -> None:
    click.echo(f"  {title}: {done}/{total}")
