"""This room is for vetoes: a substantiated ground caps the grade and leaves the score as it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from scoring.errors import BundleError
from scoring.plan import Band, Plan
from scoring.scorebook import GradeResult, VetoResult

CANDIDATE = "candidate"
SUBSTANTIATED = "substantiated"
DISMISSED = "dismissed"
STATES = (CANDIDATE, SUBSTANTIATED, DISMISSED)
NEEDED = ("contract", "code", "state")


def checked_findings(
    findings: Sequence[Any], contracts: Collection[str]
) -> tuple[Mapping[str, Any], ...]:
    """Return the veto findings of a bundle once each is known to name one of its contracts.

    A finding that names nobody would otherwise bite nobody, without a word.

    Raises
    ------
    BundleError
        ``wrong_type`` for what is no finding, ``missing_key`` for one without contract, code or
        state, ``unknown_contract``.
    """
    for number, finding in enumerate(findings):
        where = f"findings.json[{number}]"
        if not isinstance(finding, Mapping):
            raise BundleError("wrong_type", where=where, found=finding, allowed="object")
        for key in NEEDED:
            if not isinstance(finding.get(key), str):
                raise BundleError("missing_key", where=where, found=finding.get(key), allowed=key)
        if finding["contract"] not in contracts:
            allowed = sorted(contracts)
            raise BundleError(
                "unknown_contract", where=where, found=finding["contract"], allowed=allowed
            )
    return tuple(findings)


def vetoes_of(
    plan: Plan, contract: str, findings: Iterable[Mapping[str, Any]]
) -> tuple[VetoResult, ...]:
    """Return the veto findings on one contract, in the order of their codes.

    Raises
    ------
    BundleError
        ``unknown_veto`` or ``unknown_veto_state``; ``veto_without_evidence`` where a finding is
        called substantiated without evidence beyond survey answers.
    """
    known = {veto.code for veto in plan.vetoes}
    found = []
    for finding in findings:
        if finding["contract"] != contract:
            continue
        code, state = finding["code"], finding["state"]
        where = f"findings.json/{contract}/{code}"
        if code not in known:
            raise BundleError("unknown_veto", where=where, found=code, allowed=sorted(known))
        if state not in STATES:
            raise BundleError("unknown_veto_state", where=where, found=state, allowed=list(STATES))
        evidence = str(finding.get("evidence") or "").strip()
        if state == SUBSTANTIATED and not evidence:
            raise BundleError("veto_without_evidence", where=where, found=None, allowed="evidence")
        found.append(VetoResult(code, state, evidence))
    return tuple(sorted(found, key=lambda veto: (veto.code, veto.state)))


def is_capped(vetoes: Iterable[VetoResult]) -> bool:
    """Tell whether any finding is substantiated; candidates change nothing."""
    return any(veto.state == SUBSTANTIATED for veto in vetoes)


def capped_grade(plan: Plan, grade: GradeResult, vetoes: Sequence[VetoResult]) -> GradeResult:
    """Return the grade with the one that stands: the worst of the earned one and the caps."""
    caps = {veto.code: veto.capped_grade for veto in plan.vetoes}
    bitten = [caps[veto.code] for veto in vetoes if veto.state == SUBSTANTIATED]
    if not bitten:
        return grade
    candidates = [*bitten, *([grade.earned] if grade.earned else [])]
    return replace(grade, standing=_worst(candidates, plan.bands))


def _worst(grades: Iterable[str], bands: Sequence[Band]) -> str:
    floors = {band.grade: band.floor for band in bands}
    return min(grades, key=lambda grade: floors[grade])
