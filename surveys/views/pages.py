"""What the respondent's pages share: who holds the link, texts in one language, addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from evaluator.errors import Invalid
from evaluator.extensions import db
from evaluator.models.evaluations import Evaluation
from evaluator.web.current import clock, settings
from evaluator.web.languages import LANGUAGES, short_locale
from surveys.kinds.documents import Questionnaire
from surveys.kinds.names import Names, months_between
from surveys.kinds.paths import Situation, moment_of
from surveys.queries.invitations import Invited, invited
from surveys.services.drafts import DraftCopy, draft_of
from surveys.services.guessing import note_miss
from surveys.services.links import is_proof, origin_key, proof_of, token_hash
from surveys.services.questionnaires import published_questionnaire

LONGEST_TOKEN = 40


@dataclass(frozen=True, slots=True)
class Visit:
    """A holder of a link at the door: the link, what it leads to, the questionnaire."""

    token: str
    invited: Invited
    questionnaire: Questionnaire

    def draft(self) -> DraftCopy | None:
        """Return what was filled in so far."""
        return draft_of(db.engine, self.invited.case_id)

    def say(self, text: Mapping[str, str], words: Mapping[str, str] | None = None) -> str:
        """Return a text of the questionnaire in the page's language, names and answers put in."""
        found = self.invited
        period = period_words(found.period_starts_on, found.period_ends_on)
        names = Names(found.firm, found.purchaser, found.contractor, period)
        return names.put_into(text, short_locale(), words)

    def situation(self, draft: DraftCopy | None) -> Situation:
        """Return what conditions hang on besides answers; the day is that of the beginning."""
        begun = clock()() if draft is None else draft.started_at
        return Situation("self_web", moment_of(begun), short_locale())

    def address(self, endpoint: str, **values: Any) -> str:
        """Return the address of one of the link's pages."""
        return address(endpoint, token=self.token, **values)

    @property
    def proof(self) -> str:
        """What a form of this link must carry."""
        return proof_of(settings(), self.token)

    def require_proof(self) -> None:
        """Refuse a form that did not come from this link's own page."""
        if not is_proof(settings(), self.token, request.form.get("proof", "")):
            raise Invalid("csrf")


def visit_of(token: str) -> Visit | None:
    """Return the visit of a link's holder; a wrong link is counted against its origin."""
    found = invited(db.engine, token_hash(token)) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        note_miss(db.engine, clock(), origin_key(settings(), "link", request.remote_addr or ""))
        return None
    return Visit(token, found, published_questionnaire(db.engine, found.questionnaire))


def unknown_link() -> ResponseReturnValue:
    """Say that the link leads nowhere, without telling why."""
    return render_template("surveys/respond/unknown.html"), 404


def address(endpoint: str, **values: Any) -> str:
    """Return an address; the chosen language rides along, so that no cookie is needed."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES:
        values["lang"] = chosen
    return url_for(endpoint, **values)


def period_words(starts_on: date, ends_on: date) -> str:
    """Return the period as people speak of it."""
    months = months_between(starts_on, ends_on)
    if months == 6:
        return str(_("the past half year"))
    if months == 12:
        return str(_("the past year"))
    return str(ngettext("the past month", "the past %(num)s months", months))


def names_in(evaluation: Evaluation, contractor: str) -> Names:
    """Return the names that an evaluation puts into its questionnaire."""
    programme = evaluation.programme
    period = period_words(evaluation.period_starts_on, evaluation.period_ends_on)
    return Names(programme.assessor.name, programme.purchaser.name, contractor, period)
