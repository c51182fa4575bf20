"""Tables that make a bundle and recover the truth."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from scoring.bundle import write_bundle
from scoring.bundle_schema import TABLES
from scoring.engine import estimate
from scoring.evaluate import evaluate
from scoring.plan import Plan
from surveys.virtual_city.city import build_city, true_scores
from surveys.virtual_city.fieldwork import FieldworkSettings, conduct_fieldwork
from surveys.virtual_city.measures import administrative_measures
from surveys.virtual_city.sampling import draw_sample
from surveys.virtual_city.tables import covariate, nonresponse_weights, to_bundle_tables

POLICY = Path(__file__).resolve().parents[3] / "evaluator" / "policy"
ADJUSTERS = ["age", "schooling_years", "health", "lives_alone", "urban"]


def plan_of(template, adjusters=(), margins=()):
    """A plan made of a ready template."""
    stated = json.loads((POLICY / "templates" / f"{template}.json").read_text("utf-8"))
    kept = {key: stated[key] for key in ("dimensions", "items", "variables", "vetoes")}
    bands = json.loads((POLICY / "bands.json").read_text("utf-8"))
    chosen = [{"code": code} for code in adjusters]
    return Plan.from_plain(
        kept
        | {"evaluation": "VE-1", "title": {"zh": "演示"}, "bands": bands, "adjusters": chosen}
        | {"weighting": {"margins": list(margins)}, "is_demo": True}
    )


def tables_of(city, seed, completes=267, adjusters=ADJUSTERS, plan=None, **settings):
    sample = draw_sample(city, seed, completes=completes)
    fieldwork = conduct_fieldwork(city, sample, seed, FieldworkSettings(**settings))
    measures = administrative_measures(city, None, seed)
    items = [item.code for item in plan.items] if plan else None
    return to_bundle_tables(city, sample, fieldwork, measures, items, adjusters)


@pytest.fixture(scope="module")
def city():
    return build_city(51)


def test_the_tables_have_the_columns_of_a_bundle_and_belong_together(city):
    tables = tables_of(city, 1)
    for name, schema in TABLES.items():
        assert tables[name.removesuffix(".parquet")].schema == schema
    responses, sample = tables["responses"], tables["sample"]
    interviewed = pc.is_in(sample["disposition"], pa.array(["1.1", "1.2"]))
    assert responses.num_rows == pc.sum(interviewed).as_py()
    assert pc.count_distinct(responses["response"]).as_py() == responses.num_rows
    assert pc.sum(tables["frame"]["population"]).as_py() == 50_000
    assert pc.sum(tables["frame"]["drawn"]).as_py() == sample.num_rows


def test_neither_response_nor_person_can_be_matched_with_a_case(city):
    tables = tables_of(city, 1)
    cases = set(tables["sample"]["case"].to_pylist())
    assert not cases & set(tables["responses"]["response"].to_pylist())
    assert not cases & set(tables["responses"]["person_key"].to_pylist())


def test_weights_add_up_to_the_estimated_population_of_each_contract(city):
    sample = draw_sample(city, 1)
    fieldwork = conduct_fieldwork(city, sample, 1)
    weights = nonresponse_weights(sample, fieldwork)
    answered = np.bincount(sample.contract[fieldwork.case], weights)
    design = np.bincount(sample.contract, 1 / sample.inclusion_probability)
    assert (weights > 0).all()
    assert answered == pytest.approx(design)


def test_margins_count_everybody_once_a_variable(city):
    margins = tables_of(city, 1, adjusters=["age_band", "urban"])["margins"]
    for variable in ("age_band", "urban"):
        chosen = margins.filter(pc.equal(margins["variable"], variable))
        assert pc.sum(chosen["population"]).as_py() == 50_000


def test_a_questionnaire_filled_in_alone_has_no_interviewer(city):
    responses = tables_of(city, 1)["responses"]
    alone = pc.equal(responses["mode"], "self_web")
    assert pc.equal(alone, pc.is_null(responses["interviewer"])).to_pylist().count(False) == 0
    assert pc.any(alone).as_py()


def test_an_unknown_covariate_is_refused(city):
    with pytest.raises(KeyError, match="income"):
        covariate(city, "income", np.array([0]))


def test_the_same_seed_writes_the_same_bundle(city, tmp_path):
    plan = plan_of("T", ADJUSTERS)
    bundles = [
        write_bundle(tmp_path / name, plan=plan, **tables_of(city, seed, plan=plan))
        for name, seed in (("first", 1), ("again", 1), ("other", 2))
    ]
    assert bundles[0].digest == bundles[1].digest != bundles[2].digest


def test_scores_recover_the_truth_of_template_t(tmp_path):
    """With thousands of interviews the adjusted means come near the standardised truth."""
    city = build_city(52, 200_000)
    plan = plan_of("T", ADJUSTERS)
    tables = tables_of(city, 1, 3000, plan=plan, fabricators=0, interviewer_sd=0.0)
    found = estimate(write_bundle(tmp_path / "bundle", plan=plan, **tables))
    codes = ("Q01", "Q02", "Q03", "Q04")
    truth = true_scores(city, codes, standardised=True)
    for contract, expected in zip(found.contracts, truth, strict=True):
        shift = contract.adjusted[: len(codes)] - expected
        assert np.abs(shift).max() < 2.5


def test_raking_to_the_margins_of_the_roster_works(city, tmp_path):
    plan = plan_of("T", ["age_band", "urban"], ["age_band", "urban"])
    tables = tables_of(city, 1, adjusters=["age_band", "urban"], plan=plan)
    found = estimate(write_bundle(tmp_path / "bundle", plan=plan, **tables))
    assert len(found.contracts) == 6


def test_totals_of_an_ordinary_evaluation_follow_the_true_level(city, tmp_path):
    plan = plan_of("T", ADJUSTERS)
    tables = tables_of(city, 1, plan=plan)
    book = evaluate(write_bundle(tmp_path / "bundle", plan=plan, **tables))
    totals = [contract.total for contract in book.contracts]
    level = city.contractors.level
    assert None not in totals
    assert np.corrcoef(totals, level)[0, 1] > 0.95
    assert np.argmin(totals) == level.argmin()
    assert min(totals) < 60 < 85 < max(totals)
