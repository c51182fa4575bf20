"""Durable submissions a second over HTTP: whole questionnaires, single pages, full visits.

Arrivals are open-loop: they come at their moments whether or not earlier ones were answered, and
each time counts from the moment the request was due. BENCH_SECONDS sets how long each row lasts,
BENCH_RATES the submissions a second that are tried, BENCH_DATABASES the databases.
"""

import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import func, select

from benchmarks.faults.interviews import drawn_answers
from benchmarks.rig.arrivals import Latencies, Request, arrive, get, post
from benchmarks.rig.databases import NAMES, database
from benchmarks.rig.fields import Link, OpenField, open_field
from benchmarks.rig.servers import Server
from evaluator.extensions import db
from surveys.models.responses import Response

SECONDS = float(os.environ.get("BENCH_SECONDS", "15"))
RATES = [float(rate) for rate in os.environ.get("BENCH_RATES", "100 200 300 400").split()]
VISITS_PER_SECOND = 5.0
PAGES_PER_SECOND = 150.0
WARM_UP = 200
OK, LEADS_ON = b"HTTP/1.1 200", b"HTTP/1.1 302"

Visit = Callable[[], Iterator[Request]]


def whole(field: OpenField, link: Link, chance: random.Random) -> Visit:
    """One whole questionnaire, sent in one post."""
    answers = json.dumps(drawn_answers(field.questionnaire, chance), ensure_ascii=False)
    form = {"proof": link.proof, "submission_id": link.case_id, "answers": answers}
    request = post(f"/r/{link.token}/send", urlencode(form).encode(), OK)
    return lambda: iter([request])


def page(field: OpenField, link: Link, chance: random.Random) -> Visit:
    """The first page of a questionnaire saved: the draft is begun and one answer kept."""
    question = next(one for one in field.questionnaire.questions if one.codes)
    form = {"proof": link.proof, question.code: str(chance.choice(question.codes))}
    request = post(f"/r/{link.token}/q/{question.code}", urlencode(form).encode(), LEADS_ON)
    return lambda: iter([request])


def visit(field: OpenField, link: Link, chance: random.Random) -> Visit:
    """A full visit: the link, each page shown and saved, the review, the sending."""
    answers = drawn_answers(field.questionnaire, chance)
    base = f"/r/{link.token}"

    def requests() -> Iterator[Request]:
        yield get(base, OK)
        yield post(f"{base}/begin", urlencode({"proof": link.proof}).encode(), LEADS_ON)
        for place in field.questionnaire.asked(answers):
            question, given = field.questionnaire.questions[place], answers[place]
            yield get(f"{base}/q/{question.code}", OK)
            form = {"proof": link.proof}
            if given is not None:
                form[question.code] = str(given)
            yield post(f"{base}/q/{question.code}", urlencode(form).encode(), LEADS_ON)
        yield get(f"{base}/review", OK)
        kept = {"proof": link.proof, "answers": json.dumps(answers, ensure_ascii=False)}
        yield post(f"{base}/send", urlencode(kept).encode(), OK)

    return requests


def main() -> int:
    """Print the table for each database."""
    failed = False
    print(f"{os.cpu_count()} cores, generator on the same machine; {SECONDS:g} s a row")
    for name in os.environ.get("BENCH_DATABASES", " ".join(NAMES)).split():
        with tempfile.TemporaryDirectory() as home, database(name, Path(home)) as found:
            print(f"\n{found.version}")
            print(f"{'what':<26} {'due/s':>6} {'done/s':>7} {'p50 ms':>7} {'p99 ms':>7}", end="")
            print(f" {'failed':>6} {'generator':>10}")
            with open_field(Path(home), found.url, _links_needed()) as field:
                failed |= _measure(field, Server(Path(home), found.url))
    return 1 if failed else 0


def _links_needed() -> int:
    rates = sum(RATES) + PAGES_PER_SECOND + VISITS_PER_SECOND
    return int(rates * SECONDS) + WARM_UP + 10


def _measure(field: OpenField, server: Server) -> bool:
    chance = random.Random(20261123)
    links = iter(field.links)
    server.start()
    try:
        arrive(server.port, [whole(field, next(links), chance) for _ in range(WARM_UP)], 50.0, 1)
        sent, failed = WARM_UP, False
        for rate in RATES:
            visits = [whole(field, next(links), chance) for _ in range(int(rate * SECONDS))]
            failed |= _row("whole questionnaires", rate, server, visits)
            sent += len(visits)
        pages = [page(field, next(links), chance) for _ in range(int(PAGES_PER_SECOND * SECONDS))]
        failed |= _row("page saves", PAGES_PER_SECOND, server, pages)
        full = [visit(field, next(links), chance) for _ in range(int(VISITS_PER_SECOND * SECONDS))]
        failed |= _row("full visits, each request", VISITS_PER_SECOND, server, full)
        sent += len(full)
    finally:
        server.kill()
    stored = db.session.scalar(select(func.count()).select_from(Response))
    print(f"rows in the database: {stored}, sent: {sent}")
    return failed or stored != sent


def _row(what: str, rate: float, server: Server, visits: Sequence[Visit]) -> bool:
    found: Latencies = arrive(server.port, visits, rate, seed=7)
    print(f"{what:<26} {rate:>6.0f} {found.rate:>7.0f} {found.quantile(0.5):>7.1f}", end="")
    print(f" {found.quantile(0.99):>7.1f} {found.failures:>6} {found.generator_share:>9.0%}")
    sys.stdout.flush()
    return found.failures > 0


if __name__ == "__main__":
    sys.exit(main())
