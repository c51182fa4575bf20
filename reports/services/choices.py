"""Which decisions a case permits: the evidence bounds what may be decided, a person chooses."""

from reports.kinds.names import BRIDGE, NOT_RENEW, RECTIFY, RENEW, RENEW_CONDITIONS

SHORTEST_REASON = 10
CLOSED_BY_REASON = {
    "renewal_closed_by_veto": (RENEW, RENEW_CONDITIONS),
    "renewal_not_in_contract": (RENEW, RENEW_CONDITIONS),
}


def permitted_choices(proposal: str, reasons: tuple[str, ...]) -> tuple[str, ...]:
    """Return the choices that a case leaves open, the proposal first.

    A contract is not ended on a score that does not prove it: non-renewal is open only where it
    is proposed. Renewal is closed where a substantiated veto or the contract closes it.
    """
    open_choices = [RENEW, RENEW_CONDITIONS, RECTIFY, BRIDGE]
    if proposal == NOT_RENEW:
        open_choices.append(NOT_RENEW)
    for reason in reasons:
        for closed in CLOSED_BY_REASON.get(reason, ()):
            if closed in open_choices and closed != proposal:
                open_choices.remove(closed)
    return (proposal, *(choice for choice in open_choices if choice != proposal))
