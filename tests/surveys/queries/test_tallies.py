"""This room is for tallies of a wave: what the dashboard counts is what the rows are."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import func, select

from surveys.models.responses import Response
from surveys.models.reviews import Adjudication
from surveys.queries.tallies import contract_tallies, responses_by_day, responses_by_interviewer
from tests.collection import Field
from tests.surveys.services.test_flags import answer
from tests.web import both_databases

ClientOf = Callable[[str | None], FlaskClient]


@both_databases
def test_n11_what_the_dashboard_counts_is_what_the_rows_are(
    field: Field, client_of: ClientOf
) -> None:
    for number in range(9):
        answer(field, number, f"i-{number % 2}")
    quality, lead = client_of("quality"), client_of("lead")
    for number, verdict in ((0, "reject"), (1, "redo")):
        sent = {"verdict": verdict, "reason": "核查"}
        quality.post(f"/responses/{number + 1:032x}/verdicts", data=sent)
        field.session.rollback()
        newest = field.session.scalar(select(func.max(Adjudication.id)))
        lead.post(f"/verdicts/{newest}/decision", data={"is_confirmed": "yes"})
    answer_again = answer(field, 9, "")
    session = field.session
    session.rollback()
    rows = list(session.scalars(select(Response)))
    tallies = contract_tallies(session, field.wave)
    assert sum(tally.responses for tally in tallies) == len(rows) == 10
    assert sum(tally.accepted for tally in tallies) == sum(r.status == "accepted" for r in rows)
    merged = {reason: n for tally in tallies for reason, n in tally.excluded.items()}
    assert merged == {"rejected": 1, "redo": 1}
    assert sum(count for _, count in responses_by_day(session, field.wave)) == len(rows)
    assert responses_by_interviewer(session, field.wave) == {"i-0": (5, 4), "i-1": (4, 3)}
    assert sum(tally.cases for tally in tallies) == len(field.cases)
    assert answer_again in {row.submission_id for row in rows}
