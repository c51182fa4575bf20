"""What may stand in a log: where something went wrong, never a link, a name or a number."""

import logging
import re

from flask import Flask

# Secrets of links, ids of cases and hashes are all long and without a break.
_SECRET = re.compile(r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])[0-9A-Za-z]{20,}")
_RECEIPT = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_LINK = re.compile(r"(/r/)[^/\s?'\"\]]+")
LOGGERS = ("evaluator", "gongping", "gongping.jobs", "gunicorn.error", "gunicorn.access", "huey")


class Discreet(logging.Filter):
    """Blackens what opens a door or names a person in every line, traces included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the line pass, blackened."""
        record.msg, record.args = blackened(record.getMessage()), None
        if record.exc_info and record.exc_info[0] is not None:
            trace = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_text = blackened(trace)
        return True


def blackened(text: str) -> str:
    """Return a text without secrets of links and receipts.

    >>> blackened("Exception on /r/0a1b2c3d4e5f6g7h8j9k0m1n2p/send [POST]")
    'Exception on /r/…/send [POST]'
    """
    text = _RECEIPT.sub("…", _LINK.sub(r"\1…", text))
    return _SECRET.sub("…", text)


def mount(app: Flask) -> None:
    """Make the platform's own log and that of the web server discreet."""
    for logger in (app.logger, *map(logging.getLogger, LOGGERS)):
        # One filter a logger, however often an application is built in this process.
        if not any(isinstance(known, Discreet) for known in logger.filters):
            logger.addFilter(Discreet())
