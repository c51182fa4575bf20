"""One fault run: a server, a bad network before it, interviews, and a hand that kills."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults.findings import Findings, findings_of
from benchmarks.faults.interviews import Interview, Phone, hold, planned
from benchmarks.faults.networks import BadNetwork
from benchmarks.rig.databases import Database
from benchmarks.rig.fields import open_field
from benchmarks.rig.servers import Server
from evaluator.extensions import db

AT_ONCE = 48
SHARE_BY_PAGES = 0.005
CRASHES_OF_DATABASE = 10  # every tenth kill takes the database server along


@dataclass(frozen=True, slots=True)
class Run:
    """How a run is to be: how many interviews, how often the server is killed, which chance."""

    interviews: int
    kills: int
    seed: int


@dataclass
class Outcome:
    """What happened in a run and what was found after it."""

    database: str
    findings: Findings
    kills: int
    sendings: int
    seconds: float
    mishaps: Counter[str] = field(default_factory=Counter)


@dataclass
class _Progress:
    """How many interviews have been acknowledged, and who waits to hear of it."""

    done: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def count(self) -> None:
        self.done += 1
        self.changed.set()

    async def reaches(self, number: int) -> None:
        while self.done < number:
            self.changed.clear()
            await self.changed.wait()


def perform(run: Run, database: Database, home: Path) -> Outcome:
    """Do one run on a database and look at what it left."""
    chance = random.Random(run.seed)
    with open_field(home, database.url, run.interviews) as opened:
        held = planned(opened.links, opened.questionnaire, chance, SHARE_BY_PAGES)
        started = time.monotonic()
        kills, mishaps = asyncio.run(_collect(run, database, Server(home, database.url), held))
        seconds = time.monotonic() - started
        found = findings_of(db.session, opened.settings, opened.wave_id, held)
    sendings = sum(one.sendings for one in held)
    return Outcome(database.version, found, kills, sendings, seconds, mishaps)


async def _collect(
    run: Run, database: Database, server: Server, held: Sequence[Interview]
) -> tuple[int, Counter[str]]:
    server.start()
    network = BadNetwork(server.port, random.Random(run.seed + 1))
    await network.open()
    progress = _Progress()
    try:
        killer = asyncio.create_task(_kill(run, database, server, progress, len(held)))
        await _hold_all(held, Phone(network.port), run.seed, progress)
        kills = await killer
        await network.close()
    finally:
        server.kill()
    return kills, network.seen


async def _hold_all(
    held: Sequence[Interview], phone: Phone, seed: int, progress: _Progress
) -> None:
    waiting = iter(held)

    async def interviewer(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        for interview in waiting:
            await hold(interview, phone, chance)
            progress.count()

    await asyncio.gather(*(interviewer(number) for number in range(AT_ONCE)))


async def _kill(
    run: Run, database: Database, server: Server, progress: _Progress, total: int
) -> int:
    """Kill the server at moments spread over the run, each at a random instant, and restart it."""
    chance = random.Random(run.seed + 2)
    moments = sorted(chance.sample(range(1, total), run.kills))
    for number, moment in enumerate(moments, start=1):
        await progress.reaches(moment)
        await asyncio.sleep(chance.uniform(0.0, 0.02))
        server.kill()
        if number % CRASHES_OF_DATABASE == 0:
            await asyncio.to_thread(database.crash)
        await asyncio.to_thread(server.start)
    return len(moments)
