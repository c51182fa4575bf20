"""Every code that the product can show has a sentence: nobody is answered with a bare code."""

import ast
import re
from collections.abc import Iterator

from evaluator.wording.sentences import SENTENCES
from scoring.indicators.gaps import DIMENSION_NOT_APPLICABLE
from scoring.indicators.readings import NOT_APPLICABLE
from scoring.indicators.survey_readings import NO_ANSWERS, TOO_FEW_ANSWERS, TOO_FEW_PSUS
from scoring.plan_checks import DOMINANCE_RULE
from scoring.profiling.shortfalls import ENOUGH
from tests.architecture.house import no_fault_in, rooms, tree_of
from wsgi import FEATURES

CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Where the code stands among the arguments of what raises or notes it.
PLACES = {
    "_blocking": 0,
    "refuse": 0,
    "wrong": 1,
    "add": 0,
    "Problem": 0,
    "Fault": 0,
    "AnswersRefused": 0,
    "check_members": 2,
    "_check_where": 1,
    "blank": 0,
    "undecided": 2,
}
GATES = ("Gate", "_at_least")
# Rooms whose plain words are codes of reasons: what they return is shown in the score book.
REASONS = ("scoring/profiling/proposals.py", "scoring/profiling/decisions.py")
SILENT = ("where", "found", "allowed", "file", "column")
# Python's own errors carry words for us, not codes for a reader.
PLAIN = ("ValueError", "TypeError", "KeyError", "RuntimeError", "LookupError", "AssertionError")
# Words in the rooms of reasons that name something else: arrays, places, gates told otherwise.
OTHER = {"standard_errors", "decision_class", "gate_"}


def called(node: ast.Call) -> str:
    """The last name of what is called."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def text_in(node: ast.expr | None) -> str | None:
    """A constant that has the form of a code."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if CODE.fullmatch(node.value) else None
    return None


def of_call(node: ast.Call) -> Iterator[str | None]:
    """Codes that a call raises, notes or leaves as a reason."""
    name = called(node)
    is_error = name.endswith(("Error", "Refused")) and name not in PLAIN
    place = 0 if is_error else PLACES.get(name)
    if place is not None and len(node.args) > place:
        yield text_in(node.args[place])
    if name in GATES and node.args and (gate := text_in(node.args[0])):
        yield f"gate_{gate}"
    for keyword in node.keywords:
        if keyword.arg in ("reason", "code") and "Measure" not in name:
            yield text_in(keyword.value)


def of_notes(node: ast.Dict) -> Iterator[str | None]:
    """The code of a note, as in {"code": "single_psu"}."""
    for key, value in zip(node.keys, node.values, strict=True):
        if text_in(key) == "code":
            yield text_in(value)


def of_assigned(node: ast.Assign) -> Iterator[str | None]:
    """The reason that is noted under a key, as in reasons[code] = "single_psu"."""
    if isinstance(node.targets[0], ast.Subscript):
        yield text_in(node.value)


def of_loop(node: ast.For) -> Iterator[str | None]:
    """The codes that a loop goes through, as in for code, found in (("empty_cell", cells),)."""
    names = [getattr(name, "id", "") for name in ast.walk(node.target)]
    if "code" in names and isinstance(node.iter, ast.Tuple):
        for row in node.iter.elts:
            yield text_in(row.elts[0]) if isinstance(row, ast.Tuple) else None


def of_flags(tree: ast.Module) -> Iterator[str | None]:
    """The keys of the table that `_flags` makes flags from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "_flags":
            for table in ast.walk(node):
                if isinstance(table, ast.Dict):
                    yield from (text_in(key) for key in table.keys)


def of_reasons(tree: ast.Module) -> Iterator[str | None]:
    """Plain words of several parts, less those that only say where something is."""
    silent = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg in SILENT
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in silent:
            code = text_in(node)
            yield code if code and "_" in code and code not in OTHER else None


def codes_of(room: str) -> set[str]:
    """All codes that a room can show."""
    tree = tree_of(room)
    found: list[str | None] = list(of_flags(tree)) if room.startswith("scoring/") else []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += of_call(node)
        elif not room.startswith("scoring/"):
            continue
        elif isinstance(node, ast.Dict):
            found += of_notes(node)
        elif isinstance(node, ast.Assign):
            found += of_assigned(node)
        elif isinstance(node, ast.For):
            found += of_loop(node)
    if room in REASONS:
        found += of_reasons(tree)
    return {code for code in found if code}


def worded() -> set[str]:
    """The codes that have a sentence once all features are mounted."""
    return set(SENTENCES).union(*(feature.sentences for feature in FEATURES))


def test_every_code_has_a_sentence() -> None:
    known = worded()
    lacking = {code: room for room in rooms() for code in codes_of(room) if code not in known}
    no_fault_in(f"{code}: {room}" for code, room in sorted(lacking.items()))


def test_the_codes_are_found_where_they_stand() -> None:
    assert {"weights_trimmed", "psu_in_several_strata"} <= codes_of("scoring/moments/solving.py")
    assert "gate_robustness_not_computed" in codes_of("scoring/profiling/gates.py")
    assert "renewal_closed_by_veto" in codes_of("scoring/profiling/proposals.py")
    assert {"margin_says_nobody", "margin_not_known"} <= codes_of("scoring/moments/weighing.py")
    assert "single_psu" in codes_of("scoring/moments/solving.py")


def test_every_reason_that_a_constant_holds_has_a_sentence() -> None:
    reasons = (NO_ANSWERS, TOO_FEW_ANSWERS, TOO_FEW_PSUS, NOT_APPLICABLE, DIMENSION_NOT_APPLICABLE)
    no_fault_in({*reasons, ENOUGH, DOMINANCE_RULE} - worded())


def test_no_sentence_breaks_where_it_is_filled_in() -> None:
    places = dict.fromkeys(("where", "found", "allowed", "contract", "indicator", "count"), "x")
    texts = {**SENTENCES, **{c: t for feature in FEATURES for c, t in feature.sentences.items()}}
    broken = []
    for code, text in texts.items():
        try:
            text % {**places, **dict.fromkeys(re.findall(r"%\((\w+)\)", text), "x")}
        except (TypeError, ValueError) as error:
            broken.append(f"{code}: {error}")
    no_fault_in(broken)
