"""The rates of a wave: what became of the drawn cases, by contract and in all."""

from dataclasses import dataclass

from scoring.figures import Figure
from scoring.survey.outcome_rates import (
    contact_rate,
    cooperation_rate,
    eligible_share_among_known,
    refusal_rate,
    response_rate_of_eligible,
    response_rate_of_eligible_with_partials,
    response_rate_of_known,
    response_rate_of_known_with_partials,
    response_rate_with_partials,
)
from scoring.survey.response_rates import Outcomes, family_of, response_rate
from surveys.queries.tallies import ContractTally


@dataclass(frozen=True, slots=True)
class RateLine:
    """Outcomes of one contract, or of all (without a code), with every rate by its usual name."""

    code: str
    name: str
    outcomes: Outcomes
    rates: dict[str, Figure]


def rate_lines(tallies: list[ContractTally]) -> list[RateLine]:
    """Return a line for each contract, and one for all of them together at the end."""
    lines = [_line(tally.code, tally.name, outcomes_in(tally.dispositions)) for tally in tallies]
    if len(tallies) > 1:
        merged: dict[str, int] = {}
        for tally in tallies:
            for code, count in tally.dispositions.items():
                merged[code] = merged.get(code, 0) + count
        lines.append(_line("", "", outcomes_in(merged)))
    return lines


def outcomes_in(dispositions: dict[str, int]) -> Outcomes:
    """Return counts by family of outcome from counts by disposition."""
    counts: dict[str, int] = {}
    for code, count in dispositions.items():
        family = family_of(code)
        counts[family] = counts.get(family, 0) + count
    return Outcomes(**counts)


def _line(code: str, name: str, outcomes: Outcomes) -> RateLine:
    share = eligible_share_among_known(outcomes).value
    # Where no case's eligibility is known, every unknown one is taken for eligible: the strictest.
    eligible = 1.0 if share is None else share
    rates = {
        "RR1": response_rate(outcomes),
        "RR2": response_rate_with_partials(outcomes),
        "RR3": response_rate_of_eligible(outcomes, eligible),
        "RR4": response_rate_of_eligible_with_partials(outcomes, eligible),
        "RR5": response_rate_of_known(outcomes),
        "RR6": response_rate_of_known_with_partials(outcomes),
        "COOP1": cooperation_rate(outcomes),
        "REF1": refusal_rate(outcomes),
        "CON1": contact_rate(outcomes),
    }
    return RateLine(code, name, outcomes, rates)
