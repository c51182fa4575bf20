"""The composition root: lists the features and builds the application."""

import os
from typing import Any

from flask import Flask
from flask.cli import FlaskGroup

from evaluator.app import create_app
from evaluator.cli import COMMANDS as EVALUATOR_COMMANDS
from evaluator.mount import FEATURE as EVALUATOR
from evaluator.settings import Settings, settings_from
from reports.cli import changes, compare, report, score, verify
from reports.demo.cli import demo
from reports.mount import FEATURE as REPORTS
from surveys.cli import import_answers
from surveys.mount import FEATURE as SURVEYS

# Ordered from the lowest package to the highest.
FEATURES = (EVALUATOR, SURVEYS, REPORTS)
COMMANDS = (*EVALUATOR_COMMANDS, demo, import_answers, score, report, verify, compare, changes)


def build(settings: Settings) -> Flask:
    """Build the application with all features."""
    return create_app(settings, FEATURES)


def main() -> None:
    """Run the `gongping` command."""
    group = FlaskGroup(create_app=lambda: build(settings_from(os.environ)), load_dotenv=False)
    for command in COMMANDS:
        group.add_command(command)
    group(prog_name="gongping")


def __getattr__(name: str) -> Any:
    """Build `app` only when a server asks for it: commands without a database need none."""
    if name == "app":
        return build(settings_from(os.environ))
    raise AttributeError(name)
