"""Checking a receipt: anybody with a code may see that the answers behind it arrived."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from evaluator.extensions import db
from evaluator.web.access import PUBLIC, allow
from evaluator.web.current import clock, settings
from surveys.queries.receipts import is_receipt_known
from surveys.services.guessing import note_miss
from surveys.services.links import origin_key, receipt_hash

views = Blueprint("receipts", __name__)
LONGEST_CODE = 40


@views.route("/receipt", methods=["GET", "POST"])
@allow(PUBLIC)
def check() -> ResponseReturnValue:
    """Say whether a receipt is one of ours; changes nothing but a counter of wrong guesses."""
    code = request.form.get("code", "").strip()[:LONGEST_CODE]
    is_known: bool | None = None
    if code:
        is_known = is_receipt_known(db.engine, receipt_hash(settings(), code))
        if not is_known:
            origin = request.remote_addr or ""
            note_miss(db.engine, clock(), origin_key(settings(), "receipt", origin))
    return render_template("surveys/respond/receipt.html", code=code, is_known=is_known)
