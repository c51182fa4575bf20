"""Whole composite pipelines against COINr: ASEM and the contractors, stage by stage."""

from functools import partial
from pathlib import Path
from typing import Any

from scoring.indicators.aggregation import Recipe, aggregate
from scoring.indicators.goalposts import Goalposts, between_goalposts
from scoring.indicators.normalisation import (
    borda,
    distance_to_best,
    minmax,
    percentile_rank,
    rank_scores,
    zscore,
)
from scoring.indicators.preparation import has_enough
from scoring.indicators.tables import rounded_to_digits
from scoring.indicators.treatment import treat
from tests.reference.comparing import Case, Tolerance
from tests.reference.composites import (
    Study,
    cells_of,
    columns_of,
    index_scores,
    study,
    whole_places,
    with_places,
)
from tests.reference.reading import rows_of

RESULTS = {
    "asem_default": "expected_results_arithmetic",
    "contractors_a": "expected_results_minmax_arithmetic",
}
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
STRICT = {"00": (0, 0.5), "66": (0.66, 0.5), "90": (0.9, 0.5), "strict_90_80": (0.9, 0.8)}


def files_of(name: str, stages: tuple[str, ...]) -> dict[str, str]:
    """The published file of each stage."""
    return {stage: f"composite/{name}/{stage}.csv" for stage in stages}


def published_files(stages: dict[str, str], folder: Path) -> dict[str, Any]:
    """The columns of each file."""
    return {stage: columns_of(folder / path) for stage, path in stages.items()}


def pipeline(name: str, folder: Path) -> dict[str, Any]:
    """Every stage from the raw values to the places."""
    case = study(folder, name)
    treated, _ = treat(case.prepared)
    normalised = minmax(treated, case.directions)
    scores = with_places(aggregate(normalised, case.index), case.index.code)
    units = [row["uCode"] for row in case.rows]
    places = {"Rank": scores.pop("Rank")}
    found: dict[str, Any] = {
        "expected_stage_imputed": cells_of(case.prepared),
        "expected_stage_treated": cells_of(treated),
        "expected_stage_normalised": cells_of(normalised),
        "expected_stage_aggregated": cells_of(normalised) | scores,
        RESULTS[name]: scores | places,
    }
    if name == "asem_default":
        kept = has_enough(case.prepared, 0.9)
        found["expected_stage_denominated"] = cells_of(case.divided)
        found["expected_stage_screened"] = cells_of(case.prepared)
        units = [unit for unit, stays in zip(units, kept, strict=True) if stays]
    return {stage: {"uCode": units} | columns for stage, columns in found.items()}


def treatments(name: str, folder: Path) -> dict[str, Any]:
    """What treatment reports of each indicator, and which points it moved."""
    case = study(folder, name)
    _, reports = treat(case.prepared)
    path = case.folder / "expected_treatment_table.csv"
    again = {row["iCode"]: bool(row["check_SkewKurt1.Pass"]) for row in rows_of(path)}
    table = {}
    for done in reports:
        assert done.before is not None
        assert done.after is not None
        table[done.code] = {
            "passes": done.before.passes, "skew": done.before.skewness,
            "kurt": done.before.kurtosis, "points": done.points,
        } | ({
            "passes_after": done.is_settled, "skew_after": done.after.skewness,
            "kurt_after": done.after.kurtosis,
        } if again[done.code] else {})  # fmt: skip  # one figure of the file each
    marks = {
        done.code: ["winhi" if low else "winlo" if high else None for low, high in
                    zip(done.lowered, done.raised, strict=True)]
        for done in reports
    }  # fmt: skip  # one mark a unit
    return {"table": table} | ({"points": marks} if name == "asem_default" else {})


def published_treatments(name: str, folder: Path) -> dict[str, Any]:
    """The treatment table by indicator; the second check stands where there was one."""
    place, table = folder / "composite" / name, {}
    for row in rows_of(place / "expected_treatment_table.csv"):
        one: dict[str, Any] = {
            "passes": row["check_SkewKurt0.Pass"] == "TRUE",
            "skew": float(row["check_SkewKurt0.Skew"]),
            "kurt": float(row["check_SkewKurt0.Kurt"]),
            "points": int(row["winsorise.nwin"] or 0),
        }
        if row["check_SkewKurt1.Pass"]:
            one |= {
                "passes_after": row["check_SkewKurt1.Pass"] == "TRUE",
                "skew_after": float(row["check_SkewKurt1.Skew"]),
                "kurt_after": float(row["check_SkewKurt1.Kurt"]),
            }
        table[row["iCode"]] = one
    if name != "asem_default":
        return {"table": table}
    rows = rows_of(place / "expected_treated_points.csv")
    points = {code: [row[code] or None for row in rows] for code in table}
    return {"table": table, "points": points}


