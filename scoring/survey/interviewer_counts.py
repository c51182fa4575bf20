"""This room is for how many interviewers a contract's answers come from."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from scoring.plan import Plan

ACCEPTED = "accepted"
COLUMNS = ["contract", "interviewer", "status", "presence"]


def interviewer_counts(parts: Iterable[Path], plan: Plan) -> dict[str, int]:
    """Return the number of interviewers by contract, over the answers that are scored.

    Parameters
    ----------
    parts : iterable of Path
        The Parquet files of the responses.
    plan : Plan
        Says which presence excludes an answer.

    Returns
    -------
    dict of str to int
        Only contracts all of whose scored answers name an interviewer: where people filled the
        form themselves, or an imported file says nothing, no number can be given.
    """
    named: dict[str, set[str]] = {}
    unnamed: set[str] = set()
    for path in parts:
        # Distinct rows first: a few dozen, whatever the number of answers.
        table = pq.read_table(path, columns=COLUMNS).group_by(COLUMNS).aggregate([])
        for row in table.to_pylist():
            if row["status"] != ACCEPTED or row["presence"] in plan.excluded_presence:
                continue
            if row["interviewer"]:
                named.setdefault(row["contract"], set()).add(row["interviewer"])
            else:
                unnamed.add(row["contract"])
    return {code: len(names) for code, names in named.items() if code not in unnamed}
