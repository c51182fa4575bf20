"""This room is for whole composite pipelines against reference: ASEM and the contractors."""

from pathlib import Path

import numpy as np
import pytest

from scoring.indicators.aggregation import Recipe, aggregate, shares_of_index
from scoring.indicators.distributions import correlation, cronbach_alpha, describe
from scoring.indicators.goalposts import Goalposts, between_goalposts
from scoring.indicators.normalisation import (
    borda,
    distance_to_best,
    minmax,
    percentile_rank,
    rank_scores,
    zscore,
)
from scoring.indicators.outranking import copeland, outranking
from scoring.indicators.places import places
from scoring.indicators.preparation import denominate, has_enough, impute
from scoring.indicators.tables import Table, rounded_to_digits, table_of
from scoring.indicators.treatment import treat
from tests.reference.composites import Case, Tally, case_of, index_scores, rows_of, table_from

NAMES = ("asem_default", "contractors_a")
NORMALISATIONS = {
    "minmax_0_100": lambda table, facing: minmax(table, facing),
    "minmax_1_100": lambda table, facing: minmax(table, facing, 1, 100),
    "zscore_0_1": lambda table, facing: zscore(table, facing),
    "zscore_10_2": lambda table, facing: zscore(table, facing, 10, 2),
    "rank": rank_scores,
    "borda": borda,
    "prank": percentile_rank,
    "dist2max": distance_to_best,
}
MISPRINTED = {("TolMin", "N.Unique")}
pytestmark = pytest.mark.reference


@pytest.fixture(scope="module", params=NAMES)
def case(request: pytest.FixtureRequest, reference: Path) -> Case:
    return case_of(reference / "composite" / request.param)


@pytest.fixture(scope="module")
def asem(reference: Path) -> Case:
    return case_of(reference / "composite" / "asem_default")


@pytest.fixture(scope="module")
def contractors(reference: Path) -> Case:
    return case_of(reference / "composite" / "contractors_a")


def prepared(case: Case) -> Table:
    """Denominated and imputed, as each case states."""
    if case.folder.name == "contractors_a":
        return impute(case.raw, "median")
    used = {code: case.meta[code]["Denominator"] for code in case.leaves}
    sizes = table_from(case.rows, sorted({name for name in used.values() if name}))
    divided = denominate(case.raw, sizes, {code: name for code, name in used.items() if name})
    return impute(divided, "mean", [row["EurAsia_group"] for row in case.rows])


def test_the_stages_before_treatment(asem: Case) -> None:
    tally = Tally()
    used = {code: asem.meta[code]["Denominator"] for code in asem.leaves}
    sizes = table_from(asem.rows, sorted({name for name in used.values() if name}))
    divided = denominate(asem.raw, sizes, {code: name for code, name in used.items() if name})
    tally.add_table(divided, asem.folder / "expected_stage_denominated.csv")
    tally.add_table(prepared(asem), asem.folder / "expected_stage_imputed.csv")
    assert has_enough(prepared(asem), 0.9).all()
    tally.add_table(prepared(asem), asem.folder / "expected_stage_screened.csv")
    assert (tally.count, tally.blanks) == (7432, 65), tally


def test_the_contractors_are_imputed_by_medians(contractors: Case) -> None:
    tally = Tally()
    tally.add_table(prepared(contractors), contractors.folder / "expected_stage_imputed.csv")
    assert tally.count == 24 * 14


def test_treatment_normalisation_and_aggregation(case: Case) -> None:
    tally = Tally()
    treated, _ = treat(prepared(case))
    tally.add_table(treated, case.folder / "expected_stage_treated.csv")
    normalised = minmax(treated, case.directions)
    tally.add_table(normalised, case.folder / "expected_stage_normalised.csv")
    scores = aggregate(normalised, case.index)
    tally.add_scores(scores, case.folder / "expected_stage_aggregated.csv", case.index.code)
    name = {"Index": "arithmetic", "IDX": "minmax_arithmetic"}[case.index.code]
    tally.add_scores(scores, case.folder / f"expected_results_{name}.csv", case.index.code)
    assert tally.largest < 1e-9, tally


