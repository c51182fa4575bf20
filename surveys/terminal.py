"""How commands speak to people and machines: language, exit codes, refusals and progress."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from evaluator.wording.sentences import sentence
from evaluator.wording.texts import N_, translate
from scoring.errors import ScoringError
from surveys.imports.problems import AnswersRefused
from surveys.wording import refusal_data, refusal_lines

# 2 is what click itself answers to a wrong option or a missing argument.
DIFFERENT, REFUSED, SYSTEM = 1, 3, 4

language = click.option(
    "--lang",
    "locale",
    type=click.Choice(["zh", "en"]),
    default=lambda: os.environ.get("GONGPING_LANG", "zh"),
    help="Language of messages and documents (zh, or what GONGPING_LANG says).",
)
as_json = click.option("--json", "is_json", is_flag=True, help="Print JSON for machines.")


def say(text: str, locale: str, **values: Any) -> None:
    """Print a marked text in the reader's language."""
    click.echo(visible(translate(text, locale) % values))


def visible(text: str) -> str:
    """Return a text whose control characters are seen: a cell must not command the terminal.

    >>> visible("a\\x1b[2J")
    'a\\\\x1b[2J'
    """
    return "".join(
        sign if sign in "\n\u3000" or sign.isprintable() else ascii(sign)[1:-1] for sign in text
    )


def show(data: Mapping[str, Any]) -> None:
    """Print an answer for machines."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1, default=str))


@contextmanager
def refusals_told(locale: str, is_json: bool) -> Iterator[None]:
    """Turn what is refused inside into messages on standard error and an exit code."""
    try:
        yield
    except AnswersRefused as error:
        _tell(refusal_lines(error, locale), refusal_data(error), is_json)
        raise click.exceptions.Exit(REFUSED) from error
    except ScoringError as error:
        data = {"error": error.code, **error.parameters}
        _tell([scoring_line(error, locale)], data, is_json)
        raise click.exceptions.Exit(REFUSED) from error
    except OSError as error:
        told = translate(N_("The system refused: %(found)s"), locale) % {"found": error}
        _tell([told], {"error": "system", "found": str(error)}, is_json)
        raise click.exceptions.Exit(SYSTEM) from error


def scoring_line(error: ScoringError, locale: str) -> str:
    """Return one line about an error of scoring: its place, then its sentence."""
    found = error.parameters
    place = [str(found[key]) for key in ("file", "where") if found.get(key) is not None]
    if found.get("row") is not None:
        place.append(translate(N_("row %(row)s"), locale) % {"row": found["row"]})
    if found.get("column") is not None:
        place.append(translate(N_("column %(column)s"), locale) % {"column": found["column"]})
    told = sentence(error.code, found, locale)
    return f"{', '.join(place)}: {told}" if place else told


def _tell(lines: list[str], data: Mapping[str, Any], is_json: bool) -> None:
    if is_json:
        show(data)
    else:
        for line in lines:
            click.echo(visible(line), err=True)


@contextmanager
def counted(what: str, unit: str, is_quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show a running count on standard error, for people at a terminal only."""
    from tqdm import tqdm

    with tqdm(desc=what, unit=f" {unit}", disable=True if is_quiet else None, leave=False) as bar:

        def advance(count: int) -> None:
            bar.update(count)

        yield advance


@contextmanager
def staged(is_quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Show stage after stage of a run as a bar on standard error, at a terminal only."""
    from tqdm import tqdm

    with tqdm(disable=True if is_quiet else None, leave=False) as bar:

        def report(stage: str, done: int, total: int) -> None:
            bar.set_description_str(stage, refresh=False)
            bar.total = total
            bar.n = done
            bar.refresh()

        yield report
