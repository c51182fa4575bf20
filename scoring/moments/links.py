"""What the pass sums beside the moments: who asked whom, and which answers go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.moments.interviews import InterviewCells, answer_points, interview_cells
from scoring.moments.item_sums import ItemSet, ItemSums, item_sums, merge_item_sums
from scoring.plan import Plan
from scoring.survey.coding import Coded, VariableCoding

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Sums over a set of responses that add up in any order: cells part by part, items at once."""

    cells: tuple[InterviewCells, ...]
    items: tuple[ItemSums, ...]

    def plus(self, other: "Links") -> "Links":
        """Return the links of both."""
        return Links(self.cells + other.cells, merge_item_sums([self.items, other.items]))


def link_sums(
    table: pa.Table,
    plan: Plan,
    sets: Sequence[ItemSet],
    contract: Array,
    weights: Array,
    answers: Mapping[str, Array],
    codings: Sequence[VariableCoding],
    coded: Sequence[Coded],
    contracts: int,
) -> Links:
    """Return the links of a task's accepted rows; arrays hold one row each, in their order."""
    points = answer_points(plan, codings, coded)
    cells = interview_cells(table, contract, weights, points, contracts)
    return Links((cells,), item_sums(sets, answers, contract, contracts))
