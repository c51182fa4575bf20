"""Figures of an evaluation as a whole: interviewers, scales, drivers, case-mix slopes."""

import numpy as np

from scoring.errors import MethodError
from scoring.figures import (
    Driver,
    DriverTable,
    EvaluationFigures,
    Figure,
    FunnelFigures,
    InterviewerEffect,
    ScaleFigures,
    Slope,
)
from scoring.moments.estimates import SurveyEstimates
from scoring.moments.item_sums import (
    DRIVERS,
    ItemSet,
    ItemSums,
    column_means,
    item_sets,
    within_covariance,
)
from scoring.plan import Plan
from scoring.profiling.drivers import MOST_DRIVERS, drivers_of, importance_performance
from scoring.profiling.interviewer_variance import NO_GROUP, InterviewerVariance
from scoring.profiling.reliability import one_factor, scale_reliability
from scoring.profiling.true_places import bottom_count

FEWEST_ANSWERS = 30  # complete answers below which no covariance of items is looked at


def evaluation_figures(
    plan: Plan,
    survey: SurveyEstimates,
    effects: InterviewerVariance,
    funnel: FunnelFigures,
    ranked: int,
) -> EvaluationFigures:
    """Return what holds for all contracts together."""
    sets = item_sets(plan, exact=survey.is_exact)
    pairs = list(zip(sets, survey.items, strict=True)) if survey.items else []
    return EvaluationFigures(
        bottom_count=bottom_count(ranked) if ranked else 0,
        funnel=funnel,
        interviewers=_effect(effects),
        scales=tuple(_scale(row, sums) for row, sums in pairs if row.code != DRIVERS),
        drivers=_drivers(pairs),
        slopes=_slopes(plan, survey),
    )


def _effect(effects: InterviewerVariance) -> InterviewerEffect:
    groups = np.unique(effects.groups[effects.groups != NO_GROUP]).size
    if effects.between is None or effects.share is None:
        blank = Figure(reason=effects.reason)
        return InterviewerEffect(blank, blank, int(groups), "")
    variance, share = Figure(effects.between), Figure(effects.share)
    return InterviewerEffect(variance, share, int(groups), effects.method)


def _scale(row: ItemSet, sums: ItemSums) -> ScaleFigures:
    """Return alpha and omega of a scale; blank where too few answered or answers are alike."""
    covariance, base = within_covariance(sums, row.codings)
    items = tuple(coding.items[0] for coding in row.codings)
    if base < FEWEST_ANSWERS:
        blank = Figure(reason="too_few_answers")
        return ScaleFigures(row.code, items, base, blank, blank)
    try:
        alpha = Figure(scale_reliability(covariance).alpha)
    except MethodError:
        blank = Figure(reason="no_common_variation")
        return ScaleFigures(row.code, items, base, blank, blank)
    if len(items) < 3:
        return ScaleFigures(row.code, items, base, alpha, Figure(reason="fewer_than_three_items"))
    try:
        omega = Figure(one_factor(covariance).omega)
    except MethodError:
        omega = Figure(reason="no_common_variation")
    return ScaleFigures(row.code, items, base, alpha, omega)


def _drivers(pairs: list[tuple[ItemSet, ItemSums]]) -> DriverTable:
    """Return the drivers of the heaviest satisfaction input among the others."""
    found = [(row, sums) for row, sums in pairs if row.code == DRIVERS]
    if not found:
        return DriverTable(None, 0, Figure(reason="no_overall_answer"), ())
    row, sums = found[0]
    codes = [coding.code for coding in row.codings]
    covariance, base = within_covariance(sums, row.codings)
    if base < FEWEST_ANSWERS:
        return DriverTable(codes[0], base, Figure(reason="too_few_answers"), ())
    if len(codes) - 1 > MOST_DRIVERS:
        return DriverTable(codes[0], base, Figure(reason="too_many_aspects"), ())
    try:
        drawn = drivers_of(covariance)
    except MethodError:
        return DriverTable(codes[0], base, Figure(reason="no_common_variation"), ())
    means = column_means(sums, row.codings)[1:]
    quadrants = importance_performance(drawn.shapley, means)
    columns = (drawn.shapley, drawn.relative_weights, drawn.slopes, means)
    rows = zip(codes[1:], *(column.tolist() for column in columns), quadrants, strict=True)
    return DriverTable(codes[0], base, Figure(drawn.explained), tuple(Driver(*r) for r in rows))


def _slopes(plan: Plan, survey: SurveyEstimates) -> tuple[Slope, ...]:
    """Return beta with its standard error for every input and adjuster."""
    if survey.beta is None or survey.beta_standard_error is None:
        return ()
    return tuple(
        Slope(
            input=code,
            adjuster=adjuster.code,
            slope=float(survey.beta[g, q]),
            standard_error=float(survey.beta_standard_error[g, q]),
        )
        for g, code in enumerate(survey.variables)
        for q, adjuster in enumerate(plan.adjusters)
    )
