"""A bad network between phones and server: it drops, doubles, delays, cuts and reorders."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field

LARGEST_REQUEST = 256 * 1024
END_OF_HEAD = b"\r\n\r\n"
# Of a thousand requests, so many meet with each mishap.
MISHAPS = {
    "lost on the way there": 20,
    "lost on the way back": 30,
    "answer cut short": 10,
    "sent twice at once": 30,
    "kept back, sent after the retry": 20,
    "delayed": 60,
    "sent in drips": 10,
}
LONGEST_DELAY_SECONDS = 0.6
LATEST_SECONDS = 5.0


@dataclass
class BadNetwork:
    """Listens on a port of its own and hands requests on to the server, as badly as told."""

    server_port: int
    chance: random.Random
    seen: Counter[str] = field(default_factory=Counter)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    port: int = 0
    _listener: asyncio.Server | None = None

    async def open(self) -> None:
        """Begin to listen."""
        self._listener = await asyncio.start_server(
            self._accept, "127.0.0.1", 0, backlog=4096, limit=LARGEST_REQUEST
        )
        self.port = self._listener.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening, and let what is under way or was kept back arrive."""
        if self._listener is not None:
            self._listener.close()
        while self.under_way:
            await asyncio.wait(set(self.under_way))

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._begin(self._serve(reader, writer))

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            request = await _request(reader)
            answer = await self._carry(request)
            writer.write(answer)
            await writer.drain()
        writer.close()

    async def _carry(self, request: bytes) -> bytes:
        """Return what comes back of a request; nothing where the line is dead."""
        mishap = self._mishap()
        self.seen[mishap] += 1
        carriers: dict[str, Callable[[bytes], Awaitable[bytes]]] = {
            "lost on the way there": _nothing,
            "lost on the way back": self._lose_answer,
            "answer cut short": self._cut,
            "sent twice at once": self._double,
            "kept back, sent after the retry": self._keep_back,
            "delayed": self._delay,
            "sent in drips": self._drip,
        }
        return await carriers.get(mishap, self._ask)(request)

    def _mishap(self) -> str:
        drawn = self.chance.random() * 1000
        for mishap, share in MISHAPS.items():
            drawn -= share
            if drawn < 0:
                return mishap
        return "carried well"

    async def _ask(self, request: bytes, piece: int = LARGEST_REQUEST) -> bytes:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.server_port)
        except OSError:
            return b""
        answer = b""
        with suppress(OSError):
            for start in range(0, len(request), piece):
                writer.write(request[start : start + piece])
                await writer.drain()
                if piece < len(request):
                    await asyncio.sleep(0.005)
            answer = await reader.read(-1)
        writer.close()
        return answer

    async def _lose_answer(self, request: bytes) -> bytes:
        await self._ask(request)
        return b""

    async def _cut(self, request: bytes) -> bytes:
        answer = await self._ask(request)
        return answer[: self.chance.randrange(len(answer) + 1)]

    async def _double(self, request: bytes) -> bytes:
        return (await asyncio.gather(self._ask(request), self._ask(request)))[0]

    async def _keep_back(self, request: bytes) -> bytes:
        self._begin(self._send_late(request))
        return b""

    async def _send_late(self, request: bytes) -> None:
        await asyncio.sleep(self.chance.uniform(0.5, LATEST_SECONDS))
        await self._ask(request)

    async def _delay(self, request: bytes) -> bytes:
        await asyncio.sleep(self.chance.uniform(0.0, LONGEST_DELAY_SECONDS))
        return await self._ask(request)

    async def _drip(self, request: bytes) -> bytes:
        return await self._ask(request, piece=200)


async def _nothing(_request: bytes) -> bytes:
    return b""


async def _request(reader: asyncio.StreamReader) -> bytes:
    """Read one whole request."""
    head = await reader.readuntil(END_OF_HEAD)
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return head + await reader.readexactly(length)
