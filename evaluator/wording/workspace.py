"""What the workspace refuses, in sentences."""

from evaluator.wording.texts import N_

SENTENCES: dict[str, str] = {
    "unknown_purchaser": N_("Choose one of the purchasers in the list."),
    "unknown_contractor": N_("Choose one of the contractors in the list."),
    "credit_code_taken": N_("This credit code belongs to %(found)s already."),
    "wrong_credit_code": N_(
        "“%(found)s” is not a unified social credit code: 18 characters ending in a check digit."
    ),
    "ends_before_start": N_("This day lies before the first day, %(allowed)s."),
    "contract_locked": N_(
        "The contract is judged under the locked plan of %(found)s and cannot be changed."
    ),
    "unknown_template": N_("Choose one of the ready indicator sets."),
    "no_contracts_chosen": N_("Choose at least one contract."),
    "contracts_of_another_kind": N_(
        "These contracts are for another kind of service than the indicator set: %(found)s."
    ),
    "wrong_state": N_("This is not possible in the present state of the evaluation."),
    "plan_not_locked": N_("The plan must be locked by two signatures first."),
    "plan_locked": N_("The plan is locked by two signatures; nothing in it can be changed."),
    "plan_changed_since_shown": N_(
        "The plan was changed after this page was shown. Please read it again before signing."
    ),
    "may_not_sign": N_("Only the lead evaluator and the purchaser of this programme sign."),
    "already_signed": N_("%(found)s has signed this version; another person must sign too."),
    "no_ready_set": N_("This indicator set does not come from a ready one."),
    "row_changed_by_another": N_(
        "Someone else changed this row in the meantime. Reload the page to see it."
    ),
    "not_applicable_by_lead_only": N_("Only the lead evaluator decides on “not applicable”."),
    "not_applicable_needs_reason": N_("“Not applicable” needs a reason."),
    "reason_without_mark": N_("A reason is written here, but “not applicable” is not ticked."),
    "sample_size_not_positive": N_("Found %(found)s; the number looked at must be 1 or more."),
    "sample_size_missing": N_("How many were looked at? Only %(found)s that passed are given."),
    "sample_impossible": N_("Found %(found)s out of %(allowed)s; that cannot be."),
    "deviation_needs_number": N_(
        "Found %(found)s; a standard deviation is 0 or more and needs the number of forms."
    ),
    "value_missing": N_("A value is missing in this row."),
    "value_contradicts_sample": N_(
        "Found %(found)s, but the sample gives %(allowed)s. Leave one of the two blank."
    ),
    "value_not_a_number": N_("Found “%(found)s”; a number is needed here."),
    "value_outside_rule": N_("Found %(found)s; allowed is %(allowed)s."),
    "unknown_organisation_kind": N_("Choose one of the kinds in the list."),
    "unknown_organisation": N_("Choose one of the organisations in the list."),
    "role_does_not_fit": N_("Choose roles that such an organisation has: %(allowed)s."),
    "password_too_short": N_(
        "The password has %(found)s characters; at least %(allowed)s are needed."
    ),
    "unknown_role": N_("There is no role %(found)s; allowed are %(allowed)s."),
    "own_account": N_("You cannot close the account you are using."),
    "count_below_zero": N_("Found %(found)s; a number of people is %(allowed)s or more."),
    "sum_below_zero": N_("Found %(found)s; a sum of money is %(allowed)s or more."),
    "allocated_too_much": N_("%(found)s yuan more are shared out than the %(allowed)s set aside."),
    "unknown_pack": N_("There is no policy pack %(found)s; allowed are %(allowed)s."),
    "unknown_contractor_kind": N_("There is no kind %(found)s; allowed are %(allowed)s."),
    "unknown_purchase_method": N_(
        "There is no way of purchase %(found)s; allowed are %(allowed)s."
    ),
    "unknown_service": N_("There is no service %(found)s; allowed are %(allowed)s."),
    "unknown_clause": N_("There is no clause %(found)s; allowed are %(allowed)s."),
    "clause_too_long": N_("%(found)s characters are written here; at most %(allowed)s are kept."),
    "rule_not_open": N_("This rule is kept already or was waived; there is nothing to waive."),
    "waiver_without_reason": N_("A waiver needs a reason; it is printed in the report."),
    "contract_active_already": N_("The contract %(found)s is in force already."),
    "contract_has_findings": N_(
        "The contract %(found)s cannot be put into force: %(allowed)s findings of policy block. "
        "Mend them or waive them in writing."
    ),
    "plan_against_policy": N_(
        "The plan breaks rules of policy that block: %(found)s. Mend them or waive them in writing."
    ),
}
