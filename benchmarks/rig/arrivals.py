"""Requests that arrive at random moments, whether or not earlier ones were answered."""

import asyncio
import random
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Request:
    """The bytes of one request and what its answer must begin with."""

    sent: bytes
    expected: bytes


@dataclass
class Latencies:
    """How long each answer took, counted from the moment the request was due."""

    seconds: list[float] = field(default_factory=list)
    failures: int = 0
    lasted: float = 0.0
    generator_share: float = 0.0

    def quantile(self, share: float) -> float:
        """Return the time within which this share of the answers came, in milliseconds."""
        ordered = sorted(self.seconds)
        place = min(len(ordered) - 1, int(share * len(ordered)))
        return 1000 * ordered[place] if ordered else 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.lasted if self.lasted else 0.0


def post(path: str, body: bytes, expected: bytes) -> Request:
    """Return a form as it goes over the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    return Request(head.encode() + body, expected)


def get(path: str, expected: bytes) -> Request:
    """Return the asking for a page as it goes over the wire."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    return Request(head.encode(), expected)


def arrive(
    port: int, visits: Sequence[Callable[[], Iterator[Request]]], per_second: float, seed: int
) -> Latencies:
    """Let visits begin at a rate of their own; the requests of one visit follow each other."""
    found = Latencies()
    before = resource.getrusage(resource.RUSAGE_SELF)
    started = time.monotonic()
    asyncio.run(_arrive(port, visits, per_second, random.Random(seed), found))
    found.lasted = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found.generator_share = used / found.lasted
    return found


async def _arrive(
    port: int,
    visits: Sequence[Callable[[], Iterator[Request]]],
    per_second: float,
    chance: random.Random,
    found: Latencies,
) -> None:
    under_way = []
    due = time.monotonic()
    for visit in visits:
        due += chance.expovariate(per_second)
        if (wait := due - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        under_way.append(asyncio.create_task(_visit(port, visit(), due, found)))
    await asyncio.gather(*under_way)


async def _visit(port: int, requests: Iterator[Request], due: float, found: Latencies) -> None:
    for request in requests:
        answer = b""
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer = await _ask(port, request.sent)
        now = time.monotonic()
        if not answer.startswith(request.expected):
            found.failures += 1
            return
        found.seconds.append(now - due)
        due = now


async def _ask(port: int, sent: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        return await reader.read(-1)
    finally:
        writer.close()
