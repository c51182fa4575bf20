"""Who silences a tool says why, on the same line."""

import ast
import re

from tests.architecture.house import around, modules, no_fault_in, text_of, tree_of

SILENCED = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|mypy:|ruff:|fmt:|pylint:)", re.IGNORECASE)
REASONED = (
    re.compile(r"# noqa: [A-Z]+\d+(, ?[A-Z]+\d+)* - \S.{5,}"),
    re.compile(r"# type: ignore\[[a-z-]+(, ?[a-z-]+)*\]  # \S.{5,}"),
    re.compile(r"# fmt: (skip|off)  # \S.{5,}|# fmt: on$"),
)


def test_every_suppression_names_its_rule_and_its_reason() -> None:
    bare = [
        f"{name}:{number} {line.strip()}"
        for name in [*modules(), *around()]
        if name != "tests/architecture/test_no_suppressions.py"
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if SILENCED.search(line) and not any(form.search(line) for form in REASONED)
    ]
    no_fault_in(bare)


def unexplained(name: str) -> list[str]:
    """Marks of a test module that leave a test out and do not say why."""
    return [
        f"{name}:{node.lineno} {node.attr}"
        for node in ast.walk(tree_of(name))
        if isinstance(node, ast.Attribute)
        and node.attr in {"skip", "skipif", "xfail"}
        and ast.unparse(node.value) == "pytest.mark"
        and not any(
            isinstance(call, ast.Call)
            and call.func is node
            and any(word.arg == "reason" for word in call.keywords)
            for call in ast.walk(tree_of(name))
        )
    ]


def test_no_test_is_skipped_or_expected_to_fail_without_a_reason() -> None:
    no_fault_in(mark for name in around() for mark in unexplained(name))
