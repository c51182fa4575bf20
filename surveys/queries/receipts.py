"""Looking up a receipt: is it one of ours, nothing more."""

from sqlalchemy import Engine, select

from surveys.models.responses import Receipt


def is_receipt_known(engine: Engine, code_hash: str) -> bool:
    """Whether a submission with this receipt was stored."""
    with engine.connect() as connection:
        wanted = select(Receipt.code_hash).where(Receipt.code_hash == code_hash)
        return connection.execute(wanted).first() is not None