def test_what_treatment_reports(case: Case) -> None:
    _, treatments = treat(prepared(case))
    expected = {row["iCode"]: row for row in rows_of(case.folder / "expected_treatment_table.csv")}
    tally = Tally()
    for done in treatments:
        row = expected[done.code]
        assert done.before is not None
        assert done.after is not None
        assert done.before.passes is (row["check_SkewKurt0.Pass"] == "TRUE")
        tally.add(done.before.skewness, float(row["check_SkewKurt0.Skew"]), done.code)
        tally.add(done.before.kurtosis, float(row["check_SkewKurt0.Kurt"]), done.code)
        tally.add(float(done.points), float(row["winsorise.nwin"] or 0), done.code)
        if row["check_SkewKurt1.Pass"]:
            assert done.is_settled is (row["check_SkewKurt1.Pass"] == "TRUE")
            tally.add(done.after.skewness, float(row["check_SkewKurt1.Skew"]), done.code)
            tally.add(done.after.kurtosis, float(row["check_SkewKurt1.Kurt"]), done.code)
    assert tally.count >= 3 * len(case.leaves)


def test_which_points_are_treated(asem: Case) -> None:
    _, treatments = treat(prepared(asem))
    rows = rows_of(asem.folder / "expected_treated_points.csv")
    for done in treatments:
        marks = ["winhi" if low else "winlo" if up else "" for low, up in
                 zip(done.lowered, done.raised, strict=True)]  # fmt: skip  # one pair a unit
        assert marks == [row[done.code] for row in rows], done.code


def test_all_normalisations_and_all_aggregations(case: Case) -> None:
    """The treated data are rounded to 12 digits first, as the reference states."""
    treated, _ = treat(prepared(case))
    data = rounded_to_digits(treated, 12)
    tally, exact = Tally(), Tally()
    expected: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows_of(case.folder / "expected_variants.csv"):
        expected.setdefault((row["normalisation"], row["aggregation"]), []).append(row)
    for name, method in NORMALISATIONS.items():
        normalised = method(data, case.directions)
        tally.add_table(normalised, case.folder / "variants" / f"normalised_{name}.csv")
        for aggregation in ("arith", "geom", "harm", "mixed"):
            if (name, aggregation) not in expected:
                continue
            scores = index_scores(normalised, case.index, aggregation).plain()
            rows = expected.pop((name, aggregation))
            from_file = [float(row["rank"]) for row in rows]
            for score, row in zip(scores, rows, strict=True):
                tally.add(score, float(row["score"]), f"{name} {aggregation} {row['uCode']}")
            for place, rank in zip(places(scores), from_file, strict=True):
                exact.add(place, rank, f"{name} {aggregation}")
    assert not expected
    assert exact.largest == 0
    assert exact.count == len(rows_of(case.folder / "expected_variants.csv"))


@pytest.mark.parametrize("threshold", [0, 66, 90])
def test_asem_without_imputation(asem: Case, threshold: int) -> None:
    used = {code: asem.meta[code]["Denominator"] for code in asem.leaves}
    sizes = table_from(asem.rows, sorted({name for name in used.values() if name}))
    divided = denominate(asem.raw, sizes, {code: name for code, name in used.items() if name})
    treated, _ = treat(divided)
    normalised = minmax(treated, asem.directions)
    tally = Tally()
    tally.add_table(normalised, asem.folder / "expected_noimpute_normalised.csv")
    scores = aggregate(normalised, asem.index, thresholds(asem, threshold / 100, 0.5))
    path = asem.folder / f"expected_noimpute_datthresh_{threshold:02d}.csv"
    tally.add_scores(scores, path, "Index")
    assert tally.count + tally.blanks == 51 * (49 + 11 + 1)


def thresholds(case: Case, lowest: float, higher: float) -> Recipe:
    """One availability threshold for groups of indicators, another above them."""
    parents = {case.meta[code]["Parent"] for code in case.leaves}
    return Recipe(least_share=higher, least_shares=dict.fromkeys(parents, lowest))


@pytest.mark.parametrize(
    ("name", "lowest", "higher"), [("00", 0, 0.5), ("66", 0.66, 0.5), ("strict_90_80", 0.9, 0.8)]
)
def test_contractors_between_goalposts(
    contractors: Case, name: str, lowest: float, higher: float
) -> None:
    posts = {
        code: Goalposts(
            float(contractors.meta[code]["goalpost_lower"]),
            float(contractors.meta[code]["goalpost_upper"]),
            contractors.directions[code],
            float(contractors.meta[code]["goalpost_scale"]),
        )
        for code in contractors.leaves
    }
    normalised = between_goalposts(contractors.raw, posts)
    tally = Tally()
    tally.add_table(normalised, contractors.folder / "expected_goalposts_normalised.csv")
    scores = aggregate(normalised, contractors.index, thresholds(contractors, lowest, higher))
    path = contractors.folder / f"expected_goalposts_datthresh_{name}.csv"
    rows = rows_of(path)
    if name == "strict_90_80":
        blank = [row["IDX"] == "" for row in rows]
        assert sum(blank) == 11
        assert [reason is not None for reason in scores["IDX"].reasons] == blank
        assert {reason for reason in scores["IDX"].reasons if reason} == {"too_few_available"}
    tally.add_scores(scores, path, "IDX")


