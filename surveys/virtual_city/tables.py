"""Handing the virtual city's fieldwork over as the tables of a bundle."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.bundle_schema import (
    CONTRACTS,
    FRAME,
    FRAME_LIST,
    MARGINS,
    MEASURES,
    SAMPLE,
    responses_schema,
)
from surveys.virtual_city.answers import MODES, NOT_ASKED, PRESENCES
from surveys.virtual_city.city import City
from surveys.virtual_city.fieldwork import DISPOSITIONS, NOBODY, Fieldwork
from surveys.virtual_city.measures import Measure
from surveys.virtual_city.recipients import age_bands
from surveys.virtual_city.sampling import Sample
from surveys.virtual_city.streams import random_identifiers

# What the roster knows of everybody, as numbers: case-mix adjusters, and margins to rake to where
# the values are few.
COVARIATES = (
    "age",
    "age_band",
    "female",
    "schooling_years",
    "health",
    "lives_alone",
    "urban",
    "aid_type",
)
MARGIN_COVARIATES = ("age_band", "female", "urban", "aid_type")
PROXY = "proxy"  # known of an interview only
ADJUSTERS = ("age", "schooling_years", "health", "lives_alone", "urban", PROXY)


def to_bundle_tables(
    city: City,
    sample: Sample,
    fieldwork: Fieldwork,
    measures: Sequence[Measure],
    items: Sequence[str] | None = None,
    adjusters: Sequence[str] = ADJUSTERS,
) -> dict[str, pa.Table]:
    """Return the tables by the names under which ``scoring.bundle.write_bundle`` takes them.

    Parameters
    ----------
    items : sequence of str, optional
        Codes of the questions to hand over; all that were asked unless given.
    adjusters : sequence of str
        Among ``COVARIATES`` and ``PROXY``; a margin is kept for each that has few values.
    """
    contracts = np.unique(sample.contract)
    return {
        "contracts": _contracts(city, contracts),
        "frame": _frame(city, sample),
        "sample": _sample(city, sample, fieldwork),
        "responses": _responses(city, sample, fieldwork, items, adjusters),
        "measures": _measures(measures),
        "margins": _margins(city, contracts, adjusters),
        "frame_list": _frame_list(city, sample, fieldwork),
    }


def covariate(city: City, code: str, who: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return a covariate of people as numbers; ``KeyError`` where the city knows no such one."""
    people = city.recipients
    columns: Mapping[str, NDArray[Any]] = {
        "age": people.age,
        "age_band": age_bands(people.age[who]),
        "female": people.is_female,
        "schooling_years": people.schooling_years,
        "health": people.health,
        "lives_alone": people.lives_alone,
        "urban": people.is_urban,
        "aid_type": people.aid_type,
    }
    values = columns[code]
    return (values if code == "age_band" else values[who]).astype(np.float64)


def nonresponse_weights(sample: Sample, fieldwork: Fieldwork) -> NDArray[np.float64]:
    """Return the weight of each interview: 1 / probability, times drawn over answered in cells.

    Cells are strata; a stratum without an interview is carried by the others of its contract.
    """
    design = 1 / sample.inclusion_probability
    answered = np.zeros(len(sample), dtype=bool)
    answered[fieldwork.case] = True
    strata, contracts = len(sample.stratum_names), int(sample.contract.max(initial=0)) + 1
    weights = design * answered
    drawn = np.bincount(sample.stratum, weights=design, minlength=strata)
    reached = np.bincount(sample.stratum, weights=weights, minlength=strata)
    weights *= np.divide(drawn, reached, out=np.zeros(strata), where=reached > 0)[sample.stratum]
    whole = np.bincount(sample.contract, weights=design, minlength=contracts)
    carried = np.bincount(sample.contract, weights=weights, minlength=contracts)
    weights *= np.divide(whole, carried, out=np.ones(contracts), where=carried > 0)[sample.contract]
    return np.asarray(weights[fieldwork.case])


def _named(names: Sequence[str], positions: NDArray[Any]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(positions))


def _contracts(city: City, contracts: NDArray[np.int32]) -> pa.Table:
    known = city.contractors
    columns = [known.contracts, known.codes, known.names, known.areas]
    arrays = [_named(column, contracts) for column in columns]
    arrays.append(pa.array(city.served_population[contracts], pa.int64()))
    return pa.Table.from_arrays(arrays, schema=CONTRACTS)


def _frame(city: City, sample: Sample) -> pa.Table:
    arrays = [
        _named(city.contractors.contracts, sample.stratum_contract),
        pa.array(sample.stratum_names, pa.string()),
        pa.array(sample.stratum_population, pa.int64()),
        pa.array(sample.stratum_drawn, pa.int64()),
    ]
    return pa.Table.from_arrays(arrays, schema=FRAME)


