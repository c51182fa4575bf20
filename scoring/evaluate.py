"""This room is for the pipeline: a bundle in, a score book out, readable from top to bottom."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from fractions import Fraction
from typing import Any

from scoring.bundle import Bundle
from scoring.bundle_schema import ENGINE
from scoring.contract_figures import workload
from scoring.engine import estimate
from scoring.evaluation_figures import evaluation_figures
from scoring.figures import Figure
from scoring.indicators.gaps import Carrier
from scoring.indicators.readings import Reading, readings_of_measures
from scoring.indicators.vetoes import checked_findings, vetoes_of
from scoring.moments.estimates import SurveyEstimates
from scoring.plan import Plan
from scoring.plan_checks import findings, require_lockable
from scoring.profiling.interviewer_variance import InterviewerVariance, interviewer_variance
from scoring.scorebook import ScoreBook
from scoring.scored_contracts import (
    ScoredContract,
    Surroundings,
    contract_row,
    notes_on,
    notes_on_influence,
    score_contract,
)
from scoring.standings import SLOPES_UP_TO, profile_of, standings_of
from scoring.survey.response_rates import outcomes_of, response_rate

Progress = Callable[[str, int, int], None]


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
    effects = interviewer_variance(survey.interviewing)
    contracts = score_contracts(bundle, survey, effects)
    tell("ranking", 0, len(contracts))
    ranked = [contract for contract in contracts if contract.is_ranked]
    found = profile_of(contracts, survey, effects)
    standings, funnel = standings_of(bundle.plan, contracts, found, survey, effects, bundle.look)
    rows = tuple(
        contract_row(bundle.plan, contract, standings[contract.code]) for contract in contracts
    )
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
        figures=evaluation_figures(bundle.plan, survey, effects, funnel, len(ranked)),
        notes=_notes(bundle, survey, contracts, effects),
    )


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def _for_stage(tell: Progress, stage: str) -> Callable[[int, int], None]:
    return lambda done, total: tell(stage, done, total)


def score_contracts(
    bundle: Bundle, survey: SurveyEstimates, effects: InterviewerVariance | None = None
) -> tuple[ScoredContract, ...]:
    """Score every contract of a bundle from the estimates of its survey, in their order.

    ``effects`` says what interviewers add to the variances; it is found where it is not given.
    """
    plan = bundle.plan
    effects = effects or interviewer_variance(survey.interviewing)
    rows = {row["contract"]: row for row in bundle.contracts().to_pylist()}
    measured = readings_of_measures(plan, rows, bundle.measures())
    lowest = _lowest_prices(plan, measured)
    rates = _response_rates(bundle)
    found = checked_findings(bundle.findings(), rows)
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
                *workload(survey.interviewing, effects, number),
            ),
            carrier,
        )
        for number, estimates in enumerate(survey.contracts)
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


def _notes(
    bundle: Bundle,
    survey: SurveyEstimates,
    contracts: Iterable[ScoredContract],
    effects: InterviewerVariance,
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
    if not effects.are_linked:
        groups = int(effects.groups.max()) + 1
        notes.append({"code": "contracts_without_common_interviewer", "found": groups})
    for contract in rows:
        notes += notes_on(bundle.plan, contract)
    return (*notes, *notes_on_influence(bundle.plan, rows))
