"""What the linter can look at in a plan and in a contract; packs say which checks hold, and how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluator.policy.terms import Text
from scoring.plan import Plan

PLAN, CONTRACT = "plan", "contract"
SUBJECTS = (PLAN, CONTRACT)
BLOCKING, WARNING = "blocking", "warning"
SEVERITIES = (BLOCKING, WARNING)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class ContractFace:
    """What the linter sees of a contract."""

    missing_clauses: tuple[str, ...]
    years: Decimal
    longest_years: int
    is_contractor_eligible: bool | None  # None where the contractor's kind is not recorded
    contractor_kind: str
    has_contingency_plan: bool
    is_staffing_only: bool
    services: tuple[str, ...]
    is_assessed_by_contractor: bool


@dataclass(frozen=True, slots=True)
class Observed:
    """What a check found, and what would be right."""

    found: object
    allowed: object


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be looked at, and the parameters it needs."""

    subject: str
    parameters: tuple[str, ...]
    run: Callable[[Any, Mapping[str, Any]], Observed | None]


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """A rule of a pack: a check with parameters, how grave it is, and where it is from."""

    code: str
    subject: str
    check: str
    severity: str
    parameters: Mapping[str, Any]
    source: Text
    tag: str


def _dimensions_present(plan: Plan, parameters: Mapping[str, Any]) -> Observed | None:
    """Each of the contents that policy asks for is a dimension with points."""
    names = [node.name.get("zh", "") for node in plan.dimensions if node.weight > 0]
    absent = [
        words[0]
        for words in parameters["contents"]
        if not any(word in name for word in words for name in names)
    ]
    return Observed(absent, [words[0] for words in parameters["contents"]]) if absent else None


def _sources_present(plan: Plan, parameters: Mapping[str, Any]) -> Observed | None:
    """The purchaser, the people served and the assessor each have a say."""
    sources = {part.source for leaf in plan.indicators for part in leaf.parts}
    absent = [group[0] for group in parameters["groups"] if not sources & set(group)]
    return Observed(absent, [group[0] for group in parameters["groups"]]) if absent else None


def _fiscal_share(plan: Plan, parameters: Mapping[str, Any]) -> Observed | None:
    """Outputs and effects together weigh enough; what has no tag yet may still belong to them."""
    wanted = {*parameters["dimensions"], ""}
    share = sum((leaf.weight for leaf in plan.indicators if leaf.fiscal in wanted), Decimal(0))
    least = Decimal(parameters["least"])
    return Observed(share, least) if share * HUNDRED < least * plan.total_points else None


def _fiscal_named(plan: Plan, _parameters: Mapping[str, Any]) -> Observed | None:
    """Each indicator says to which dimension of the finance view it belongs."""
    bare = [leaf.code for leaf in plan.indicators if not leaf.fiscal]
    return Observed(bare, "") if bare else None


def _clauses_present(face: ContractFace, _parameters: Mapping[str, Any]) -> Observed | None:
    """Every clause that a contract must state is stated."""
    return Observed(list(face.missing_clauses), "") if face.missing_clauses else None


def _clause_present(face: ContractFace, parameters: Mapping[str, Any]) -> Observed | None:
    """One clause that nothing may do without is stated."""
    clause = parameters["clause"]
    return Observed([clause], "") if clause in face.missing_clauses else None


def _term_within(face: ContractFace, _parameters: Mapping[str, Any]) -> Observed | None:
    """The contract does not run longer than contracts may."""
    return Observed(face.years, face.longest_years) if face.years > face.longest_years else None


def _contractor_eligible(face: ContractFace, _parameters: Mapping[str, Any]) -> Observed | None:
    """The contractor is of a kind that may take such contracts."""
    if face.is_contractor_eligible is False:
        return Observed(face.contractor_kind, "")
    return None


def _contingency_named(face: ContractFace, _parameters: Mapping[str, Any]) -> Observed | None:
    """It is written down who takes over should the contractor fail."""
    return None if face.has_contingency_plan else Observed(None, "")


def _not_hiring(face: ContractFace, _parameters: Mapping[str, Any]) -> Observed | None:
    """The contract buys a service, not merely hands."""
    return Observed(None, "") if face.is_staffing_only else None


def _assessor_not_contractor(face: ContractFace, _parameters: Mapping[str, Any]) -> Observed | None:
    """Nobody assesses a contract of their own."""
    return Observed(None, "") if face.is_assessed_by_contractor else None


CHECKS: dict[str, Check] = {
    "dimensions_present": Check(PLAN, ("contents",), _dimensions_present),
    "sources_present": Check(PLAN, ("groups",), _sources_present),
    "fiscal_share": Check(PLAN, ("dimensions", "least"), _fiscal_share),
    "fiscal_named": Check(PLAN, (), _fiscal_named),
    "clauses_present": Check(CONTRACT, (), _clauses_present),
    "clause_present": Check(CONTRACT, ("clause",), _clause_present),
    "term_within": Check(CONTRACT, (), _term_within),
    "contractor_eligible": Check(CONTRACT, (), _contractor_eligible),
    "contingency_named": Check(CONTRACT, (), _contingency_named),
    "not_hiring": Check(CONTRACT, (), _not_hiring),
    "assessor_not_contractor": Check(CONTRACT, (), _assessor_not_contractor),
}
