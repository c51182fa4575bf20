"""The sentences about rosters, draws, cases in the field, and the vault of identities."""

from collections.abc import Mapping

from evaluator.wording.texts import N_

FIELDWORK_SENTENCES: Mapping[str, str] = {
    "entrustment_needed": N_(
        "People's data may not be taken in yet: record the agreement by which the bureau entrusts "
        "them, or renew it."
    ),
    "entrustment_ended": N_("This agreement has ended already."),
    "signed_in_the_future": N_("%(found)s lies in the future."),
    "term_backward": N_("The agreement must end after it was signed."),
    "scope_needed": N_("Please say what the data are for and how they are kept."),
    "scan_kind": N_("The scan must be one of these kinds: %(allowed)s."),
    "scan_too_large": N_("The scan is larger than %(allowed)s."),
    "roster_wrong_state": N_("This list is not waiting for review."),
    "roster_in_use": N_("People were drawn from this list, or it was dropped already."),
    "roster_file_gone": N_("The uploaded list is no longer there. Please send it again."),
    "drawn_already": N_("This wave's sample was drawn already; it is drawn once."),
    "drawn_elsewhere": N_("The sample was drawn elsewhere and cannot be drawn again from here."),
    "wave_has_cases": N_("There are people in this wave already; a sample is drawn before."),
    "roster_needed": N_("Nobody can be drawn yet: no list of people is in use."),
    "roster_holds_nobody": N_("The list in use holds nobody of these contracts."),
    "unknown_sampling": N_("“%(found)s” is no way of drawing that is known here."),
    "no_reserve": N_("This case was not drawn here, so there is no reserve for it."),
    "unknown_reason": N_("“%(found)s” is no reason for which a case may be replaced."),
    "replaced_already": N_("Another case stands in for this one already."),
    "not_lost_by_rule": N_(
        "A case is replaced only after an attempt with that outcome; “not reached” needs "
        "%(allowed)s attempts in two parts of the day."
    ),
    "design_is_census": N_("So large a part would be drawn that it is better to ask everybody."),
    "design_too_few_answers": N_("Under 30 answers are expected: this contract cannot be ranked."),
    "design_cannot_rank": N_(
        "This design cannot tell two contractors apart who differ by 5 points."
    ),
    "design_too_few_villages": N_("At least 3 villages are needed to see how far results vary."),
    "design_misses_rare_harm": N_(
        "If nobody reports a fee or a forced signature, 2 in 100 may still have met it."
    ),
    "vault_tally": N_("Entries of the vault were taken away, or older ones were put back."),
    "witness_needed": N_("Please name a second person who was present."),
    "nothing_to_destroy": N_("There are no identities left to destroy."),
    "identity_missing": N_("No identity number"),
    "identity_number": N_("Identity number stored as a number: the last digits are lost"),
    "identity_rounded": N_("Identity number rounded by a spreadsheet"),
    "identity_wrong": N_("Identity number whose check sign is wrong"),
    "aid_type_unknown": N_("Kind of aid not known, taken as “other”"),
    "aid_type_missing": N_("No kind of aid, taken as “other”"),
    "village_missing": N_("No village"),
    "person_twice": N_("The same person again in the same contract: left out"),
    "phone_shared": N_("A telephone that three people or more share: not taken as their own"),
    "unknown_interviewer": N_("Please choose interviewers of your own firm."),
    "attempt_known": N_("Another attempt was already sent under the same number."),
    "attempt_in_the_future": N_("The attempt lies in the future; please check the clock."),
    "unknown_mode": N_("“%(found)s” is no way of asking that is known here."),
    "outcome_not_recordable": N_("“%(found)s” is no outcome that can be recorded by hand."),
    "too_few_interviewers": N_(
        "Only %(found)s interviewers work on this contract; at least %(allowed)s are needed for a "
        "result with consequences."
    ),
    "load_share_too_large": N_(
        "One interviewer has %(found)s of this contract's cases; at most %(allowed)s is fair."
    ),
    "load_too_large": N_(
        "One interviewer has %(found)s cases of this contract; %(allowed)s at most."
    ),
    "reason_needed": N_("Please say why, in a few words; the reason is kept."),
    "identity_altered": N_("This entry of the vault was altered and does not open."),
    "vault_key_shredded": N_("The identities were destroyed; nobody can open them any more."),
    "vault_key_missing": N_("The key %(found)s of the vault is missing from this installation."),
    "vault_key_wrong": N_("The file of the key %(found)s holds another key."),
}
