"""The sentences about expressions, and about the logic of a questionnaire."""

from collections.abc import Mapping

from evaluator.wording.sentences import sentence
from evaluator.wording.texts import N_, translate
from surveys.logic.faults import Fault

LOGIC_SENTENCES: Mapping[str, str] = {
    "expression_too_long": N_("The expression has %(found)s characters; allowed are %(allowed)s."),
    "expression_too_deep": N_(
        "Character %(at)s: brackets and functions lie more than %(allowed)s deep."
    ),
    "expression_ends_early": N_("The expression ends too early, at character %(at)s."),
    "word_not_expected": N_("Character %(at)s: “%(found)s” cannot stand here."),
    "full_width_sign": N_(
        "Character %(at)s: “%(found)s” is a full-width sign; please type %(allowed)s."
    ),
    "text_without_end": N_("Character %(at)s: the text %(found)s has no closing quotation mark."),
    "sign_not_known": N_("Character %(at)s: “%(found)s” is not understood."),
    "number_too_large": N_("Character %(at)s: the number %(found)s is too large."),
    "point_without_question": N_("Character %(at)s: the point stands for an answer; here is none."),
    "name_comes_later": N_(
        "Character %(at)s: “%(found)s” comes later; use what was asked before, no other."
    ),
    "name_not_known": N_("Character %(at)s: there is no question or value “%(found)s”."),
    "types_do_not_fit": N_("Character %(at)s: these cannot be used together: %(found)s."),
    "type_not_fitting": N_("Character %(at)s: found %(found)s where %(allowed)s is needed."),
    "choices_need_selected": N_(
        "Character %(at)s: several can be chosen here; ask with selected(…)."
    ),
    "option_not_known": N_(
        "Character %(at)s: there is no option “%(found)s”; there are: %(allowed)s."
    ),
    "cannot_be_ordered": N_("Character %(at)s: only numbers and days can be larger or smaller."),
    "number_not_written": N_("Character %(at)s: “%(found)s” is not a number."),
    "date_not_written": N_("Character %(at)s: “%(found)s” is not a day; write 2026-05-01."),
    "function_of_repeats": N_("Character %(at)s: %(found)s needs repeated groups; there are none."),
    "function_by_chance": N_(
        "Character %(at)s: %(found)s gives another value each time, so nobody could check it."
    ),
    "function_of_lists": N_("Character %(at)s: %(found)s needs a list from outside."),
    "function_not_known": N_("Character %(at)s: there is no function %(found)s."),
    "arguments_do_not_fit": N_(
        "Character %(at)s: %(name)s has %(found)s values; it takes %(allowed)s."
    ),
    "pattern_not_written_out": N_("Character %(at)s: the pattern must be written out here."),
    "needs_a_question": N_("Character %(at)s: %(found)s needs the name of a question."),
    "pattern_too_long": N_("Character %(at)s: the pattern is longer than %(allowed)s characters."),
    "pattern_too_large": N_("Character %(at)s: the pattern repeats too much."),
    "pattern_not_possible": N_("Character %(at)s: the pattern cannot be read at “%(found)s”."),
    "pattern_may_hang": N_(
        "Character %(at)s: endless repetition within endless repetition stops old telephones."
    ),
    "calculation_in_circle": N_("The value needs itself, directly or by way of others."),
    "question_never_reached": N_("No answers lead to this question."),
    "question_without_way_on": N_("No answer is accepted here, so nobody gets any further."),
    "text_missing": N_("A text is missing."),
    "name_twice": N_("The code stands twice."),
    "name_not_possible": N_("A code begins with a letter; then letters, digits and _ follow."),
    "asked_after_later": N_("It hangs on “%(found)s”, which is not asked before it."),
    "option_twice": N_("Two options have the same code."),
    "section_not_known": N_("There is no section “%(found)s”."),
    "section_torn": N_("The questions of “%(found)s” do not stand together."),
    "matrix_not_known": N_("There is no table “%(found)s”."),
    "matrix_rows_differ": N_("The rows of the table “%(found)s” have different options."),
    "file_not_listed": N_("The clip or picture “%(found)s” is not among the files."),
    "setting_not_known": N_("A setting of this question is not known."),
    "rule_broken": N_("This answer does not fit. Please look at it again."),
    "rule_broken_because": N_("Please look at this answer again."),
    "answer_stands_alone": N_("This answer cannot be chosen together with others."),
    "places_do_not_fit": N_("Please give each of the %(allowed)s a place of its own."),
    "day_not_possible": N_("Found “%(found)s”; please give a day, like 2026-05-01."),
    "place_not_possible": N_("Found “%(found)s”; please give latitude and longitude."),
}


def fault_line(fault: Fault, locale: str) -> str:
    """Return one line about a fault: where it stands, then what is wrong."""
    place = translate(N_("%(place)s: "), locale) % {"place": fault.place}
    return place + sentence(fault.code, dict(fault.parameters), locale)
