"""This room is for tests of one contract between its inputs and its row in the score book."""

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from scoring.bundle import Bundle
from scoring.engine import estimate
from scoring.evaluate import evaluate
from scoring.figures import Figure
from scoring.indicators.readings import readings_of_measures
from scoring.plan import Plan
from scoring.scorebook import VetoResult
from scoring.scored_contracts import (
    ScoredContract,
    Surroundings,
    basis_of,
    circumstances_of,
    score_contract,
)

MakeBundle = Callable[..., Bundle]


def scored(bundle: Bundle, **changes: Any) -> list[ScoredContract]:
    rows: Mapping[str, Mapping[str, Any]] = {
        row["contract"]: row for row in bundle.contracts().to_pylist()
    }
    measured = readings_of_measures(bundle.plan, rows, bundle.measures())
    return [
        score_contract(
            bundle.plan,
            rows[estimates.contract],
            dataclasses.replace(estimates, **changes),
            measured[estimates.contract],
            {},
            Surroundings(Figure(reason="no_frame"), interviewers=5),
        )
        for estimates in estimate(bundle).contracts
    ]


def test_the_gates_of_a_decision_see_what_the_figures_rest_on(make_bundle: MakeBundle) -> None:
    (contract,) = scored(make_bundle({"K1": 60}))
    basis = basis_of(contract, Figure(0.8), robust_share=0.95)

    assert (basis.answers, basis.psus, basis.effective_answers) == (60, 20, 60.0)
    assert basis.interviewers == 5
    assert (basis.reliability, basis.robust_share) == (0.8, 0.95)


def test_a_weak_dimension_is_named(make_bundle: MakeBundle, plan_t: Plan) -> None:
    (contract,) = scored(make_bundle({"K1": 60}, levels={"K1": 0.3}))

    assert "A" in circumstances_of(plan_t, contract, is_vetoed=False).weak_items


def test_without_a_frame_nothing_is_said_of_this_years_clients_alone(
    make_bundle: MakeBundle,
) -> None:
    (contract,) = scored(make_bundle({"K1": 60}), clients_reason="no_frame")

    assert contract.client_standard_error is None


def test_a_plan_without_a_survey_has_a_known_variance(
    make_bundle: MakeBundle, plan_t: Plan
) -> None:
    only = tuple(node for node in plan_t.dimensions if node.code == "D")
    plan = dataclasses.replace(plan_t, dimensions=only)
    (contract,) = scored(make_bundle({"K1": 60}, plan=plan))

    assert contract.degrees_of_freedom == math.inf
    assert contract.composite.variance == 0


@pytest.mark.parametrize("state", ["candidate", "substantiated"])
def test_findings_are_carried_into_the_row(make_bundle: MakeBundle, state: str) -> None:
    finding = {"contract": "K1", "code": "V1", "state": state, "evidence": "receipts"}
    book = evaluate(make_bundle({"K1": 60}, findings=[finding]))

    assert book.contracts[0].vetoes == (VetoResult("V1", state, "receipts"),)
