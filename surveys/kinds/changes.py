"""What differs between two versions of a questionnaire, and whether their answers go together."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveys.kinds.documents import Questionnaire
from surveys.kinds.questions import VALUE_KINDS, Option, Question

# From harmless to grave: answers go together as they are; they do so once someone has said how
# the one are read as the other; they do not.
SAFE, RECODE, BREAK = CLASSES = ("safe", "recode", "break")
# What only changes how a question looks, sounds or is answered, not who answers or what it means.
HARMLESS = frozenset(
    {"text", "hint", "audio", "hint_audio", "picture", "look", "matrix", "is_private"}
    | {"keeps_place"}
)
# What other rules of this module look at.
APART = frozenset({"code", "kind", "options"})
HARMLESS_OF_OPTION = frozenset({"text", "name", "audio", "picture"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its class, the question (none: the whole), the part and the option's code."""

    grade: str
    question: str
    part: str
    option: int | None = None


def changes_between(old: Questionnaire, new: Questionnaire) -> list[Change]:
    """Return what differs, in the order of the newer version, what was left out last."""
    before = {question.code: question for question in old.questions}
    after = {question.code: question for question in new.questions}
    found = list(_of_the_whole(old, new))
    for code, question in after.items():
        if code in before:
            found += _of_question(before[code], question)
        else:
            found.append(Change(SAFE, code, "added"))
    found += [Change(BREAK, code, "removed") for code in before if code not in after]
    if _shared(old, after) != _shared(new, before):
        found.append(Change(SAFE, "", "order"))
    return found


def grade_of(changes: Iterable[Change]) -> str:
    """Return the gravest class among changes; no change is safe."""
    return max((change.grade for change in changes), key=CLASSES.index, default=SAFE)


def _shared(questionnaire: Questionnaire, others: dict[str, Question]) -> list[str]:
    return [question.code for question in questionnaire.questions if question.code in others]


def _of_the_whole(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    for part in ("title", "introduction", "matrices", "languages", "files"):
        if getattr(old, part) != getattr(new, part):
            yield Change(SAFE, "", part)
    if old.calculations != new.calculations:
        yield Change(RECODE, "", "calculations")
    if old.sections != new.sections:
        # A section's condition decides who is asked; its title does not.
        conditions = [
            {section.code: section.relevant for section in version.sections if section.relevant}
            for version in (old, new)
        ]
        same = conditions[0] == conditions[1]
        yield Change(SAFE if same else RECODE, "", "sections")


def _of_question(old: Question, new: Question) -> Iterator[Change]:
    if old.kind != new.kind:
        same = VALUE_KINDS.get(old.kind) == VALUE_KINDS.get(new.kind)
        yield Change(RECODE if same else BREAK, new.code, "kind")
    for part in _parts_that_differ(old, new, APART):
        # Another section is not harmless: the question takes that section's condition.
        yield Change(SAFE if part in HARMLESS else RECODE, new.code, part)
    yield from _of_options(old, new)


def _of_options(old: Question, new: Question) -> Iterator[Change]:
    for option in new.options:
        earlier = old.option(option.code)
        if earlier is None:
            yield Change(RECODE, new.code, "option_added", option.code)
            continue
        for part in _parts_that_differ(earlier, option, frozenset({"code"})):
            grade = SAFE if part in HARMLESS_OF_OPTION else RECODE
            yield Change(grade, new.code, f"option_{part}", option.code)
    for code in old.codes:
        if code not in new.codes:
            yield Change(BREAK, new.code, "option_removed", code)


def _parts_that_differ(
    old: Question | Option, new: Question | Option, apart: frozenset[str]
) -> list[str]:
    names = [each.name for each in dataclasses.fields(new) if each.name not in apart]
    return [name for name in names if getattr(old, name) != getattr(new, name)]
