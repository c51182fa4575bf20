"""The names of reasons for which a response does not count."""

from collections.abc import Mapping

from evaluator.wording.texts import N_

EXCLUSION_NAMES: Mapping[str, str] = {
    "withdrawn": N_("Taken back by the respondent"),
    "redo": N_("Asked again"),
    "rejected": N_("Rejected by two people"),
}
