"""This room is for how many interviewers a contract's answers come from."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from scoring.plan import Plan

ACCEPTED = "accepted"
COLUMNS = ["contract", "interviewer", "mode", "status", "presence"]
SELF_COMPLETED = "self_web"  # the mode in which nobody stands between question and answer


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
        0 where people answered by themselves alone. A contract is left out if the interviewer of
        any interview is not named: one web answer among the interviews of a single person must
        not hide that person, and an imported file may say nothing at all.
    """
    named: dict[str, set[str]] = {}
    unnamed: set[str] = set()
    for path in parts:
        # Distinct rows first: a few dozen, whatever the number of answers.
        table = pq.read_table(path, columns=COLUMNS, read_dictionary=COLUMNS)
        table = table.unify_dictionaries().group_by(COLUMNS).aggregate([])
        for row in table.to_pylist():
            if row["status"] != ACCEPTED or row["presence"] in plan.excluded_presence:
                continue
            names = named.setdefault(row["contract"], set())
            if row["interviewer"]:
                names.add(row["interviewer"])
            elif row["mode"] != SELF_COMPLETED:
                unnamed.add(row["contract"])
    return {code: len(names) for code, names in named.items() if code not in unnamed}
