"""The sentences about questionnaires, waves and links on the pages of the platform."""

from collections.abc import Mapping

from evaluator.wording.texts import N_
from surveys.file_sentences import FILE_SENTENCES
from surveys.logic_sentences import LOGIC_SENTENCES

SENTENCES: Mapping[str, str] = {
    **LOGIC_SENTENCES,
    **FILE_SENTENCES,
    "unknown_question": N_("There is no such question here."),
    "answer_not_offered": N_("Please choose one of the answers that are offered."),
    "choose_one": N_("Please choose one, or press “I would rather not say”."),
    "number_outside": N_("Found “%(found)s”; please give a number, %(allowed)s."),
    "text_too_long": N_("The text has %(found)s characters; %(allowed)s are kept."),
    "answers_do_not_fit": N_("The page belongs to another questionnaire. Please open it again."),
    "answers_unreadable": N_("What was sent could not be read. Please open the page again."),
    "unknown_questionnaire": N_("There is no questionnaire %(found)s; there are: %(allowed)s."),
    "questionnaire_unreadable": N_("The questionnaire's document cannot be read (%(found)s)."),
    "questionnaire_problems": N_("The questionnaire has faults: %(found)s."),
    "questionnaire_lacks_items": N_(
        "The questionnaire does not ask what the plan scores, with the same codes: %(found)s."
    ),
    "pretest_needed": N_(
        "Please say how the questionnaire was tried out with elders, or why it was not."
    ),
    "closes_in_the_past": N_("%(found)s is past; please choose a day to come."),
    "wave_wrong_state": N_("The wave is in the state “%(found)s”; needed is: %(allowed)s."),
    "wave_not_open": N_("The survey is not open, so nothing was stored."),
    "wave_without_cases": N_("Nobody can be asked yet: add a list or blank links first."),
    "address_not_safe": N_(
        "Links cannot be sent out while the public address is %(found)s: it must begin with "
        "https:// and be reachable from outside. The setting is called PUBLIC_URL."
    ),
    "case_known": N_("These numbers are in the wave already: %(found)s."),
    "count_outside": N_("Found %(found)s; allowed are %(allowed)s."),
    "measures_missing": N_(
        "%(count)s measures are missing, so the data cannot be frozen: %(found)s."
    ),
    "frozen_already": N_("The data are frozen already."),
    "freezing_already": N_("The data are being frozen just now."),
    "freezing_failed": N_("The data could not be frozen. Nothing was left half-written."),
    "waves_still_open": N_("A wave is still open or being prepared."),
    "too_many_rows": N_("The list has more rows than the %(allowed)s that are accepted."),
    "unpacks_too_large": N_("The workbook unpacks to %(found)s bytes; allowed are %(allowed)s."),
    "label_twice": N_("The number “%(found)s” stands already in row %(allowed)s."),
    "unknown_contract_code": N_(
        "Found “%(found)s”, which is not a contract of this evaluation: %(allowed)s."
    ),
    "cell_too_long": N_("The text “%(found)s” is longer than %(allowed)s characters."),
    "number_not_possible": N_("Found “%(found)s”; a number %(allowed)s is needed."),
}
