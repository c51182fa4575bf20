"""No statement for a database is put together from texts: values are bound, or there are none."""

import ast

import pytest

from tests.architecture.house import no_fault_in, rooms, tree_of

# What hands a text to the database as it stands.
RAW = {
    "text",
    "exec_driver_sql",
    "literal_column",
    "execute",
    "executemany",
    "executescript",
    "DDL",
}
# Triggers hold no value that anybody sends: they are made of our own words when a table is created.
MADE_OF_OUR_WORDS = {"surveys/models/counting.py"}


def raw_statements(tree: ast.AST) -> list[tuple[int, ast.expr]]:
    """Return what is handed over as it stands, with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in RAW:
            found.append((node.lineno, node.args[0]))
    return found


def is_put_together(given: ast.expr) -> bool:
    """Whether a text is joined, formatted or filled in."""
    if isinstance(given, ast.JoinedStr):
        return True
    if isinstance(given, ast.BinOp) and isinstance(given.op, ast.Add | ast.Mod):
        return any(_is_text(part) for part in ast.walk(given))
    is_call = isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute)
    return is_call and _name(given.func) in ("format", "join", "replace")


def _is_text(part: ast.AST) -> bool:
    is_constant = isinstance(part, ast.Constant) and isinstance(part.value, str)
    return is_constant or isinstance(part, ast.JoinedStr)


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


def test_n17_no_statement_is_put_together_from_texts() -> None:
    no_fault_in(
        f"{name}:{line} puts a statement together from texts; bind its values instead"
        for name in rooms()
        if name not in MADE_OF_OUR_WORDS
        for line, given in raw_statements(tree_of(name))
        if is_put_together(given)
    )


@pytest.mark.parametrize(
    "line",
    [
        "session.execute(text(f'SELECT * FROM case WHERE id = {number}'))",
        "session.execute('SELECT * FROM case ORDER BY ' + wanted)",
        "connection.exec_driver_sql('SELECT %s' % wanted)",
        "literal_column('{} DESC'.format(wanted))",
        "cursor.execute(' '.join(words))",
    ],
)
def test_n17_the_guard_sees_a_statement_that_is_put_together(line: str) -> None:
    assert any(is_put_together(given) for _, given in raw_statements(ast.parse(line)))


def test_n17_the_guard_lets_bound_values_pass() -> None:
    tree = ast.parse("session.execute(text('SELECT :a'), {'a': wanted}); execute(select(Case.id))")
    assert not any(is_put_together(given) for _, given in raw_statements(tree))
