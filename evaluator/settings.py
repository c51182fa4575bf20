"""Settings: read once from the environment, never changed afterwards."""

import contextlib
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an installation may set; the defaults serve one machine with embedded SQLite."""

    home: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    workers: int = 2
    secure_cookies: bool = False
    max_upload_bytes: int = 50 * 1024 * 1024
    is_testing: bool = False

    @property
    def is_public_address_safe(self) -> bool:
        """Whether a link sent to a beneficiary would work and be private."""
        address = urlsplit(self.public_url)
        return address.scheme == "https" and not is_loopback(address.hostname or "")

    @property
    def is_behind_proxy(self) -> bool:
        """Whether who asks is told by a proxy in front.

        Whoever reaches the server directly could claim any origin and guess on without end. With
        https there is a proxy, for the server itself speaks plain http.
        """
        return is_loopback(self.host) or self.public_url.startswith("https://")

    @property
    def is_reached_by_others(self) -> bool:
        """Whether people on other machines can reach the pages."""
        public = urlsplit(self.public_url).hostname or ""
        return not (is_loopback(self.host) and is_loopback(public))

    def keep_private(self) -> None:
        """Make the home folder, or close it to everybody but its owner and the owner's group."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        mode = stat.S_IMODE(self.home.stat().st_mode)
        if mode & stat.S_IRWXO:
            self.home.chmod(mode & ~stat.S_IRWXO)

    def key(self, name: str) -> bytes:
        """Return the installation's key of that name, made once and readable by its owner only."""
        path = self.home / "keys" / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Made whole beside its place and then given its name: nobody ever reads half a key,
            # and of several who make it at once one wins.
            fresh = path.with_name(f".{name}.{secrets.token_hex(8)}")
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as out:
                out.write(secrets.token_bytes(32))
                out.flush()
                os.fsync(out.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        return path.read_bytes()

    def folder(self, name: str) -> Path:
        """Return a folder of the installation, made where it is missing."""
        path = self.home / name
        path.mkdir(parents=True, exist_ok=True)
        return path


def is_loopback(host: str) -> bool:
    """Whether a host name stands for this machine alone."""
    return host in {"localhost", "::1", ""} or host.startswith("127.")


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings of an installation from environment variables."""
    home = Path(environment.get("GONGPING_HOME", "instance")).resolve()
    host = environment.get("HOST", "127.0.0.1")
    port = int(environment.get("PORT", "8000"))
    default_public = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"  # noqa: S104 - compared, not bound
    public_url = environment.get("PUBLIC_URL", default_public).rstrip("/")
    return Settings(
        home=home,
        database_url=environment.get("DATABASE_URL", f"sqlite:///{home / 'gongping.sqlite3'}"),
        host=host,
        port=port,
        public_url=public_url,
        workers=int(environment.get("WORKERS", str(min(4, os.cpu_count() or 1)))),
        secure_cookies=public_url.startswith("https://"),
    )
