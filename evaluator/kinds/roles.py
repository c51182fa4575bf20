"""Roles and what each may do: everything that is not listed is refused."""

from evaluator.wording.texts import N_

ADMINISTRATOR = "administrator"
LEAD = "lead"
QUALITY = "quality"
FIELD = "field"
ASSESSOR = "assessor"
INTERVIEWER = "interviewer"
PURCHASER = "purchaser"
CONTRACTOR = "contractor"
OBSERVER = "observer"

ROLE_NAMES = {
    ADMINISTRATOR: N_("Administrator"),
    LEAD: N_("Lead evaluator"),
    QUALITY: N_("Quality lead"),
    FIELD: N_("Field lead"),
    ASSESSOR: N_("Assessor"),
    INTERVIEWER: N_("Interviewer"),
    PURCHASER: N_("Purchaser"),
    CONTRACTOR: N_("Contractor representative"),
    OBSERVER: N_("Observer"),
}

# permission -> roles that hold it
PERMISSIONS: dict[str, frozenset[str]] = {
    "accounts.manage": frozenset({ADMINISTRATOR}),
    "audit.read": frozenset({ADMINISTRATOR, OBSERVER}),
    "programmes.read": frozenset({LEAD, QUALITY, FIELD, ASSESSOR, PURCHASER, OBSERVER}),
    "programmes.edit": frozenset({LEAD}),
    "plan.edit": frozenset({LEAD}),
    "plan.sign": frozenset({LEAD, PURCHASER}),
    "measures.read": frozenset({LEAD, ASSESSOR, QUALITY}),
    "measures.enter": frozenset({LEAD, ASSESSOR}),
    # To say that a measure does not apply, which moves its weight to its sisters.
    "measures.excuse": frozenset({LEAD}),
    "waves.read": frozenset({LEAD, QUALITY, FIELD, ASSESSOR, PURCHASER, OBSERVER}),
    "waves.manage": frozenset({LEAD, FIELD}),
    "links.read": frozenset({FIELD, LEAD}),
    # The agreement under which a bureau hands over people's data, and the lists of those people.
    "entrustments.record": frozenset({LEAD, PURCHASER}),
    "rosters.read": frozenset({LEAD, FIELD, QUALITY, PURCHASER}),
    "rosters.upload": frozenset({LEAD, FIELD, PURCHASER}),
    "rosters.accept": frozenset({LEAD, FIELD}),
    "samples.draw": frozenset({LEAD, FIELD}),
    "cases.read": frozenset({LEAD, FIELD, QUALITY}),
    "cases.assign": frozenset({LEAD, FIELD}),
    # An interviewer's own open cases, and nobody else's.
    "cases.visit": frozenset({INTERVIEWER}),
    # One person at a time, with a reason that is recorded.
    "identities.open": frozenset({QUALITY}),
    "identities.destroy": frozenset({LEAD, QUALITY}),
    "responses.enter": frozenset({LEAD, FIELD, ASSESSOR}),
    "responses.read": frozenset({LEAD, QUALITY, ASSESSOR}),
    # What becomes of a response: one proposes, another decides.
    "responses.review": frozenset({LEAD, QUALITY}),
    # Calling respondents again to hear whether and how they were asked.
    "back_checks.record": frozenset({LEAD, QUALITY, ASSESSOR}),
    # Files that leave the platform: each kind is a right of its own, and none holds an identity.
    "exports.answers": frozenset({LEAD, QUALITY}),
    "exports.paradata": frozenset({LEAD, QUALITY}),
    "exports.cases": frozenset({LEAD, FIELD}),
    "exports.structure": frozenset({LEAD, QUALITY, FIELD, ASSESSOR}),
    "scores.run": frozenset({LEAD}),
    "scores.read": frozenset({LEAD, QUALITY, ASSESSOR, PURCHASER, OBSERVER}),
    "decisions.read": frozenset({LEAD, PURCHASER, OBSERVER}),
    "decisions.record": frozenset({PURCHASER}),
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Return every permission that any of the roles holds."""
    return frozenset(name for name, holders in PERMISSIONS.items() if holders & roles)
