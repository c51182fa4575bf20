"""The sentences about files of answers that cannot be imported."""

from collections.abc import Mapping
from typing import Any

from evaluator.wording.sentences import extend, sentence
from evaluator.wording.texts import N_, translate
from surveys.imports.problems import AnswersRefused, Problem

SENTENCES: Mapping[str, str] = {
    "file_missing": N_("There is no such file. Accepted: %(allowed)s."),
    "unknown_kind": N_("Files ending in %(found)s are not read. Accepted: %(allowed)s."),
    "file_truncated": N_("The file is cut off or damaged (%(found)s)."),
    "unknown_encoding": N_("The encoding %(found)s is not known. Allowed: %(allowed)s."),
    "undecodable": N_("The bytes %(found)s are not text in the encoding %(allowed)s."),
    "no_header": N_("The first row must hold the names of the columns; it is empty."),
    "no_rows": N_("The file holds no answers below its first row."),
    "missing_column": N_("This column is missing. The file has: %(allowed)s."),
    "column_twice": N_("This column stands %(found)s times in the first row; once is allowed."),
    "missing_sheet": N_("The workbook has no sheet %(found)s. It has: %(allowed)s."),
    "wrong_cell_count": N_("The row has %(found)s cells; the first row has %(allowed)s."),
    "unreadable_rows": N_("The rows cannot be told apart (%(found)s)."),
    "blank_not_allowed": N_("The cell is empty; a value is needed here."),
    "unknown_provider": N_("Found “%(found)s”, which is not a named provider: %(allowed)s."),
    "label_outside_scale": N_("Found “%(found)s”, which is outside the scale: %(allowed)s."),
    "label_outside_levels": N_("Found “%(found)s”, which is outside the levels: %(allowed)s."),
    "not_a_number": N_("Found “%(found)s”; a number is needed here."),
    "weight_not_positive": N_("Found the weight “%(found)s”; it must be a number above 0."),
    "duplicate_response": N_("The response “%(found)s” already stands in row %(allowed)s."),
    "output_exists": N_("There is something at this place already; it is not overwritten."),
    "mapping_unreadable": N_("The mapping is not valid TOML (%(found)s)."),
    "unknown_key": N_("“%(found)s” is not known here. Allowed: %(allowed)s."),
    "missing_key": N_("This is missing: %(allowed)s."),
    "wrong_type": N_("Found %(found)s where %(allowed)s is needed."),
    "bad_code": N_("Found the code “%(found)s”; allowed are a letter, then letters, digits and _."),
    "code_twice": N_("The code “%(found)s” stands here twice."),
    "unknown_scale": N_("Found the scale “%(found)s”; the mapping has: %(allowed)s."),
    "points_outside": N_("Found “%(found)s” points; allowed are 0 to 100."),
    "unknown_item": N_("Found the item “%(found)s”; the mapping has: %(allowed)s."),
    "unknown_dimension": N_("Found the dimension “%(found)s”; the plan has: %(allowed)s."),
}

extend(SENTENCES)


def problem_line(problem: Problem, locale: str) -> str:
    """Return one line about a problem: file, row, column, then what is wrong."""
    place = [problem.file]
    if problem.row is not None:
        place.append(translate(N_("row %(row)s"), locale) % {"row": problem.row})
    if problem.column is not None:
        place.append(translate(N_("column %(column)s"), locale) % {"column": problem.column})
    # A percent sign in a cell is the cell's own: it is a parameter, never part of the template.
    return ", ".join(place) + ": " + sentence(problem.code, problem.parameters(), locale)


def refusal_lines(refusal: AnswersRefused, locale: str) -> list[str]:
    """Return the lines that tell what is wrong, the number of all problems last."""
    lines = [problem_line(problem, locale) for problem in refusal.problems]
    text = translate(N_("%(count)s problems; the first %(shown)s are listed."), locale)
    lines.append(text % {"count": refusal.count, "shown": len(refusal.problems)})
    return lines


def refusal_data(refusal: AnswersRefused) -> dict[str, Any]:
    """Return the same for machines."""
    rows = [{"code": row.code, **row.parameters()} for row in refusal.problems]
    return {"error": refusal.code, "count": refusal.count, "problems": rows}
