"""What can never happen in a questionnaire: questions nobody reaches, and pages nobody leaves."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import Any

from surveys.kinds.questions import VALUE_KINDS, Answer, Question
from surveys.kinds.steps import Step
from surveys.logic.evaluation import Around, is_broken, is_true
from surveys.logic.faults import Fault
from surveys.logic.symbols import CHOICE, CHOICES, NUMBER, TEXT, names_in
from surveys.logic.values import number_text

# Operations about which trying out the answers that matter says all there is to say.
PLAIN = {"and", "or", "not", "=", "!=", "<", "<=", ">", ">=", "neg", "empty", "selected", "string"}
LEAVES = {"value", "answer", "raw", "reason"}
MOST_TRIES = 20_000
MOST_CHOICES = 6


def unreached(questions: Sequence[Question], steps: Sequence[Step]) -> list[Fault]:
    """Return the questions that no answers lead to; where that cannot be told, nothing is said."""
    of = {step.code: step for step in steps if step.position is not None}
    known = {question.code: question for question in questions}
    found = []
    for step in of.values():
        if step.relevant is not None and not _can_hold(step, of, known):
            found.append(Fault("question_never_reached", f"{step.code}.relevant"))
    return found


def dead_ends(questions: Sequence[Question], steps: Sequence[Step]) -> list[Fault]:
    """Return the questions that take an answer and accept none."""
    found = []
    for step in steps:
        if step.position is None or not step.rules:
            continue
        question = questions[step.position]
        own = all(_is_plain(rule) and names_in(rule) <= {step.code} for rule in step.rules)
        if not own or question.is_required is False or any(code < 0 for code in question.codes):
            continue
        candidates = [value for value in _values(question, list(step.rules)) or [] if value]
        if candidates and all(_breaks(step, value) for value in candidates):
            found.append(Fault("question_without_way_on", f"{step.code}.rules"))
    return found


def _breaks(step: Step, answer: Answer) -> bool:
    around = Around({step.code: answer})
    return any(is_broken(rule, around) for rule in step.rules)


def _can_hold(step: Step, of: Mapping[str, Step], known: Mapping[str, Question]) -> bool:
    """Whether some answers make a condition true; also where there are too many to try."""
    needed = _behind(step, of)
    if not needed <= of.keys():
        return True
    trees = [of[name].relevant for name in needed] + [step.relevant]
    given = [tree for tree in trees if tree is not None]
    if not all(_is_plain(tree) for tree in given):
        return True
    order = sorted(needed, key=lambda name: of[name].position or 0)
    values = [_values(known[name], given) for name in order]
    tries = 1
    for row in values:
        tries *= len(row) if row is not None else MOST_TRIES + 1
    if tries > MOST_TRIES:
        return True
    return any(
        is_true(step.relevant or [], _led(order, answers, of))
        for answers in product(*(row or [] for row in values))
    )


def _led(order: Sequence[str], answers: Sequence[Answer], of: Mapping[str, Step]) -> Around:
    given: dict[str, Answer] = {}
    around = Around(given)
    for name, answer in zip(order, answers, strict=True):
        relevant = of[name].relevant
        if relevant is None or is_true(relevant, around):
            given[name] = answer
    return around


def _behind(step: Step, of: Mapping[str, Step]) -> set[str]:
    """Return the questions that a condition hangs on, also by way of others."""
    found: set[str] = set()
    waiting = list(names_in(step.relevant))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if name in of:
                waiting += names_in(of[name].relevant)
    return found


def _is_plain(tree: Any) -> bool:
    if tree[0] in LEAVES:
        return True
    return tree[0] in PLAIN and all(_is_plain(part) for part in tree[1:])


def _values(question: Question, trees: Sequence[Any]) -> list[Answer] | None:
    """Return the answers among which those that make a difference are; nothing if unknown."""
    kind = VALUE_KINDS.get(question.kind)
    numbers = sorted({value for tree in trees for value in _constants(tree, float)})
    if kind == CHOICE:
        return [None, *question.codes]
    if kind == CHOICES:
        codes = [code for code in question.codes if code >= 0 and float(code) in numbers]
        if len(codes) > MOST_CHOICES:
            return None
        sets = chain.from_iterable(combinations(codes, n) for n in range(1, len(codes) + 1))
        other = [str(code) for code in question.codes if code >= 0 and code not in codes]
        return [None, *other[:1], *(" ".join(map(str, chosen)) for chosen in sets)]
    if kind == NUMBER:
        around = {near for number in numbers for near in (number - 1, number, number + 1)}
        within = {float(question.least), float(question.most), *around}
        kept = sorted(n for n in within if question.least <= n <= question.most)
        reasons: list[Answer] = [code for code in question.codes if code < 0]
        return [None, *reasons, *(number_text(number) for number in kept)]
    if kind == TEXT:
        return [None, "…", *sorted({text for tree in trees for text in _constants(tree, str)})]
    return None


def _constants(tree: Any, kind: type) -> Iterator[Any]:
    """Yield the constants of a type; of a number also the one with the other sign."""
    if tree[0] == "value":
        value = tree[1]
        if isinstance(value, kind) and not isinstance(value, bool):
            yield value
            if isinstance(value, float):
                yield -value
    elif tree[0] not in LEAVES:
        for part in tree[1:]:
            yield from _constants(part, kind)
