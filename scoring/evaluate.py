"""This room is for the pipeline: a bundle in, a score book out, readable from top to bottom."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from fractions import Fraction
from typing import Any

import numpy as np
from scipy import sparse

from scoring.bundle import Bundle
from scoring.bundle_schema import ENGINE
from scoring.class_variants import class_shares
from scoring.engine import estimate
from scoring.indicators.gaps import Carrier
from scoring.indicators.readings import Reading, readings_of_measures
from scoring.indicators.vetoes import capped_grade, checked_findings, is_capped, vetoes_of
from scoring.moments.estimates import SurveyEstimates
from scoring.plan import Plan
from scoring.plan_checks import findings, require_lockable
from scoring.profiling.decisions import decide, undecided
from scoring.profiling.grades import GradeRule, grade_results, half_widths
from scoring.profiling.profile import Profile, profile
from scoring.scorebook import ContractScore, Figure, GradeResult, RankResult, ScoreBook
from scoring.scored_contracts import (
    ScoredContract,
    Standing,
    Surroundings,
    basis_of,
    circumstances_of,
    contract_row,
    notes_on,
    notes_on_influence,
    score_contract,
)
from scoring.survey.interviewer_counts import interviewer_counts
from scoring.survey.response_rates import outcomes_of, response_rate

Progress = Callable[[str, int, int], None]

# Common slopes tie every contract to every other; above this many contracts the full matrix would
# not fit, and the ties are so weak by then that they are left out, with a note.
SLOPES_UP_TO = 2_000


def evaluate(
    bundle: Bundle,
    *,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> ScoreBook:
    """Return the score book of a bundle.

    Parameters
    ----------
    bundle : Bundle
        Answers, measures and the plan that says what to make of them.
    workers : int, optional
        Threads for the pass over the responses; the result does not depend on it.
    executor : Executor, optional
        Runs that pass instead, say on a cluster; nor does the result depend on this.
    progress : callable, optional
        Told ``(stage, done, total)``; stages are responses, contracts, ranking, done.

    Returns
    -------
    ScoreBook
        Contracts in the order of their codes; blank figures carry reason codes.

    Raises
    ------
    PlanError
        ``plan_not_lockable`` where the plan contradicts itself.
    BundleError
        ``missing_measure`` listing every missing value, or the faults of a single one.
    MethodError
        Where an input lies outside what its rule can take.
    """
    tell = progress or _silent
    require_lockable(bundle.plan)
    survey = estimate(
        bundle, workers=workers, executor=executor, progress=_for_stage(tell, "responses")
    )
    tell("contracts", 0, len(survey.contracts))
    contracts = score_contracts(bundle, survey)
    tell("ranking", 0, len(contracts))
    ranked = [contract for contract in contracts if contract.is_ranked]
    found = _profile(contracts, ranked, survey)
    standings = _standings(bundle.plan, ranked, found, survey)
    rows = tuple(_row(bundle.plan, contract, standings) for contract in contracts)
    tell("done", len(contracts), len(contracts))
    return ScoreBook(
        evaluation=bundle.plan.evaluation,
        title=bundle.plan.title,
        engine=ENGINE,
        bundle_hash=bundle.digest,
        plan_hash=bundle.plan.digest,
        is_demo=bundle.plan.is_demo,
        contracts=rows,
        ranking=found.ranking,
        notes=_notes(bundle, survey, contracts),
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def _for_stage(tell: Progress, stage: str) -> Callable[[int, int], None]:
    return lambda done, total: tell(stage, done, total)


def score_contracts(bundle: Bundle, survey: SurveyEstimates) -> tuple[ScoredContract, ...]:
    """Score every contract of a bundle from the estimates of its survey, in their order."""
    plan = bundle.plan
    rows = {row["contract"]: row for row in bundle.contracts().to_pylist()}
    measured = readings_of_measures(plan, rows, bundle.measures())
    lowest = _lowest_prices(plan, measured)
    rates = _response_rates(bundle)
    found = checked_findings(bundle.findings(), rows)
    interviewers = interviewer_counts(bundle.response_parts(), plan)
    carrier = Carrier(plan)
    return tuple(
        score_contract(
            plan,
            rows[estimates.contract],
            estimates,
            measured[estimates.contract],
            lowest,
            Surroundings(
                rates[estimates.contract],
                vetoes_of(plan, estimates.contract, found),
                interviewers.get(estimates.contract),
            ),
            carrier,
        )
        for estimates in survey.contracts
    )


def _lowest_prices(
    plan: Plan, measured: Mapping[str, Mapping[str, Reading]]
) -> dict[str, Fraction]:
    """Return the lowest price of all contracts for each input that is judged by it."""
    priced = {part.input for leaf in plan.indicators for part in leaf.parts if part.kind == "LOWP"}
    prices = {
        code: [row[code].value for row in measured.values() if code in row] for code in priced
    }
    known = {code: [price for price in row if price is not None] for code, row in prices.items()}
    return {code: min(row) for code, row in known.items() if row}


def _response_rates(bundle: Bundle) -> dict[str, Figure]:
    """Return the response rate of every contract; blank where no drawn cases are recorded."""
    codes = bundle.contracts()["contract"].to_pylist()
    sample = bundle.sample()
    if sample is None:
        return dict.fromkeys(codes, Figure(reason="no_frame"))
    cases: dict[str, list[str]] = {code: [] for code in codes}
    columns = (sample["contract"].to_pylist(), sample["disposition"].to_pylist())
    for contract, disposition in zip(*columns, strict=True):
        cases[contract].append(disposition)
    return {code: response_rate(outcomes_of(rows)) for code, rows in cases.items()}


def _profile(
    contracts: Sequence[ScoredContract], ranked: Sequence[ScoredContract], survey: SurveyEstimates
) -> Profile:
    """Set the ranked contracts beside each other, with what ties their figures together."""
    kept = [place for place, contract in enumerate(contracts) if contract.is_ranked]
    gradients = np.array([contract.composite.gradient for contract in contracts])
    gradients = gradients.reshape(len(contracts), len(survey.variables))
    shared, counts = survey.shared_covariance(gradients)
    covariance = sparse.csr_array(shared)[kept][:, kept]
    slopes = survey.slope_covariance(gradients)
    if slopes is not None and len(kept) <= SLOPES_UP_TO:
        covariance = covariance + _off_diagonal(slopes[kept] @ slopes[kept].T)
    return profile(
        [contract.code for contract in ranked],
        [contract.name for contract in ranked],
        [contract.composite.total or 0.0 for contract in ranked],
        [contract.composite.variance for contract in ranked],
        [contract.degrees_of_freedom for contract in ranked],
        covariance,
        sparse.csr_array(counts)[kept][:, kept],
    )


def _off_diagonal(matrix: Any) -> sparse.csr_array:
    apart = (matrix + matrix.T) / 2
    np.fill_diagonal(apart, 0.0)
    return sparse.csr_array(apart)


def _standings(
    plan: Plan, ranked: Sequence[ScoredContract], found: Profile, survey: SurveyEstimates
) -> dict[str, Standing]:
    """Grade the ranked contracts and say what the evidence permits to decide."""
    totals = [contract.composite.total or 0.0 for contract in ranked]
    errors = [contract.composite.standard_error for contract in ranked]
    degrees = [contract.degrees_of_freedom for contract in ranked]
    printed = [contract.composite.printed for contract in ranked]
    rule = GradeRule(plan.bands, float(plan.thresholds.grade_half_width))
    earned = grade_results(
        rule, [total for total in printed if total is not None], totals, errors, degrees
    )
    pairs = list(zip(ranked, earned, strict=True))
    grades = [capped_grade(plan, grade, contract.vetoes) for contract, grade in pairs]
    shares = class_shares(plan, ranked, survey).smallest.tolist()
    decisions = decide(
        plan.decision,
        plan.thresholds,
        totals,
        errors,
        degrees,
        found.posterior,
        [basis_of(*row) for row in zip(ranked, found.reliabilities, shares, strict=True)],
        grades,
        [circumstances_of(plan, contract, is_capped(contract.vetoes)) for contract in ranked],
    )
    columns = (found.ranks, grades, decisions, found.shrunk_totals, found.reliabilities)
    widths = half_widths(errors, degrees).tolist()
    standings = [Standing(*row) for row in zip(*columns, widths, strict=True)]
    return {contract.code: row for contract, row in zip(ranked, standings, strict=True)}


def _row(plan: Plan, contract: ScoredContract, standings: Mapping[str, Standing]) -> ContractScore:
    standing = standings.get(contract.code) or _unranked(plan, contract)
    return contract_row(plan, contract, standing)


def _unranked(plan: Plan, contract: ScoredContract) -> Standing:
    """Return the standing of a contract without a total: blanks with its first reason."""
    reason = contract.composite.reasons[0]
    blank = Figure(reason=reason)
    grade = GradeResult(None, None, {}, None, is_borderline=False, reason=reason)
    return Standing(
        rank=RankResult(None, None, (), None, reason),
        grade=capped_grade(plan, grade, contract.vetoes),
        decision=undecided(
            plan.thresholds, basis_of(contract, blank), reason, is_capped(contract.vetoes)
        ),
        shrunk_total=blank,
        reliability=blank,
        half_width=None,
    )


def _notes(
    bundle: Bundle, survey: SurveyEstimates, contracts: Iterable[ScoredContract]
) -> tuple[Mapping[str, Any], ...]:
    """Return what must be printed beside the figures: of the plan, the survey, the contracts."""
    rows = list(contracts)
    notes: list[Mapping[str, Any]] = [
        {"code": finding.code, "where": finding.where, "found": finding.found}
        for finding in findings(bundle.plan)
    ]
    notes += survey.notes
    if survey.beta is not None and len(rows) > SLOPES_UP_TO:
        notes.append({"code": "slope_covariance_left_out", "contracts": len(rows)})
    for contract in rows:
        notes += notes_on(bundle.plan, contract)
    return (*notes, *notes_on_influence(bundle.plan, rows))
