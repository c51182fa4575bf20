"""Progress: the counts add up, and small cells cannot be had by subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.queries.progress import Count, counts_by_contract, counts_by_village, withhold_small
from tests.collection import Field


def _count(contract: str, psu: int, cases: int, answered: int) -> Count:
    return Count(contract, contract, "镇", f"{psu}村", cases, min(answered, cases), 0)


COUNTS = st.lists(
    st.tuples(st.sampled_from("AB"), st.integers(1, 40), st.integers(0, 40)), max_size=12
).map(lambda rows: [_count(c, place, n, k) for place, (c, n, k) in enumerate(rows)])


@given(COUNTS)
def test_what_is_shown_is_never_small_and_never_lets_one_hidden_cell_be_computed(
    rows: list[Count],
) -> None:
    shown = withhold_small(rows)
    assert [row.psu for row in shown] == [row.psu for row in rows]
    for row in shown:
        missing = row.cases - row.answered
        is_safe = row.cases >= 10 and row.answered not in range(1, 5) and missing not in range(1, 5)
        assert row.is_withheld or is_safe
    for contract in {row.contract for row in rows}:
        inside = [row for row in shown if row.contract == contract]
        hidden = sum(row.is_withheld for row in inside)
        assert hidden != 1 or len(inside) == 1


def test_counts_by_contract_are_the_sums_of_their_villages(field: Field) -> None:
    villages = counts_by_village(field.session, field.wave)
    assert [(row.contract, row.psu, row.cases) for row in villages] == [
        ("C1", "1村", 6),
        ("C1", "2村", 6),
        ("C2", "3村", 4),
    ]
    contracts = counts_by_contract(field.session, field.wave)
    assert [(row.contract, row.cases, row.answered) for row in contracts] == [
        ("C1", 12, 0),
        ("C2", 4, 0),
    ]
