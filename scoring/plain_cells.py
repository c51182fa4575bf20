"""Cells of plain tables: texts that no spreadsheet program takes for a formula."""

import re

import pyarrow as pa

# Programs take a text that starts so for a formula; East Asian ones the wide signs as well.
_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def harmless(text: str) -> str:
    """Return a text with an apostrophe in front where a program would run it; numbers stay.

    Examples
    --------
    >>> harmless("=1+1"), harmless("-3.50"), harmless("甲公司")
    ("'=1+1", '-3.50', '甲公司')
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def harmless_table(table: pa.Table) -> pa.Table:
    """Return a table whose texts are all harmless; other columns are left as they are.

    Examples
    --------
    >>> harmless_table(pa.table({"name": ["@x", None], "n": [1, 2]}))["name"].to_pylist()
    ["'@x", None]
    """
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = [
                None if text is None else harmless(text) for text in table.column(place).to_pylist()
            ]
            table = table.set_column(place, field, pa.array(texts, field.type))
    return table
