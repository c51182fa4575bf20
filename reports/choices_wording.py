"""The words about choices: weights, methods and exclusions that could have been others."""

from collections.abc import Mapping

from evaluator.wording.sentences import extend
from evaluator.wording.texts import N_

CHOICES: Mapping[str, str] = {
    # The dominance rule
    "satisfaction_not_heaviest_in_effect": N_(
        "Satisfaction weighs most on paper, but its rules give points whatever people answer; "
        "points that can move: %(found)s."
    ),
    "satisfaction_moves_less": N_(
        "Satisfaction has the largest weight, but another dimension moves the totals more; "
        "shares of influence: %(found)s."
    ),
    "locked_weights_leave_no_room": N_(
        "With these weights held fixed, no others make satisfaction heaviest."
    ),
    "few_contracts": N_("too few contracts to tell"),
    "totals_alike": N_("the totals do not differ, or the parts work against each other"),
    # Other choices
    "contract_without_total": N_("%(where)s has no total under this choice."),
    "one_dimension": N_("only one dimension: there are no other weights"),
    "no_choices": N_("the plan and the data leave no choice open"),
    "too_many_contracts_for_places": N_("too many contracts for a table of places"),
    "never_first": N_("first under no weights"),
    # Two runs side by side
    "contract_only_before": N_("only in the first run"),
    "contract_only_after": N_("only in the second run"),
    "contract_without_total_in_one": N_("without a total in one of the runs"),
    "data_lack_columns": N_(
        "The data of %(where)s lack %(found)s, so the causes cannot be told apart."
    ),
    "nothing_changed": N_("Both runs come from the same data under the same plan."),
    "trees_differ": N_("The indicators differ, so other weights count as another method."),
    "other_engine": N_("The runs were made by different versions of the engine."),
}

CAUSES: Mapping[str, str] = {
    "data": N_("answers and measures %(points)s"),
    "weights": N_("weights %(points)s"),
    "mapping": N_("points per answer %(points)s"),
    "method": N_("rules and methods %(points)s"),
}

extend(CHOICES)
