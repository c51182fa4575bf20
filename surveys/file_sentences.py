"""The sentences about files that people send with their answers."""

from collections.abc import Mapping

from evaluator.wording.texts import N_

FILE_SENTENCES: Mapping[str, str] = {
    "file_empty": N_("The file is empty. Please choose it again."),
    "file_too_large": N_("The file has %(found)s MB; up to %(allowed)s MB are taken."),
    "file_name_not_possible": N_("A file called “%(found)s” is not taken. Please rename it."),
    "file_type_not_taken": N_(
        "This kind of file is not taken here (%(found)s). Taken are: %(allowed)s."
    ),
    "file_not_its_name": N_("The file says it is %(found)s, and it is %(allowed)s."),
    "file_holds_more": N_(
        "There is something else in this file besides its %(found)s; it is not taken."
    ),
    "file_broken": N_("The file is damaged or cut off; it is no whole %(allowed)s."),
    "file_not_here": N_("The file is no longer here. Please choose it again."),
}
