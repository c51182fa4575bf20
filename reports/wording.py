"""The words of results: grades, proposals, and the sentence for every reason and gate."""

from collections.abc import Mapping

from evaluator.wording.sentences import extend
from evaluator.wording.texts import N_

GRADES: Mapping[str, str] = {
    "excellent": N_("Excellent"),
    "good": N_("Good"),
    "fair": N_("Fair"),
    "poor": N_("Poor"),
}
PROPOSALS: Mapping[str, str] = {
    "D0": N_("Evidence insufficient"),
    "D1": N_("Renew"),
    "D2": N_("Renew with conditions"),
    "D3": N_("Rectify within a time limit"),
    "D4": N_("Do not renew"),
}

SENTENCES: Mapping[str, str] = {
    # Why a figure is blank
    "not_computed": N_("not computed"),
    "no_frame": N_("unknown: no list of those asked"),
    "no_cases": N_("unknown: nobody was drawn"),
    "no_answers": N_("no answers"),
    "too_few_answers": N_("too few answers"),
    "too_few_psus": N_("too few sampling units"),
    "too_few_providers": N_("not computed: fewer than ten contractors"),
    "single_contract": N_("only one contract: no ranking, judged against the lines"),
    "no_contracts": N_("no contract can be ranked"),
    "no_difference_shown": N_("no difference shown: no places"),
    "interval_too_wide": N_("no grade: the interval is too wide"),
    "dimension_not_applicable": N_("a whole group does not apply"),
    "not_applicable": N_("not applicable"),
    "single_psu": N_("no interval: a single sampling unit"),
    "stratum_not_in_frame": N_("unknown: a stratum is missing from the list of clients"),
    "missing_reliability": N_("no reliability"),
    "evidence_sufficient": N_("the evidence is sufficient"),
    "line_too_close": N_("too close to the line for any number of interviews"),
    "not_for_want_of_interviews": N_("more interviews alone would not settle it"),
    "no_interviewers": N_("nobody was interviewed by a person"),
    "interviewers_not_named": N_("unknown: interviewers are not named"),
    "one_interviewer_a_contract": N_("unknown: each contract has a single interviewer"),
    "no_adjusters": N_("the plan adjusts for nothing"),
    "no_common_variation": N_("the answers do not vary enough"),
    "fewer_than_three_items": N_("needs three items or more"),
    "no_overall_answer": N_("no overall question stands out in the plan"),
    "too_many_aspects": N_("too many aspects"),
    # Notes on figures
    "contracts_without_common_interviewer": N_(
        "Interviewers part the contracts into %(found)s groups without a link: no order is claimed "
        "between the groups."
    ),
    "part_carried_by_sisters": N_("%(contract)s, %(indicator)s: a part is left out (%(reason)s)."),
    "constant_input": N_("%(contract)s, %(indicator)s: all answers are equal."),
    "lone_psu_collapsed": N_("%(contract)s: a stratum with one sampling unit was joined."),
    "psu_in_several_strata": N_(
        "%(contract)s: sampling units of one code lie in several strata; each counts apart."
    ),
    "weights_trimmed": N_("%(contract)s: weights far from the median were trimmed."),
    "adjuster_missing": N_(
        "%(contract)s: where an adjuster is unknown, the contract's mean stands in."
    ),
    "adjuster_unseen": N_(
        "%(contract)s: an adjuster is unknown for all; the mean of all contracts stands in."
    ),
    "slope_covariance_left_out": N_("The error of common slopes is left out between contracts."),
    "adjuster_without_variation": N_("The adjuster %(adjuster)s does not vary; it was left out."),
    "float_arithmetic": N_("Weights or answers are off the exact grid: plain arithmetic was used."),
    # What the evidence leaves open
    "exit_not_proven": N_("It is not shown that the score is below the exit line."),
    "renewal_not_proven": N_("It is not shown that the score is above the renewal line."),
    "acceptable_not_proven": N_("It is not shown that the score is above the exit line."),
    "interviewers_not_available": N_("Interviewers are not named, so their effect is unknown."),
    "class_and_grade_disagree": N_("Evidence and grade disagree; the milder is proposed."),
    "grade_blank": N_("There is no grade."),
    "grade_borderline": N_("Printed and unrounded total fall in different grades."),
    "renewal_closed_by_veto": N_("A substantiated veto closes renewal."),
    "renewal_not_in_contract": N_("The contract does not provide for renewal."),
    "weak_items": N_("Some items are weak."),
    # Gates
    "gate_answers": N_("Too few answers"),
    "gate_psus": N_("Too few sampling units"),
    "gate_effective_answers": N_("Too few effective answers"),
    "gate_interval_clears_line": N_("The 90-percent interval does not clear the line"),
    "gate_reliability": N_("The reliability is too low"),
    "gate_spread": N_("All answers are alike, so their error is unknown"),
    "gate_interviewers": N_("Too few interviewers"),
    "gate_interviewer_share": N_("One interviewer did too large a part"),
    "gate_interviewer_load": N_("One interviewer did too many interviews"),
    "gate_interviewers_told_apart": N_("Interviewers cannot be told from contracts"),
    "gate_robustness": N_("The class hangs on weights, adjusters or single interviewers"),
    "gate_robustness_not_computed": N_("How far the class hangs on choices was not computed"),
    # Vetoes
    "veto_candidate": N_("under inquiry"),
    "veto_substantiated": N_("substantiated"),
    "veto_dismissed": N_("dismissed"),
}

extend(SENTENCES)
