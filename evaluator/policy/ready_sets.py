"""The ready indicator sets with grade bands and usual adjusters, read from the data beside."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from evaluator.wording.texts import N_
from scoring.plan import Plan

FOLDER = Path(__file__).parent
# The code of a ready set is also the kind of service that it judges.
READY_SETS = {"T": N_("Transactional handling"), "S": N_("Care services")}
KEPT = ("dimensions", "items", "variables", "vetoes")


def ready_draft(template: str) -> dict[str, Any]:
    """Return a fresh draft of a plan with the indicators of a ready set."""
    plain = json.loads(_text(f"templates/{template}.json"))
    return {
        **{key: plain[key] for key in KEPT},
        "bands": json.loads(_text("bands.json")),
        "adjusters": usual_adjusters(),
    }


def usual_adjusters() -> list[dict[str, Any]]:
    """Return the respondent columns that the ready questionnaires ask for."""
    rows: list[dict[str, Any]] = json.loads(_text("adjusters.json"))
    return rows


def ready_plan(template: str) -> Plan:
    """Return a ready set as a plan that belongs to no evaluation yet."""
    return Plan.from_plain({"evaluation": template, "title": {}, **ready_draft(template)})


@lru_cache
def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