def variants(name: str, folder: Path) -> dict[str, Any]:
    """All normalisations and aggregations of the treated data, rounded to 12 digits first."""
    case = study(folder, name)
    treated, _ = treat(case.prepared)
    data = rounded_to_digits(treated, 12)
    wanted = published_variants(name, folder)["index"]
    found: dict[str, Any] = {"normalised": {}, "index": {}}
    for method, normalise in NORMALISATIONS.items():
        table = normalise(data, case.directions)
        found["normalised"][method] = cells_of(table)
        for aggregation in ("arith", "geom", "harm", "mixed"):
            if f"{method} {aggregation}" in wanted:
                scores = index_scores(table, case.index, aggregation).plain()
                one = {"score": scores, "rank": whole_places(scores)}
                found["index"][f"{method} {aggregation}"] = one
    return found


def published_variants(name: str, folder: Path) -> dict[str, Any]:
    """Each normalised table, and scores and places of each variant."""
    place = folder / "composite" / name
    index: dict[str, dict[str, list[float]]] = {}
    for row in rows_of(place / "expected_variants.csv"):
        key = f"{row['normalisation']} {row['aggregation']}"
        one = index.setdefault(key, {"score": [], "rank": []})
        one["score"].append(float(row["score"]))
        one["rank"].append(float(row["rank"]))
    tables = {
        method: columns_of(place / "variants" / f"normalised_{method}.csv")
        for method in NORMALISATIONS
    }
    return {"normalised": tables, "index": index}


def thresholds(case: Study, lowest: float, higher: float) -> Recipe:
    """One availability threshold for groups of indicators, another above them."""
    parents = {case.meta[code]["Parent"] for code in case.leaves}
    return Recipe(least_share=higher, least_shares=dict.fromkeys(parents, lowest))


def without_imputation(folder: Path) -> dict[str, Any]:
    """ASEM with its gaps, under three thresholds of what must be there."""
    case = study(folder, "asem_default")
    treated, _ = treat(case.divided)
    normalised = minmax(treated, case.directions)
    found: dict[str, Any] = {"expected_noimpute_normalised": cells_of(normalised)}
    for name in GAPS:
        scores = aggregate(normalised, case.index, thresholds(case, *STRICT[name]))
        found[f"expected_noimpute_datthresh_{name}"] = with_places(scores, "Index")
    return found


def between_posts(folder: Path) -> dict[str, Any]:
    """The contractors between goalposts, under three thresholds; 11 of 24 end blank."""
    case = study(folder, "contractors_a")
    posts = {
        code: Goalposts(
            float(case.meta[code]["goalpost_lower"]), float(case.meta[code]["goalpost_upper"]),
            case.directions[code], float(case.meta[code]["goalpost_scale"]),
        )
        for code in case.leaves
    }  # fmt: skip  # one post a line
    normalised = between_goalposts(case.raw, posts)
    found: dict[str, Any] = {"expected_goalposts_normalised": cells_of(normalised)}
    for name in POSTS:
        scores = aggregate(normalised, case.index, thresholds(case, *STRICT[name]))
        found[f"expected_goalposts_datthresh_{name}"] = with_places(scores, "IDX")
    return found


STAGES = tuple(
    f"expected_stage_{stage}" for stage in ("imputed", "treated", "normalised", "aggregated")
)
MORE = ("expected_stage_denominated", "expected_stage_screened")
GAPS, POSTS = ("00", "66", "90"), ("00", "66", "strict_90_80")
NOT_FILLED = (
    "expected_noimpute_normalised",
    *(f"expected_noimpute_datthresh_{name}" for name in GAPS),
)
POSTED = (
    "expected_goalposts_normalised",
    *(f"expected_goalposts_datthresh_{name}" for name in POSTS),
)


def _case(title: str, name: str, found: Any, published: Any, files: tuple[str, ...]) -> Case:
    inputs = tuple(f"composite/{name}/{part}.csv" for part in ("iData", "iMeta"))
    return Case(
        f"composite/{name} {title}", found, published, (*inputs, *files),
        Tolerance(1e-9), given=("*/uCode", "*/uName", "*/Time"),
    )  # fmt: skip  # one argument a line would be longer


def _staged(title: str, name: str, found: Any, stages: tuple[str, ...]) -> Case:
    files = files_of(name, stages)
    return _case(title, name, found, partial(published_files, files), tuple(files.values()))


def _of_both(name: str) -> tuple[Case, ...]:
    place = f"composite/{name}"
    stages = (*STAGES, RESULTS[name], *(MORE if name == "asem_default" else ()))
    reported = (f"{place}/expected_treatment_table.csv", f"{place}/expected_treated_points.csv")
    return (
        _staged("pipeline", name, partial(pipeline, name), stages),
        _case("treatment", name, partial(treatments, name), partial(published_treatments, name),
              reported if name == "asem_default" else reported[:1]),
        _case("variants", name, partial(variants, name), partial(published_variants, name),
              (f"{place}/expected_variants.csv", f"{place}/variants/*")),
    )  # fmt: skip  # a case a paragraph


CASES = (
    *_of_both("asem_default"),
    *_of_both("contractors_a"),
    _staged("with gaps", "asem_default", without_imputation, NOT_FILLED),
    _staged("goalposts", "contractors_a", between_posts, POSTED),
)
