"""The score book as flat tables: one row a contract, an indicator, an estimate, a pair, a gate."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa

from scoring.scorebook import ContractScore, ScoreBook

_TEXT, _WHOLE, _NUMBER, _YES = pa.string(), pa.int64(), pa.float64(), pa.bool_()

CONTRACTS = {
    "contract": _TEXT,
    "contractor": _TEXT,
    "name": _TEXT,
    "area": _TEXT,
    "printed_total": _TEXT,
    "total": _NUMBER,
    "standard_error": _NUMBER,
    "degrees_of_freedom": _NUMBER,
    "interval_low": _NUMBER,
    "interval_high": _NUMBER,
    "client_standard_error": _NUMBER,
    "shrunk_total": _NUMBER,
    "shrunk_total_reason": _TEXT,
    "reliability": _NUMBER,
    "reliability_reason": _TEXT,
    "submitted": _WHOLE,
    "answers": _WHOLE,
    "excluded": _WHOLE,
    "psus": _WHOLE,
    "effective_answers": _NUMBER,
    "response_rate": _NUMBER,
    "response_rate_reason": _TEXT,
    "grade_earned": _TEXT,
    "grade_standing": _TEXT,
    "grade_certainty": _NUMBER,
    "is_borderline": _YES,
    "grade_reason": _TEXT,
    "band_low": _WHOLE,
    "band_high": _WHOLE,
    "tie_groups": _TEXT,
    "rank_reason": _TEXT,
    "decision_class": _TEXT,
    "proposal": _TEXT,
    "decision_reasons": _TEXT,
    "vetoes": _TEXT,
    "reasons": _TEXT,
}
DIMENSIONS = {
    "contract": _TEXT,
    "dimension": _TEXT,
    "weight": _TEXT,
    "effective_weight": _NUMBER,
    "printed": _TEXT,
    "points": _NUMBER,
    "standard_error": _NUMBER,
    "is_satisfaction": _YES,
    "reason": _TEXT,
}
INDICATORS = {
    "contract": _TEXT,
    "dimension": _TEXT,
    "group": _TEXT,
    "indicator": _TEXT,
    "source": _TEXT,
    "weight": _TEXT,
    "effective_weight": _NUMBER,
    "printed": _TEXT,
    "points": _NUMBER,
    "standard_error": _NUMBER,
    "reason": _TEXT,
}
ESTIMATES = {
    "contract": _TEXT,
    "input": _TEXT,
    "official": _NUMBER,
    "raw": _NUMBER,
    "adjusted": _NUMBER,
    "standard_error": _NUMBER,
    "answers": _WHOLE,
    "psus": _WHOLE,
    "reason": _TEXT,
}
COMPARISONS = {
    "first": _TEXT,
    "second": _TEXT,
    "difference": _NUMBER,
    "standard_error": _NUMBER,
    "probability": _NUMBER,
    "is_separated": _YES,
    "shared_psus": _WHOLE,
}
TIE_GROUPS = {"group": _WHOLE, "band_low": _WHOLE, "band_high": _WHOLE, "contract": _TEXT}
GATES = {
    "contract": _TEXT,
    "gate": _TEXT,
    "is_met": _YES,
    "found": _NUMBER,
    "needed": _NUMBER,
}
FIGURES = {
    "contract": _TEXT,
    "place_low": _WHOLE,
    "place_high": _WHOLE,
    "marginal_low": _WHOLE,
    "marginal_high": _WHOLE,
    "expected_place": _NUMBER,
    "probability_last_tenth": _NUMBER,
    "may_be_worst": _YES,
    "places_reason": _TEXT,
    "funnel_z": _NUMBER,
    "funnel_wide_z": _NUMBER,
    "interviewers": _WHOLE,
    "largest_share": _NUMBER,
    "largest_load": _NUMBER,
    "added_variance": _NUMBER,
    "interviewer_group": _WHOLE,
    "raw_total": _NUMBER,
    "places_gained": _NUMBER,
    "answers_for_score": _NUMBER,
    "answers_for_decision": _NUMBER,
    "priorities": _TEXT,
}


def result_tables(book: ScoreBook) -> dict[str, pa.Table]:
    """Return the tables of a score book by name; decimals are texts, blanks have their reason."""
    return {
        "contracts": _table(CONTRACTS, (_contract(row) for row in book.contracts)),
        "dimensions": _table(DIMENSIONS, _dimensions(book)),
        "indicators": _table(INDICATORS, _indicators(book)),
        "estimates": _table(ESTIMATES, _estimates(book)),
        "comparisons": _table(COMPARISONS, _comparisons(book)),
        "tie_groups": _table(TIE_GROUPS, _tie_groups(book)),
        "gates": _table(GATES, _gates(book)),
        "figures": _table(FIGURES, _figures(book)),
    }


def _table(columns: Mapping[str, pa.DataType], rows: Iterator[dict[str, Any]]) -> pa.Table:
    listed = list(rows)
    arrays = [pa.array([row[name] for row in listed], kind) for name, kind in columns.items()]
    return pa.table(arrays, names=list(columns))


def _picked(columns: Mapping[str, Any], source: object, **given: Any) -> dict[str, Any]:
    """Return the columns of an object: as given, else its field of that name."""
    row = {}
    for name in columns:
        value = given[name] if name in given else getattr(source, name)
        row[name] = str(value) if isinstance(value, Decimal) else value
    return row


def _contract(row: ContractScore) -> dict[str, Any]:
    return _picked(
        CONTRACTS,
        row,
        shrunk_total=row.shrunk_total.value,
        shrunk_total_reason=row.shrunk_total.reason,
        reliability=row.reliability.value,
        reliability_reason=row.reliability.reason,
        response_rate=row.response_rate.value,
        response_rate_reason=row.response_rate.reason,
        grade_earned=row.grade.earned,
        grade_standing=row.grade.standing,
        grade_certainty=row.grade.certainty,
        is_borderline=row.grade.is_borderline,
        grade_reason=row.grade.reason,
        band_low=row.rank.band_low,
        band_high=row.rank.band_high,
        tie_groups=" ".join(str(number) for number in row.rank.tie_groups),
        rank_reason=row.rank.reason,
        decision_class=row.decision.decision_class,
        proposal=row.decision.proposal,
        decision_reasons=" ".join(row.decision.reasons),
        vetoes=" ".join(f"{veto.code}:{veto.state}" for veto in row.vetoes),
        reasons=" ".join(row.reasons),
    )


def _dimensions(book: ScoreBook) -> Iterator[dict[str, Any]]:
    for contract in book.contracts:
        for row in contract.dimensions:
            yield _picked(DIMENSIONS, row, contract=contract.contract, dimension=row.code)


def _indicators(book: ScoreBook) -> Iterator[dict[str, Any]]:
    for contract in book.contracts:
        for row in contract.indicators:
            yield _picked(INDICATORS, row, contract=contract.contract, indicator=row.code)


def _estimates(book: ScoreBook) -> Iterator[dict[str, Any]]:
    for contract in book.contracts:
        for row in contract.estimates:
            yield _picked(ESTIMATES, row, contract=contract.contract)


def _comparisons(book: ScoreBook) -> Iterator[dict[str, Any]]:
    return (_picked(COMPARISONS, row) for row in book.ranking.comparisons)


def _tie_groups(book: ScoreBook) -> Iterator[dict[str, Any]]:
    for group in book.ranking.tie_groups:
        for contract in group.contracts:
            yield _picked(TIE_GROUPS, group, group=group.number, contract=contract)


def _gates(book: ScoreBook) -> Iterator[dict[str, Any]]:
    for contract in book.contracts:
        for row in contract.decision.gates:
            yield _picked(GATES, row, contract=contract.contract, gate=row.code)


def _figures(book: ScoreBook) -> Iterator[dict[str, Any]]:
    for contract in book.contracts:
        row = contract.figures
        places, people = row.places, row.interviewers
        yield {
            "contract": contract.contract,
            "place_low": places.posterior.low,
            "place_high": places.posterior.high,
            "marginal_low": places.marginal.low,
            "marginal_high": places.marginal.high,
            "expected_place": places.expected.value,
            "probability_last_tenth": places.bottom.value,
            "may_be_worst": places.may_be_worst,
            "places_reason": places.posterior.reason,
            "funnel_z": row.funnel.z.value,
            "funnel_wide_z": row.funnel.wide_z.value,
            "interviewers": people.interviewers,
            "largest_share": people.largest_share.value,
            "largest_load": people.largest_load.value,
            "added_variance": people.added_variance.value,
            "interviewer_group": people.group,
            "raw_total": row.raw.total.value,
            "places_gained": row.raw.places_gained.value,
            "answers_for_score": row.answers_for_score.value,
            "answers_for_decision": row.answers_for_decision.value,
            "priorities": " ".join(item.indicator for item in row.priorities),
        }
