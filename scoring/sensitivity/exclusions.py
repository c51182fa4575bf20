"""Leaving out one thing at a time: an interviewer, an adjuster, proxies, flagged answers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from scoring.class_variants import Totals
from scoring.errors import ScoringError
from scoring.plan import Plan
from scoring.profiling.decisions import lines_of
from scoring.scored_contracts import ScoredContract
from scoring.sensitivity.results import Exclusion, Found
from scoring.sensitivity.variants import LeftOut, Pipeline

INTERVIEWER, ADJUSTER, ADJUSTERS = "interviewer", "adjuster", "adjusters"
PROXIES, FLAGGED = "proxies", "flagged"
# So many interviewers of one contract are left out in turn, those with most interviews first.
MOST_ROUNDS = 40

Named = tuple[str, str, frozenset[str]]  # kind, what is left out, the contracts it bears on


def exclusions_of(pipeline: Pipeline, ranked: Sequence[ScoredContract]) -> tuple[Exclusion, ...]:
    """Return the total of each ranked contract with one thing less, through the whole pipeline.

    In round r every contract does without its r-th interviewer, so that there are no more passes
    than the contract with most interviewers has. Flags are evidence, and never exclude by
    themselves: what they would change is shown here.
    """
    rows: list[Exclusion] = []
    if not ranked:
        return ()
    for names, left_out, plan in _variants(pipeline, ranked):
        rows += _compared(pipeline, ranked, names, left_out, plan)
    return tuple(sorted(rows, key=lambda row: (row.contract, row.kind, row.left_out)))


def _variants(
    pipeline: Pipeline, ranked: Sequence[ScoredContract]
) -> Iterator[tuple[list[Named], LeftOut, Plan]]:
    """Yield what is left out, told contract by contract, and under which plan."""
    plan, collected = pipeline.bundle.plan, pipeline.collected
    everyone = frozenset(contract.code for contract in ranked)
    if collected.is_proxy.any():
        yield [(PROXIES, "", everyone)], LeftOut(proxies=True), plan
    if collected.is_flagged.any():
        yield [(FLAGGED, "", everyone)], LeftOut(flagged=True), plan
    if plan.adjusters:
        yield [(ADJUSTERS, "", everyone)], LeftOut(), replace(plan, adjusters=())
    if len(plan.adjusters) > 1:
        for gone in plan.adjusters:
            kept = tuple(row for row in plan.adjusters if row.code != gone.code)
            yield [(ADJUSTER, gone.code, everyone)], LeftOut(), replace(plan, adjusters=kept)
    yield from _rounds(pipeline, ranked)


def _rounds(
    pipeline: Pipeline, ranked: Sequence[ScoredContract]
) -> Iterator[tuple[list[Named], LeftOut, Plan]]:
    collected = pipeline.collected
    people = {
        contract.code: _busiest_first(pipeline, contract.code)[:MOST_ROUNDS] for contract in ranked
    }
    # Who did all the interviews cannot be left out.
    people = {
        code: names
        for code, names in people.items()
        if len(names) > 1
        or (names and (collected.interviewer[collected.contract == code] == "").any())
    }
    for turn in range(max((len(names) for names in people.values()), default=0)):
        pairs = {(code, names[turn]) for code, names in people.items() if turn < len(names)}
        told = [(INTERVIEWER, name, frozenset({code})) for code, name in sorted(pairs)]
        yield told, LeftOut(interviewers=frozenset(pairs)), pipeline.bundle.plan


def _busiest_first(pipeline: Pipeline, contract: str) -> list[str]:
    collected = pipeline.collected
    here = collected.interviewer[collected.contract == contract]
    names, counts = np.unique(here[here != ""], return_counts=True)
    order = np.lexsort((names, -counts))
    return [str(names[place]) for place in order]


def _compared(
    pipeline: Pipeline,
    ranked: Sequence[ScoredContract],
    names: list[Named],
    left_out: LeftOut,
    plan: Plan,
) -> list[Exclusion]:
    """Return one row for each contract that what is left out bears on."""
    try:
        scored, _ = pipeline.without(left_out, plan)
    except ScoringError as error:
        return [
            Exclusion(
                kind, name, contract, 0, Found(None, error.code), Found(None, error.code), None
            )
            for kind, name, told in names
            for contract in sorted(told)
        ]
    again = {contract.code: contract for contract in scored}
    lines = lines_of(plan.decision)
    before, after = _totals(ranked), _totals([again[c.code] for c in ranked])
    # A contract that has no total any more keeps its place in the tests of the others.
    lost = np.array([again[contract.code].composite.total is None for contract in ranked])
    for old, new in ((before.totals, after.totals), (before.variances, after.variances)):
        new[lost] = old[lost]
    same = before.classes(lines) == after.classes(lines)
    place = {contract.code: number for number, contract in enumerate(ranked)}
    rows = []
    for kind, name, told in names:
        for code in sorted(told):
            rows.append(_row(kind, name, ranked[place[code]], again[code], bool(same[place[code]])))
    return rows


def _totals(contracts: Sequence[ScoredContract]) -> Totals:
    return Totals(
        np.array([contract.composite.total or 0.0 for contract in contracts]),
        np.array([contract.composite.variance for contract in contracts]),
        np.array([contract.degrees_of_freedom for contract in contracts]),
        np.ones(len(contracts), np.bool_),
    )


def _row(
    kind: str, name: str, before: ScoredContract, after: ScoredContract, is_same: bool
) -> Exclusion:
    answers = after.estimates.answers
    total, was = after.composite.total, before.composite.total
    if total is None or was is None:
        blank = Found(None, after.composite.reasons[0])
        return Exclusion(kind, name, before.code, answers, blank, blank, None)
    return Exclusion(kind, name, before.code, answers, Found(total), Found(total - was), is_same)