def _places(city: City, sample: Sample, cases: NDArray[np.int64]) -> list[pa.Array]:
    """Return contract, stratum and PSU of cases.

    A village is drawn apart in each stratum, hence a PSU is a village within its stratum.
    """
    stride = city.places.village_count
    codes, position = np.unique(sample.stratum * stride + sample.psu, return_inverse=True)
    names = [f"V{code % stride + 1:05d}-{code // stride + 1}" for code in codes.tolist()]
    return [
        _named(city.contractors.contracts, sample.contract[cases]),
        _named(sample.stratum_names, sample.stratum[cases]),
        _named(names, position[cases]),
    ]


def _identifiers(seed: int, salt: int, positions: NDArray[np.int64]) -> pa.Array:
    return pa.array(random_identifiers(seed, salt, positions), pa.binary()).cast(pa.string())


def _sample(city: City, sample: Sample, fieldwork: Fieldwork) -> pa.Table:
    cases = np.arange(len(sample))
    arrays = [
        _identifiers(fieldwork.seed, 0, sample.recipient),
        *_places(city, sample, cases),
        pa.array(sample.inclusion_probability, pa.float64()),
        pa.array(sample.size_measure.astype(np.float64), pa.float64()),
        _named(DISPOSITIONS, fieldwork.disposition),
        pa.nulls(len(sample), pa.string()),
        # How many villages and people each stage drew from is not kept with this sample.
        *(pa.nulls(len(sample), pa.int64()) for _ in range(4)),
    ]
    return pa.Table.from_arrays(arrays, schema=SAMPLE)


def _frame_list(city: City, sample: Sample, fieldwork: Fieldwork) -> pa.Table:
    cases = np.arange(len(sample))
    identifiers = _identifiers(fieldwork.seed, 0, sample.recipient)
    arrays = [pa.array(cases + 1, pa.int64()), identifiers, *_places(city, sample, cases)]
    return pa.Table.from_arrays(arrays, schema=FRAME_LIST)


def _responses(
    city: City,
    sample: Sample,
    fieldwork: Fieldwork,
    items: Sequence[str] | None,
    adjusters: Sequence[str],
) -> pa.Table:
    asked = [question.code for question in fieldwork.questions]
    chosen = asked if items is None else list(items)
    who, count = sample.recipient[fieldwork.case], len(fieldwork)
    arrays = [
        _identifiers(fieldwork.seed, 1, fieldwork.case),
        *_places(city, sample, fieldwork.case),
        *_circumstances(fieldwork),
        _named(["accepted"], np.zeros(count, dtype=np.int8)),
        pa.nulls(count, pa.string()),
        _identifiers(fieldwork.seed, 2, who),
        pa.array(nonresponse_weights(sample, fieldwork)),
        pa.array(fieldwork.duration_seconds, pa.int32()),
        pa.nulls(count, pa.string()),
    ]
    for code in chosen:
        answers = fieldwork.answers[:, asked.index(code)].astype(np.int16)
        arrays.append(pa.array(answers, pa.int16(), mask=answers == NOT_ASKED))
    for code in adjusters:
        is_proxy = fieldwork.situations.is_proxy.astype(np.float64)
        arrays.append(pa.array(is_proxy if code == PROXY else covariate(city, code, who)))
    return pa.Table.from_arrays(arrays, schema=responses_schema(chosen, list(adjusters)))


def _circumstances(fieldwork: Fieldwork) -> list[pa.Array]:
    """Return interviewer (blank where there was none), mode, proxy and presence."""
    assignment = fieldwork.assignment
    codes = [assignment.code(number) for number in range(len(assignment.effect))]
    alone = fieldwork.interviewer == NOBODY
    positions = pa.array(np.maximum(fieldwork.interviewer, 0), pa.int32(), mask=alone)
    return [
        pa.array(codes, pa.string()).take(positions),
        _named(MODES, fieldwork.situations.mode),
        pa.array(fieldwork.situations.is_proxy),
        _named(PRESENCES, fieldwork.situations.presence),
    ]


def _measures(measures: Sequence[Measure]) -> pa.Table:
    rows = [
        {
            "contract": measure.contract,
            "input": measure.input,
            "status": "present",
            "value": measure.value,
            "successes": measure.successes,
            "sampled": measure.sampled,
            "variance": measure.variance,
        }
        for measure in measures
    ]
    return pa.Table.from_pylist(rows, schema=MEASURES)


def _margins(city: City, contracts: NDArray[np.int32], adjusters: Sequence[str]) -> pa.Table:
    """Count everybody of the contracts by each covariate of few values that is handed over."""
    columns: dict[str, list[Any]] = {name: [] for name in MARGINS.names}
    everyone = np.arange(len(city.recipients))
    for code in (name for name in adjusters if name in MARGIN_COVARIATES):
        category = covariate(city, code, everyone).astype(np.int64)
        width = int(category.max(initial=0)) + 1
        counts = np.bincount(city.recipient_contract * width + category)
        for cell in np.flatnonzero(counts):
            if cell // width in contracts:
                columns["contract"].append(city.contractors.contracts[int(cell) // width])
                columns["variable"].append(code)
                columns["category"].append(str(int(cell) % width))
                columns["population"].append(float(counts[cell]))
    return pa.Table.from_pydict(columns, schema=MARGINS)
