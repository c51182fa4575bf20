"""The extensions of Flask that the application uses, each made once."""

import sqlite3
from typing import Any

from flask_alembic import Alembic
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine, event

from evaluator.models.base import Base

db = SQLAlchemy()
migrations = Alembic(metadatas=Base.metadata, run_mkdir=False)
babel = Babel()
login = LoginManager()
csrf = CSRFProtect()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """SQLite: write-ahead log, durable before acknowledged, references kept, patient when busy."""
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()
