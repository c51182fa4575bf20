"""This room is for runs of equal keys, ranks of texts, and the place of every sum."""

import numpy as np
import pyarrow as pa

from scoring.moments.runs import ranked, run_ends, run_starts, sum_runs
from scoring.moments.state import Layout


def test_strings_are_ranked_by_their_bytes() -> None:
    assert ranked(pa.array(["é", "b", "a", "b"])).tolist() == [2, 1, 0, 1]


def test_runs_begin_end_and_add_up() -> None:
    keys = np.array([1, 1, 2, 5])
    starts = run_starts(keys)
    assert starts.tolist() == [0, 2, 3]
    assert run_ends(starts, 4).tolist() == [2, 3, 4]
    assert sum_runs(np.array([1, 2, 3, 4]), starts).tolist() == [3, 3, 4]
    empty = run_starts(keys[:0])
    assert (len(empty), len(run_ends(empty, 0)), len(sum_runs(keys[:0], empty))) == (0, 0, 0)


def test_the_layout_has_a_place_for_every_sum() -> None:
    layout = Layout(variables=2, adjusters=3, has_missing=True)
    assert layout.extended == 6
    assert layout.width == 1 + 6 + 2 * 8
    assert [layout.block(g) for g in range(2)] == [slice(7, 15), slice(15, 23)]
