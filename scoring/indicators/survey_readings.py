"""This room is for taking a contract's survey estimates to the rules, or saying why not."""

import math

from scoring.indicators.inputs import survey_inputs
from scoring.indicators.readings import Reading, blank, exact_number
from scoring.moments.estimates import ContractEstimates
from scoring.plan import Plan, Thresholds
from scoring.scorebook import Estimate

NO_ANSWERS = "no_answers"
TOO_FEW_ANSWERS = "too_few_answers"
TOO_FEW_PSUS = "too_few_psus"

# A mean of fewer answers than this is not written down at all: it could point at persons.
FEWEST_SHOWN = 10


def blank_reason(estimates: ContractEstimates, position: int, thresholds: Thresholds) -> str | None:
    """Return why a survey input may not enter a rule, None where it may."""
    answers = int(estimates.answers_by_variable[position])
    if estimates.answers == 0:
        return NO_ANSWERS
    if answers < thresholds.minimum_answers:
        return TOO_FEW_ANSWERS
    if int(estimates.psus_by_variable[position]) < thresholds.minimum_psus:
        return TOO_FEW_PSUS
    return estimates.reasons.get(estimates.variables[position])


def readings_of_survey(plan: Plan, estimates: ContractEstimates) -> dict[str, Reading]:
    """Return the readings of every survey input of the plan, from the estimates of record.

    A reading is blank with ``no_answers``, ``too_few_answers`` or ``too_few_psus`` where the
    plan's thresholds are not reached.
    """
    positions = {code: index for index, code in enumerate(estimates.variables)}
    readings = {}
    for code in survey_inputs(plan):
        position = positions[code]
        reason = blank_reason(estimates, position, plan.thresholds)
        if reason is not None:
            readings[code] = blank(reason)
            continue
        # Rounding noise of the last bits may lift a mean of full marks above 100.
        value = min(max(float(estimates.official[position]), 0.0), 100.0)
        variance = max(float(estimates.covariance[position, position]), 0.0)
        readings[code] = Reading(exact_number(value), variance)
    return readings


def estimate_rows(plan: Plan, estimates: ContractEstimates) -> tuple[Estimate, ...]:
    """Return all variables as the score book shows them, raw beside adjusted."""
    return tuple(
        _estimate_row(plan, estimates, position) for position in range(len(estimates.variables))
    )


def _estimate_row(plan: Plan, estimates: ContractEstimates, position: int) -> Estimate:
    reason = blank_reason(estimates, position, plan.thresholds)
    answers = int(estimates.answers_by_variable[position])
    is_shown = answers >= FEWEST_SHOWN
    variance = max(float(estimates.covariance[position, position]), 0.0)
    is_adjusted = is_shown and estimates.is_adjusted
    return Estimate(
        input=estimates.variables[position],
        official=None if reason else float(estimates.official[position]),
        raw=float(estimates.raw[position]) if is_shown else None,
        adjusted=float(estimates.adjusted[position]) if is_adjusted else None,
        standard_error=None if reason else math.sqrt(variance),
        answers=answers,
        psus=int(estimates.psus_by_variable[position]),
        reason=reason,
    )
