"""What speaks against locking a plan, in sentences that say how to mend it."""

from collections.abc import Mapping

from evaluator.wording.texts import N_, translate
from scoring.plan_checks import Finding

FINDINGS: dict[str, str] = {
    "points_not_100": N_(
        "The weights sum to %(found)s; they must sum to 100. “Distribute the rest” mends this."
    ),
    "satisfaction_not_heaviest": N_(
        "Beneficiary satisfaction must weigh more than every other dimension, now %(found)s. "
        "Weights that mend this are proposed on the page of the indicator set; a waiver with a "
        "written reason is the exception."
    ),
    "satisfaction_not_heaviest_in_effect": N_(
        "Satisfaction weighs most on paper, but some of its rules give points whatever people "
        "answer. Points that answers and measures can move: %(found)s. Mend the tables of its "
        "rules, or give it more weight."
    ),
    "satisfaction_not_marked": N_("No dimension is marked as beneficiary satisfaction."),
    "points_not_positive": N_("%(where)s has %(found)s points; every weight must be above 0."),
    "indicator_without_rule": N_("%(where)s has no rule that gives points."),
    "dimension_empty": N_("The dimension %(where)s has no indicator."),
    "lines_out_of_order": N_(
        "The exit line and the renewal line are %(found)s; the exit line must be the lower one."
    ),
    "alpha_out_of_range": N_("The error rate is %(found)s; it must lie between 0 and 0.5."),
    "threshold_too_low": N_(
        "The smallest numbers of answers and villages are %(found)s; at least 1 and 2 are needed."
    ),
    "waiver_unsigned": N_("The waiver needs a reason and a name."),
    "duplicate_code": N_("The code %(found)s stands twice among the %(where)s."),
    "unknown_variable": N_("%(where)s reads the survey figure %(found)s, which is not defined."),
    "unknown_item": N_("%(where)s uses the question %(found)s, which is not scored."),
}
ANY_OTHER = N_("%(where)s: found %(found)s, allowed %(allowed)s (%(code)s).")


def finding_sentence(finding: Finding, locale: str) -> str:
    """Return what is wrong, where, and what would be right."""
    text = translate(FINDINGS.get(finding.code, ANY_OTHER), locale)
    return text % {
        "code": finding.code,
        "where": finding.where,
        "found": _readable(finding.found),
        "allowed": _readable(finding.allowed),
    }


def _readable(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {inner}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(inner) for inner in value)
    return "—" if value is None else str(value)