def test_the_raw_values_are_described(case: Case) -> None:
    tally = Tally()
    rows = {row["iCode"]: row for row in rows_of(case.folder / "expected_stats_raw.csv")}
    for found in describe(case.raw):
        row = rows[found.code]
        figures = {
            "Min": found.least, "Max": found.largest, "Mean": found.mean, "Median": found.median,
            "Std": found.standard_deviation, "Skew": found.shape.skewness,
            "Kurt": found.shape.kurtosis, "N.Avail": found.available, "N.NonZero": found.non_zero,
            "N.Unique": found.different, "N.Same": found.most_repeated,
            "Frc.Avail": found.available / found.units,
            "Frc.NonZero": found.non_zero / found.available,
        }  # fmt: skip  # one figure a column of the file
        for name, figure in figures.items():
            if (found.code, name) in MISPRINTED:
                continue
            tally.add(figure, float(row[name]), f"{found.code} {name}")
        flags = {
            "Flag.Avail": "few_available", "Flag.NonZero": "mostly_zero",
            "Flag.Unique": "mostly_repeated", "Flag.SkewKurt": "outliers",
        }  # fmt: skip  # one flag a column of the file
        for name, flag in flags.items():
            assert (row[name] == "ok") is (flag not in found.flags), (found.code, name, row[name])
    misprinted = len(MISPRINTED) if case.folder.name == "asem_default" else 0
    assert tally.count == 13 * len(case.leaves) - misprinted


def test_two_figures_of_the_reference_count_float_noise(asem: Case) -> None:
    """R counted binary noise of the 16th digit that iData.csv does not hold: the texts prove it."""
    texts = [row["TolMin"] for row in asem.rows]
    rows = {row["iCode"]: row for row in rows_of(asem.folder / "expected_stats_raw.csv")}
    found = next(row for row in describe(asem.raw) if row.code == "TolMin")
    assert found.different == len(set(texts)) == 40
    assert found.most_repeated == max(texts.count(text) for text in texts)
    assert rows["TolMin"]["N.Unique"] == "42"


def test_effective_weights(case: Case) -> None:
    tally = Tally()
    shares = shares_of_index(case.index)
    for row in rows_of(case.folder / "expected_effective_weights.csv"):
        tally.add(shares.pop(row["iCode"]), float(row["EffWeight"]), row["iCode"])
    assert not shares


def test_correlations_with_the_index(case: Case) -> None:
    tally = Tally()
    rows = rows_of(case.folder / "expected_stage_aggregated.csv")
    index = np.array([float(row[case.index.code]) for row in rows])
    for row in rows_of(case.folder / "expected_corr_with_index.csv"):
        names = {row["Var1"], row["Var2"]} - {case.index.code}
        other = names.pop()
        column = np.array([float(line[other]) for line in rows])
        tally.add(correlation(column, index), float(row["Correlation"]), str(row))
    assert tally.count >= 18


def test_cronbach_alpha_of_each_group(case: Case) -> None:
    tally = Tally()
    normalised = case.stage("expected_stage_normalised")
    for row in rows_of(case.folder / "expected_cronbach.csv"):
        items = [code for code in case.leaves if case.meta[code]["Parent"] == row["group"]]
        found = cronbach_alpha(normalised.only(items).complete())
        tally.add(found, float(row["cronbach_alpha"]), row["group"])
    assert tally.count >= 4


def test_outranking_and_copeland_of_the_pillars(asem: Case) -> None:
    rows = rows_of(asem.folder / "expected_results_arithmetic.csv")
    pillars = [child.code for part in asem.index.children for child in part.children]
    table = table_of({code: [float(row[code]) for row in rows] for code in pillars})
    found = outranking(table, dict.fromkeys(pillars, 1.0))
    tally = Tally()
    for unit, row in enumerate(rows_of(asem.folder / "expected_outranking_level2.csv")):
        for other, line in enumerate(rows):
            tally.add(float(found.weights[unit, other]), float(row[line["uCode"]]), row["uCode"])
    expected = rows_of(asem.folder / "expected_copeland_level2.csv")
    assert copeland(found).tolist() == [int(row["copeland_pillars"]) for row in expected]
    assert tally.count == 51 * 51
