"""Simulated interviews: each is sent again until the server has said that it is kept."""

import asyncio
import json
import random
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

from benchmarks.rig.fields import Link
from surveys.kinds.documents import Answer, Questionnaire

PATIENCE_SECONDS = 4.0
LONGEST_PAUSE_SECONDS = 1.0
RECEIPT = re.compile(r"data-receipt>([0-9A-Z-]+)<")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
WORDS = ("谢谢", "没有了", "都挺好的，就是来得少", "希望常来看看", "𠮷野家旁边")


@dataclass
class Interview:
    """One interview: what was answered, and what the server said of it."""

    link: Link
    questionnaire: Questionnaire
    answers: list[Answer]
    submission_id: str = field(default_factory=lambda: secrets.token_hex(16))
    by_pages: bool = False
    receipts: set[str] = field(default_factory=set)
    sendings: int = 0


@dataclass(frozen=True, slots=True)
class Phone:
    """Sends over the network and waits for an answer as long as a person would."""

    port: int

    async def ask(
        self, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, str, str] | None:
        """Return status, page and where it leads; nothing where the line was dead."""
        with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, ValueError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._ask(path, form)
        return None

    async def _ask(self, path: str, form: dict[str, str] | None) -> tuple[int, str, str] | None:
        body = b"" if form is None else urlencode(form).encode()
        head = f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += "Connection: close\r\n"
        if form is not None:
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(head.encode() + b"\r\n" + body)
            await writer.drain()
            answer = await reader.read(-1)
        finally:
            writer.close()
        return _read(answer)


def _read(answer: bytes) -> tuple[int, str, str] | None:
    """Read an answer; one that was cut short is none."""
    head, gap, page = answer.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    named = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    if not gap or len(page) != int(named.get("content-length", -1)):
        return None
    leads = next((line[10:] for line in lines if line.lower().startswith("location: ")), "")
    return int(lines[0].split()[1]), page.decode(), leads


def drawn_answers(questionnaire: Questionnaire, chance: random.Random) -> list[Answer]:
    """Return the answers of one interview, drawn among what each question offers."""
    answers: list[Answer] = []
    for question in questionnaire.questions:
        if question.kind == "text":
            answers.append(chance.choice(WORDS))
        elif question.kind == "number":
            answers.append(chance.randint(question.least, question.most))
        else:
            answers.append(chance.choice(question.codes) if question.codes else None)
    return questionnaire.without_unasked(answers)


async def hold(interview: Interview, phone: Phone, chance: random.Random) -> None:
    """Hold one interview until the server has given a receipt; sometimes send once more."""
    pause = 0.02
    while not interview.receipts:
        receipt = await (
            _by_pages(interview, phone) if interview.by_pages else _at_once(interview, phone)
        )
        if receipt is None:
            await asyncio.sleep(chance.uniform(0.5, 1.0) * pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
    if chance.random() < 0.05:
        await _at_once(interview, phone)


async def _at_once(interview: Interview, phone: Phone) -> str | None:
    """Send the whole questionnaire in one post."""
    interview.sendings += 1
    form = {
        "proof": interview.link.proof,
        "submission_id": interview.submission_id,
        "answers": json.dumps(interview.answers, ensure_ascii=False),
    }
    return _noted(interview, await phone.ask(f"/r/{interview.link.token}/send", form))


async def _by_pages(interview: Interview, phone: Phone) -> str | None:
    """Go through the pages, one question each, and send at the end; any page may be repeated."""
    interview.sendings += 1
    proof = {"proof": interview.link.proof}
    found = await phone.ask(f"/r/{interview.link.token}/begin", proof)
    while found is not None and found[0] == 302:
        path = urlsplit(found[2]).path
        if path.endswith("/review"):
            return await _send_review(interview, phone, path)
        code = path.rsplit("/", 1)[1]
        given = interview.answers[interview.questionnaire.position(code)]
        form = proof | ({} if given is None else {code: str(given)})
        found = await phone.ask(path, form)
    return None


async def _send_review(interview: Interview, phone: Phone, path: str) -> str | None:
    shown = await phone.ask(path)
    if shown is None or shown[0] != 200:
        return None
    form = {name: unescape(value) for name, value in HIDDEN.findall(shown[1])}
    if "submission_id" not in form:
        return None
    # From here on it is a whole questionnaire in hand, to be sent until it is kept.
    interview.submission_id, interview.by_pages = form["submission_id"], False
    return _noted(interview, await phone.ask(path.replace("/review", "/send"), form))


def _noted(interview: Interview, found: tuple[int, str, str] | None) -> str | None:
    if found is None or found[0] != 200:
        return None
    receipt = RECEIPT.search(found[1])
    if receipt is None:
        return None
    interview.receipts.add(receipt[1])
    return receipt[1]


def planned(
    links: Sequence[Link],
    questionnaire: Questionnaire,
    chance: random.Random,
    share_by_pages: float,
) -> list[Interview]:
    """Return one interview for each link; a share of them goes page by page."""
    return [
        Interview(
            link,
            questionnaire,
            drawn_answers(questionnaire, chance),
            by_pages=chance.random() < share_by_pages,
        )
        for link in links
    ]
