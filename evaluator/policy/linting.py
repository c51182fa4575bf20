"""Holding a plan or a contract against the rules of a policy pack."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from evaluator.policy.checks import BLOCKING, CHECKS, CONTRACT, PLAN, ContractFace, PolicyRule
from scoring.plan import Plan


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """A rule that is not kept: what was found, what would be right, whether it was waived."""

    rule: PolicyRule
    found: object
    allowed: object
    is_waived: bool = False

    @property
    def is_blocking(self) -> bool:
        """Whether nothing can go on before this is mended or waived in writing."""
        return self.rule.severity == BLOCKING and not self.is_waived


def lint_plan(
    rules: Mapping[str, PolicyRule], plan: Plan, waived: Collection[str] = ()
) -> tuple[PolicyFinding, ...]:
    """Return what a pack's rules find in a plan, blocking findings first."""
    return _lint(rules, PLAN, plan, waived)


def lint_contract(
    rules: Mapping[str, PolicyRule], face: ContractFace, waived: Collection[str] = ()
) -> tuple[PolicyFinding, ...]:
    """Return what a pack's rules find in a contract, blocking findings first."""
    return _lint(rules, CONTRACT, face, waived)


def _lint(
    rules: Mapping[str, PolicyRule], subject: str, thing: object, waived: Collection[str]
) -> tuple[PolicyFinding, ...]:
    found = []
    for rule in rules.values():
        seen = CHECKS[rule.check].run(thing, rule.parameters) if rule.subject == subject else None
        if seen is not None:
            is_waived = rule.code in waived
            found.append(PolicyFinding(rule, seen.found, seen.allowed, is_waived))
    return tuple(sorted(found, key=lambda finding: not finding.is_blocking))
