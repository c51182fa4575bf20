"""Taking answers back by receipt, as long as the wave is open: what was said is deleted."""

from sqlalchemy import Engine, select, update

from evaluator.settings import Settings
from surveys.models.cases import Case
from surveys.models.responses import Response
from surveys.models.waves import OPEN, Wave
from surveys.services.attachments import delete_attachments
from surveys.services.links import receipt_hash, receipt_of

REASON = "withdrawn"
REFUSED = "2.11"


def withdraw_response(engine: Engine, settings: Settings, code: str) -> bool:
    """Delete the answers behind a receipt; tells whether they could be taken back.

    No table leads from a receipt to a response, so the receipts of the open waves are made again
    and compared. The row stays, empty and excluded, so that every submission is accounted for.
    """
    sought = receipt_hash(settings, code)
    open_waves = select(Wave.id).where(Wave.state == OPEN)
    wanted = select(Response.submission_id, Response.case_id, Response.answers).where(
        Response.wave_id.in_(open_waves), Response.status == "accepted"
    )
    with engine.connect() as connection:
        found = next(
            (
                row
                for row in connection.execute(wanted).all()
                if receipt_hash(settings, receipt_of(settings, row.submission_id)) == sought
            ),
            None,
        )
    if found is None:
        return False
    with engine.begin() as connection:
        emptied = connection.execute(
            update(Response)
            .where(Response.submission_id == found.submission_id)
            .where(Response.wave_id.in_(open_waves))
            .values(status="excluded", reason=REASON, answers=[None] * len(found.answers))
            .execution_options(synchronize_session=False)
        )
        refused = update(Case).where(Case.id == found.case_id).values(disposition=REFUSED)
        connection.execute(refused)
    if emptied.rowcount and found.case_id is not None:
        delete_attachments(engine, settings, found.case_id)
    return bool(emptied.rowcount)
