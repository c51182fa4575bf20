"""The sentences about plans and bundles that cannot be scored."""

from collections.abc import Mapping

from evaluator.wording.sentences import extend
from evaluator.wording.texts import N_

SENTENCES: Mapping[str, str] = {
    "points_not_100": N_("The weights sum to %(found)s; they must sum to %(allowed)s."),
    "satisfaction_not_heaviest": N_(
        "Beneficiary satisfaction must be heavier than every other group; found: %(found)s."
    ),
    "satisfaction_not_marked": N_("No group is marked as beneficiary satisfaction."),
    "points_not_positive": N_("The weight is %(found)s; it must be above 0."),
    "indicator_without_rule": N_("The indicator has no rule."),
    "dimension_empty": N_("The group has no indicators."),
    "duplicate_code": N_("The code “%(found)s” stands here twice."),
    "unknown_variable": N_("Found the variable “%(found)s”; there are: %(allowed)s."),
    "unknown_rule": N_("Found the rule “%(found)s”; there are: %(allowed)s."),
    "no_band": N_("There are no grade bands."),
    "bands_not_descending": N_("The grade bands do not fall from one to the next: %(found)s."),
    "band_out_of_reach": N_("The grade band %(found)s cannot be reached; allowed: %(allowed)s."),
    "lines_out_of_order": N_("The exit line must lie below the renewal line: found %(found)s."),
    "bands_do_not_reach_0": N_("The grade bands reach down to %(found)s; they must reach 0."),
    "alpha_out_of_range": N_("Found the error rate %(found)s; allowed: %(allowed)s."),
    "limit_out_of_range": N_("The limit is %(found)s; allowed: %(allowed)s."),
    "score_outside_0_100": N_("Found “%(found)s” points; allowed are 0 to 100."),
    "answer_code_not_whole": N_("Found the answer code %(found)s; allowed: %(allowed)s."),
    "wrong_variable_parameter": N_("Found %(found)s where %(allowed)s is needed."),
    "input_missing": N_("This is missing: %(allowed)s."),
    "input_is_a_variable": N_("Found the source %(found)s; a survey figure needs %(allowed)s."),
    "waiver_unknown": N_("The rule %(found)s cannot be waived; only %(allowed)s can."),
    "waiver_unsigned": N_("The waiver needs a reason and a name."),
    "plan_not_lockable": N_("The plan breaks these rules: %(found)s."),
    "unknown_grade": N_("Found the grade “%(found)s”; there are: %(allowed)s."),
    "unknown_method": N_("Found the method “%(found)s”; there are: %(allowed)s."),
    "unknown_source": N_("Found the source “%(found)s”; there are: %(allowed)s."),
    "variable_without_items": N_("The variable has no items."),
    "threshold_too_low": N_("Found %(found)s; at least %(allowed)s is needed."),
    "missing_measure": N_("These measures are missing: %(found)s."),
    "bundle_missing_file": N_("The file is missing from the bundle."),
    "bundle_unexpected_file": N_("The file does not belong to the bundle."),
    "bundle_altered": N_("The file was altered: hash %(found)s, by the manifest %(allowed)s."),
    "bundle_unknown_schema": N_("Found the format %(found)s; only %(allowed)s can be read."),
    "bundle_unreadable": N_("The file is cut off or damaged (%(found)s)."),
    "bundle_too_large": N_("The bundle unpacks to %(found)s; at most %(allowed)s are accepted."),
    "cluster_not_installed": N_("Scoring on a cluster needs the package %(allowed)s."),
    "scheduler_unreachable": N_("No scheduler answers at %(found)s; needed: %(allowed)s."),
    "no_workers": N_("The cluster has no workers; at least one is needed."),
    "worker_died": N_("Workers died over and over, and the scoring was given up (%(found)s)."),
    "worker_differs": N_("A worker has version %(found)s of the engine; this is %(allowed)s."),
    "worker_cannot_read": N_("A worker cannot read %(found)s; it needs %(allowed)s."),
    "worker_reads_other_file": N_(
        "A worker reads another file: hash %(found)s, by the manifest %(allowed)s."
    ),
    "unsafe_path": N_("The package holds a path that leads outside: %(found)s."),
    "unknown_contract": N_("The contract “%(found)s” is not in the list of contracts."),
    "code_outside_scale": N_("Found the answer code %(found)s; the plan has: %(allowed)s."),
    "wrong_column_type": N_("The column holds %(found)s; %(allowed)s is needed."),
    "unexpected_column": N_("The column is not part of the format."),
    "unknown_measure_input": N_("The plan has no input “%(found)s”; it has: %(allowed)s."),
    "output_missing_file": N_("There is no result of a scoring run here."),
    "missing_rule_parameter": N_("The rule lacks its parameter “%(allowed)s”."),
    "unknown_rule_parameter": N_("The rule has no parameter “%(found)s”; it has: %(allowed)s."),
    "wrong_rule_parameter": N_("The rule's parameter is %(found)s; allowed: %(allowed)s."),
    "wrong_parameter": N_("The figure's parameter is %(found)s; allowed: %(allowed)s."),
    "wrong_answer_code": N_("The answer code is “%(found)s”; allowed: %(allowed)s."),
    "no_satisfaction": N_("No dimension is marked as satisfaction, so none can be made heaviest."),
    "nothing_available": N_("There are no points left to give; found %(found)s."),
    "dominance_too_rare": N_(
        "Satisfaction stays heaviest in %(found)s of the drawn weights; %(allowed)s are needed."
    ),
    "missing_value": N_("The cell is empty; needed is %(allowed)s."),
    "duplicate_row": N_("The row %(found)s stands here a second time; allowed: %(allowed)s."),
    "duplicate_contract": N_(
        "The contract code is blank or stands twice: %(found)s; allowed: %(allowed)s."
    ),
    "unknown_status": N_("Found the status “%(found)s”; allowed: %(allowed)s."),
    "adjuster_not_finite": N_("The adjuster is %(found)s; allowed: %(allowed)s."),
    "population_negative": N_("The number of clients is %(found)s; allowed: %(allowed)s."),
    "bad_name": N_("The name “%(found)s” cannot be used; allowed are letters, digits, _ and -."),
    "margin_not_known": N_(
        "The answers have the categories %(found)s; the margins know: %(allowed)s."
    ),
    "margin_says_nobody": N_(
        "The margin counts nobody in %(found)s, yet there are answers; needed: %(allowed)s."
    ),
    "empty_margin_cell": N_("Nobody answered in the categories %(found)s; needed: %(allowed)s."),
    "raking_did_not_converge": N_(
        "The weights do not settle on the margins: off by %(found)s; allowed: %(allowed)s."
    ),
    "measure_contradicts": N_("The value is %(found)s, but the sample gives %(allowed)s."),
    "sample_not_allowed": N_("Found a sample, %(found)s; this input takes a plain value."),
    "reason_missing": N_("“Not applicable” stands without its reason; needed: %(allowed)s."),
    "reading_missing": N_("There is no value of “%(allowed)s”."),
    "not_finite": N_("Found %(found)s; needed is %(allowed)s."),
    "variance_negative": N_("The variance is %(found)s; allowed: %(allowed)s."),
    "negative_value": N_("Found %(found)s, below zero; allowed: %(allowed)s."),
    "share_negative": N_("The share is %(found)s; allowed: %(allowed)s."),
    "unknown_label": N_("Found the label %(found)s; there are: %(allowed)s."),
    "unknown_disposition": N_("Found the outcome “%(found)s”; codes begin with: %(allowed)s."),
    "unknown_veto": N_("Found the veto “%(found)s”; the plan has: %(allowed)s."),
    "unknown_veto_state": N_("The veto is in the state “%(found)s”; allowed: %(allowed)s."),
    "veto_without_evidence": N_(
        "The veto is called substantiated without any evidence beside the survey."
    ),
    "unknown_decision_class": N_("Found the class “%(found)s”; there are: %(allowed)s."),
    "too_few_contracts": N_("Found %(found)s contracts; needed: %(allowed)s."),
    "wrong_shape": N_("The number of values is %(found)s; needed: %(allowed)s."),
    "looks_not_rising": N_("The looks are %(found)s; needed: %(allowed)s."),
    "too_many_looks": N_("This would be look %(found)s; the plan has: %(allowed)s."),
    "waves_of_different_plans": N_(
        "The two waves were scored by different rules: %(found)s differ. Their totals cannot be "
        "compared."
    ),
    "not_in_both_waves": N_("not in both waves"),
    "interviewers_not_crossed": N_(
        "Contracts and interviewers fall into %(found)s groups without a link; needed: %(allowed)s "
        "group in which interviewers work for several contracts."
    ),
    "level_out_of_range": N_("The level is %(found)s; allowed: %(allowed)s."),
    "lines_not_rising": N_("The lines are %(found)s; needed: %(allowed)s."),
    "floors_not_falling": N_("The floors of the grades are %(found)s; they must fall."),
    "total_below_bands": N_("The total %(found)s lies below every grade; allowed: %(allowed)s."),
    "degrees_of_freedom_too_few": N_("The degrees of freedom are %(found)s; allowed: %(allowed)s."),
    "covariance_not_symmetric": N_(
        "The covariances of a pair differ by %(found)s; needed: %(allowed)s."
    ),
    "covariance_too_large": N_(
        "Shared sampling units give a difference the variance %(found)s; needed: %(allowed)s."
    ),
    "nothing_to_merge": N_("There is nothing to add up; needed: %(allowed)s."),
    "no_variance": N_("The result is the same in every run, so no choice explains anything of it."),
    "winner_holds_under_all_weights": N_("No weights put another contract in the first place."),
    "best_band_reached": N_("The contract is already in the best grade."),
    "out_of_reach_alone": N_("No single indicator can carry the contract into the next grade."),
    "suppression_impossible": N_(
        "The small counts cannot be protected while all these sums are printed."
    ),
    "too_few_to_heap": N_("There are too few values to say whether they heap."),
    "too_few_interviews": N_("The interviewer held too few interviews to be compared."),
    "runs_failed": N_("Some combinations gave no scores, so no exact shares can be stated."),
    "answers_refused": N_("The answers were refused: %(found)s problems."),
    "population_missing": N_(
        "Without weights each stage of the sample needs its population: %(allowed)s."
    ),
    "population_too_small": N_("The population is %(found)s; it must hold %(allowed)s."),
    "population_varies": N_("Found %(found)s populations; needed: %(allowed)s."),
    "lonely_unit": N_("Units alone in their stratum: %(found)s; needed: %(allowed)s."),
    "zero_denominator": N_("The total below the line is %(found)s; needed: %(allowed)s."),
    "empty_domain": N_("The domain has %(found)s rows with weight; needed: %(allowed)s."),
    "no_variation": N_(
        "All values agree, so nothing can be compared: found %(found)s; needed: %(allowed)s."
    ),
    "probability_out_of_range": N_("The probability is %(found)s; allowed: %(allowed)s."),
    "calibration_out_of_reach": N_(
        "No weights meet the known totals: off by %(found)s; allowed: %(allowed)s."
    ),
    "unit_pairs_needed": N_("Found strata with %(found)s units; balanced halves need %(allowed)s."),
    "class_without_respondents": N_("Nobody answered in the class %(found)s; needed: %(allowed)s."),
    "responses_separated": N_(
        "The predictors tell answers and refusals apart completely: %(found)s; needed: %(allowed)s."
    ),
    "draw_too_large": N_("The draw asks for %(found)s of a list of %(allowed)s."),
    "roster_not_fit_to_draw": N_("Found %(found)s; a list to draw from needs %(allowed)s."),
    "reserve_used_up": N_("The stratum has used its %(found)s reserves; needed: %(allowed)s."),
    "unknown_column": N_("Found the column “%(found)s”; there are: %(allowed)s."),
    "indicator_is_constant": N_(
        "The indicator has the same value everywhere (%(found)s); needed: %(allowed)s."
    ),
    "wrong_direction": N_("Found the direction %(found)s; allowed: %(allowed)s."),
    "denominator_not_positive": N_("The denominator is %(found)s; allowed: %(allowed)s."),
    "nothing_to_impute_from": N_(
        "No value is there to fill the gaps of the group “%(found)s” from; needed: %(allowed)s."
    ),
    "too_few_values": N_("Found %(found)s values; needed: %(allowed)s."),
    "not_positive": N_("Found %(found)s; needed: %(allowed)s."),
    "goalposts_missing": N_("Goalposts are stated for %(found)s only; needed: %(allowed)s."),
    "bounds_out_of_order": N_("The bounds are %(found)s; allowed: %(allowed)s."),
    "judgment_not_positive": N_("The judgment is %(found)s; allowed: %(allowed)s."),
    "matrix_not_reciprocal": N_("The two answers to a pair are %(found)s; needed: %(allowed)s."),
    "comparisons_not_connected": N_(
        "No comparison ties the items %(found)s to the others; needed: %(allowed)s."
    ),
    "random_index_unknown": N_(
        "Found %(found)s items to compare; at most %(allowed)s can be checked for consistency."
    ),
    "too_few_judges": N_("Found %(found)s judges; needed: %(allowed)s."),
    "nothing_to_tell_apart": N_(
        "Nothing here tells one from another; needed is a difference %(allowed)s."
    ),
    "loadings_of_both_signs": N_(
        "A loading is %(found)s, so loadings cannot serve as weights; needed: %(allowed)s."
    ),
    "influence_undefined": N_(
        "With the weights %(found)s the parts do not move with the index; "
        "the sum of correlations must be %(allowed)s."
    ),
    "floors_too_high": N_("The least weights sum to %(found)s; needed: %(allowed)s."),
    "too_few_available": N_("Too few of the values below it are available."),
    "value_not_positive": N_("A value below it is not above 0, which this mean needs."),
    "bounds_not_reachable": N_("No weights keep the bounds for this unit."),
    "few_available": N_("Many values of the indicator are missing."),
    "mostly_zero": N_("Most values of the indicator are 0."),
    "mostly_repeated": N_("Most values of the indicator repeat others."),
    "outliers": N_("The indicator has outliers: its skewness and kurtosis are both large."),
    "delphi_not_concordant": N_("The panel does not yet agree on the order."),
    "delphi_too_wide": N_("The ratings of at least one item still lie far apart."),
    "delphi_not_stable": N_("The weights still moved from the last round to this one."),
}

extend(SENTENCES)
