"""Plans that break one rule each, made from a ready one."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from scoring.plan import Indicator, Plan


def without_dimension(plan: Plan, code: str) -> Plan:
    """Return the plan without a dimension."""
    return replace(plan, dimensions=tuple(one for one in plan.dimensions if one.code != code))


def without_source(plan: Plan, source: str) -> Plan:
    """Return the plan with a source of information replaced by records."""
    return _mapped(
        plan,
        lambda leaf: replace(
            leaf,
            parts=tuple(
                replace(part, source="AD") if part.source == source else part for part in leaf.parts
            ),
        ),
    )


def without_fiscal(plan: Plan, names: Mapping[str, str]) -> Plan:
    """Return the plan with dimensions of the finance view renamed."""
    return _mapped(plan, lambda leaf: replace(leaf, fiscal=names.get(leaf.fiscal, leaf.fiscal)))


def _mapped(plan: Plan, change: Callable[[Indicator], Indicator]) -> Plan:
    return replace(
        plan,
        dimensions=tuple(
            replace(
                node,
                groups=tuple(
                    replace(group, indicators=tuple(map(change, group.indicators)))
                    for group in node.groups
                ),
            )
            for node in plan.dimensions
        ),
    )
