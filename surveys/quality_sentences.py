"""The sentences about verdicts, copies, traces and calling respondents again."""

from collections.abc import Mapping

from evaluator.wording.texts import N_

QUALITY_SENTENCES: Mapping[str, str] = {
    "wave_is_frozen": N_("The data of this wave are frozen; nothing in them can be changed."),
    "checker_not_independent": N_(
        "You held this interview yourself; somebody else must call the person again."
    ),
    "say_whether_held": N_("Please say whether the interview took place."),
    "verdict_unknown": N_("Please choose one of the verdicts that are offered."),
    "verdict_waits": N_("A proposal for this response is waiting for a second person already."),
    "verdict_decided": N_("This proposal has been decided already."),
    "second_person_needed": N_("You proposed this yourself; another person must decide."),
    "response_withdrawn": N_("The respondent took these answers back; nothing is left to judge."),
    "repair_needs_changes": N_("Please say what is to be repaired, and into what."),
    "repair_unknown": N_("“%(found)s” cannot be repaired here."),
    "repair_not_offered": N_("“%(found)s” is not among the values that are offered."),
    "choice_unknown": N_("Please choose one of the two copies."),
    "copy_chosen_already": N_("Somebody has chosen between these copies already."),
    "case_counted_already": N_("Another response counts for this case; only one can."),
    "trace_without_interviewer": N_("Nothing is noted about people who fill in alone."),
    "trace_impossible": N_("The times or the position cannot be right."),
}
