"""What a policy rule found, in sentences that say how to mend it and where the rule is from."""

from dataclasses import dataclass

from evaluator.policy.linting import PolicyFinding
from evaluator.policy.packs import pack, pack_codes
from evaluator.wording.texts import N_, translate
from scoring.plan_checks import CONTRACT_RULE, POLICY_RULE

# check -> (what is wrong, how to mend it)
CHECK_TEXTS: dict[str, tuple[str, str]] = {
    "dimensions_present": (
        N_("No dimension with points covers: %(found)s."),
        N_("Add a dimension for it, or give the one there is points."),
    ),
    "sources_present": (
        N_("No indicator draws on this source: %(found)s."),
        N_("Let purchaser, beneficiaries and assessor each have a say in one indicator or more."),
    ),
    "fiscal_share": (
        N_("Outputs and effects weigh %(found)s points together; %(allowed)s per cent are needed."),
        N_("Raise the weight of the indicators of outputs and effects."),
    ),
    "fiscal_named": (
        N_("These indicators name no dimension of the finance view: %(found)s."),
        N_("Choose decision, process, output or effect for each of them."),
    ),
    "clauses_present": (
        N_("These clauses are missing: %(found)s."),
        N_("Write down for each clause what it says or on which page it stands."),
    ),
    "clause_present": (
        N_("A clause that no contract may lack is missing: %(found)s."),
        N_("Have the contract amended, then write the clause down here."),
    ),
    "term_within": (
        N_("The contract runs %(found)s years; at most %(allowed)s are allowed."),
        N_("Correct the last day, or have the term shortened."),
    ),
    "contractor_eligible": (
        N_("The contractor is of a kind that may not take such contracts: %(found)s."),
        N_("Correct the contractor's kind if it is wrong; otherwise the contract cannot stand."),
    ),
    "contingency_named": (
        N_("It is not written down who takes over should the contractor fail."),
        N_("Name the successor and describe the contingency plan."),
    ),
    "not_hiring": (
        N_("The contract buys staff, not a service."),
        N_("Describe the service that is bought, with its quantity and quality."),
    ),
    "assessor_not_contractor": (
        N_("The assessor firm is, owns or belongs to the contractor."),
        N_("Another firm must assess this contract."),
    ),
}
# check -> what the rule asks for, where a waiver of it is printed
TITLES: dict[str, str] = {
    "dimensions_present": N_("outcomes, management and social impact each have points"),
    "sources_present": N_("purchaser, beneficiaries and assessor each have a say"),
    "fiscal_share": N_("outputs and effects weigh enough in the finance view"),
    "fiscal_named": N_("each indicator names its dimension of the finance view"),
    "clauses_present": N_("a contract states all its clauses"),
    "clause_present": N_("a contract states the clause that none may lack"),
    "term_within": N_("a contract runs no longer than allowed"),
    "contractor_eligible": N_("the contractor is of a kind that may take such contracts"),
    "contingency_named": N_("a contingency plan stands ready"),
    "not_hiring": N_("a contract buys a service, not staff"),
    "assessor_not_contractor": N_("the assessor is independent of the contractor"),
}
TAG_TEXTS: dict[str, str] = {
    "S": N_("from the founding reply"),
    "L": N_("from a statute"),
    "P": N_("from a public page"),
    "M": N_("from memory, to be checked"),
    "D": N_("our own design"),
}


@dataclass(frozen=True, slots=True)
class FindingText:
    """A finding as a reader meets it."""

    wrong: str
    mend: str
    source: str
    evidence: str


def finding_text(
    finding: PolicyFinding, locale: str, names: dict[str, str] | None = None
) -> FindingText:
    """Return what is wrong, how to mend it, and the source; ``names`` turn codes into words."""
    wrong, mend = CHECK_TEXTS[finding.rule.check]
    values = {
        "found": _readable(finding.found, names or {}),
        "allowed": _readable(finding.allowed, names or {}),
    }
    source = finding.rule.source["en" if locale == "en" else "zh"]
    return FindingText(
        translate(wrong, locale) % values,
        translate(mend, locale),
        source,
        translate(TAG_TEXTS[finding.rule.tag], locale),
    )


def waiver_title(rule: str, locale: str) -> str:
    """Return what a waived rule of policy asks for; nothing where the rule is not one of policy."""
    for prefix in (POLICY_RULE, CONTRACT_RULE):
        if rule.startswith(prefix):
            return rule_title(rule.removeprefix(prefix), locale)
    return ""


def rule_title(code: str, locale: str) -> str:
    """Return what a rule of any pack asks for; the code itself where no pack has it any longer."""
    for name in pack_codes():
        rule = pack(name).rules.get(code)
        if rule is not None:
            return translate(TITLES[rule.check], locale)
    return code


def _readable(value: object, names: dict[str, str]) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_readable(inner, names) for inner in value)
    return "—" if value in (None, "") else names.get(str(value), str(value))
