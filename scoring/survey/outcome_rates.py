"""Outcome rates of fieldwork beside the strictest response rate: partials, refusals, contacts."""

from scoring.errors import MethodError
from scoring.figures import Figure
from scoring.survey.response_rates import Outcomes

NO_CASES = "no_cases"


def response_rate_with_partials(outcomes: Outcomes) -> Figure:
    """Return full and partial interviews among all cases not known to be ineligible (RR2).

    Each rate of this room is a fraction, named after the AAPOR Standard Definitions, and blank
    with the reason ``no_cases`` where nothing is below the line.

    >>> round(response_rate_with_partials(Outcomes(420, 20, 60, 110, 30, 60)).value, 4)
    0.6286
    """
    return _share(outcomes.interview + outcomes.partial, outcomes.eligible_or_unknown)


def response_rate_of_eligible(outcomes: Outcomes, eligible_share: float) -> Figure:
    """Return full interviews among the cases estimated to be eligible (RR3).

    ``eligible_share`` is the share of the unknown cases thought eligible; whoever uses it says
    where it comes from. Raises ``share_negative`` outside 0..1.

    >>> round(response_rate_of_eligible(Outcomes(420, 20, 60, 110, 30, 60), 0.8).value, 4)
    0.6105
    """
    if not 0 <= eligible_share <= 1:
        raise MethodError(
            "share_negative", where="eligible_share", found=eligible_share, allowed="0..1"
        )
    below = _known(outcomes) + eligible_share * outcomes.unknown
    return _share(outcomes.interview, below)


def response_rate_of_known(outcomes: Outcomes) -> Figure:
    """Return full interviews among the cases known to be eligible (RR5): the mildest rate.

    >>> response_rate_of_known(Outcomes(420, 20, 60, 110, 30, 60)).value
    0.65625
    """
    return _share(outcomes.interview, _known(outcomes))


def response_rate_of_eligible_with_partials(outcomes: Outcomes, eligible_share: float) -> Figure:
    """Return full and partial interviews among the cases estimated to be eligible (RR4).

    ``eligible_share`` as for RR3, and the same refusal.

    >>> outcomes = Outcomes(420, 20, 60, 110, 30, 60)
    >>> round(response_rate_of_eligible_with_partials(outcomes, 0.8).value, 4)
    0.6395
    """
    full = response_rate_of_eligible(outcomes, eligible_share)
    below = _known(outcomes) + eligible_share * outcomes.unknown
    return full if full.value is None else _share(outcomes.interview + outcomes.partial, below)


def response_rate_of_known_with_partials(outcomes: Outcomes) -> Figure:
    """Return full and partial interviews among the cases known to be eligible (RR6).

    >>> response_rate_of_known_with_partials(Outcomes(420, 20, 60, 110, 30, 60)).value
    0.6875
    """
    return _share(outcomes.interview + outcomes.partial, _known(outcomes))


def eligible_share_among_known(outcomes: Outcomes) -> Figure:
    """Return the share of eligible cases among those whose eligibility is known.

    The usual estimate of e for RR3 and RR4 (CASRO 1982): unknown cases are as often eligible as
    known ones. Blank with the reason ``no_cases`` where nothing is known.

    >>> eligible_share_among_known(Outcomes(420, 20, 60, 110, 30, 60, 160)).value
    0.8
    """
    known = _known(outcomes)
    return _share(known, known + outcomes.not_eligible)


def cooperation_rate(outcomes: Outcomes) -> Figure:
    """Return full interviews among the people reached (COOP1).

    >>> round(cooperation_rate(Outcomes(420, 20, 60, 110, 30, 60)).value, 4)
    0.7925
    """
    return _share(outcomes.interview, _known(outcomes) - outcomes.non_contact)


def refusal_rate(outcomes: Outcomes) -> Figure:
    """Return refusals among all cases not known to be ineligible (REF1).

    >>> round(refusal_rate(Outcomes(420, 20, 60, 110, 30, 60)).value, 4)
    0.0857
    """
    return _share(outcomes.refusal, outcomes.eligible_or_unknown)


def contact_rate(outcomes: Outcomes) -> Figure:
    """Return the people reached among all cases not known to be ineligible (CON1).

    >>> round(contact_rate(Outcomes(420, 20, 60, 110, 30, 60)).value, 4)
    0.7571
    """
    return _share(_known(outcomes) - outcomes.non_contact, outcomes.eligible_or_unknown)


def _known(outcomes: Outcomes) -> int:
    """Return the cases known to be eligible."""
    return outcomes.eligible_or_unknown - outcomes.unknown


def _share(above: float, below: float) -> Figure:
    return Figure(above / below) if below > 0 else Figure(reason=NO_CASES)
