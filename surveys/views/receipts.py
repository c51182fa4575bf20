"""Receipts: seeing that the answers behind one arrived, and taking them back."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from evaluator.extensions import db
from evaluator.web.access import PUBLIC, allow
from evaluator.web.current import clock, settings
from surveys.queries.receipts import is_receipt_known
from surveys.services.guessing import note_miss
from surveys.services.links import origin_key, receipt_hash
from surveys.services.withdrawals import withdraw_response

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
            _note_miss()
    return _page(code, is_known)


@views.post("/receipt/take-back")
@allow(PUBLIC)
def take_back() -> ResponseReturnValue:
    """Delete the answers behind a receipt while their wave is open; the code is the key."""
    code = request.form.get("code", "").strip()[:LONGEST_CODE]
    if not is_receipt_known(db.engine, receipt_hash(settings(), code)):
        _note_miss()
        return redirect(url_for("receipts.check"))
    return _page(code, True, withdraw_response(db.engine, settings(), code))


def _note_miss() -> None:
    origin = request.remote_addr or ""
    note_miss(db.engine, clock(), origin_key(settings(), "receipt", origin))


def _page(code: str, is_known: bool | None, is_taken_back: bool | None = None) -> str:
    return render_template(
        "surveys/respond/receipt.html", code=code, is_known=is_known, is_taken_back=is_taken_back
    )
