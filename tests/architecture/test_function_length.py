"""A function says one thing: 45 lines of code are the end."""

import ast

from tests.architecture.house import around, modules, no_fault_in, tree_of

LIMIT = 45


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its documentation, which may be as long as a method needs."""
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node, clean=False) is not None:
        documentation = node.body[0]
        length -= (documentation.end_lineno or documentation.lineno) - documentation.lineno + 1
    return length


def test_no_function_has_more_than_45_lines_of_code() -> None:
    no_fault_in(
        f"{name}:{node.lineno} {node.name}: {code_lines(node)}"
        for name in [*modules(), *around()]
        for node in ast.walk(tree_of(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > LIMIT
    )
