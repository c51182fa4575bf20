"""Reading the sheets of an .xlsx workbook as a stream, with bounds that no file can lie about."""

import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from surveys.imports.encodings import WORKBOOK_DAMAGE
from surveys.imports.problems import AnswersRefused, refuse

# A workbook is a zip; what it says it unpacks to is looked at first, what it does unpack to later.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 60  # honest sheets pack to a tenth or a thirtieth; one made to harm to a thousandth
RATIO_COUNTS_FROM = 20 * 1024 * 1024
MOST_PARTS = 500
MOST_COLUMNS = 200
MOST_STRING_BYTES = 128 * 1024 * 1024
BLOCK = 1 << 18
_LETTERS = {chr(ord("A") + place): place + 1 for place in range(26)}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet: its number there, its cells as text, and which of them were numbers."""

    number: int
    cells: list[str]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook, by name, and where each lies in the zip."""

    path: Path
    name: str
    sheets: dict[str, str]


def open_workbook(path: Path, name: str) -> Workbook:
    """Look at a workbook without unpacking its sheets; refuses what is damaged or too large."""
    try:
        with zipfile.ZipFile(path) as packed:
            require_small(packed, name)
            targets = _relations(packed, name)
            listed = _elements(packed, "xl/workbook.xml", name, "sheet")
    except AnswersRefused:
        raise
    except WORKBOOK_DAMAGE as error:
        raise refuse("file_truncated", name, found=str(error)[:80]) from error
    sheets = {}
    for sheet in listed:
        relation = next((v for k, v in sheet.items() if k.endswith("id") and k != "sheetId"), "")
        if relation in targets:
            sheets[sheet.get("name", relation)] = targets[relation]
    return Workbook(path, name, sheets)


def require_small(packed: zipfile.ZipFile, name: str) -> None:
    """Refuse a zip that would unpack to more than any list of people needs."""
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    size = max(1, sum(part.compress_size for part in parts))
    is_pressed = unpacked > RATIO_COUNTS_FROM and unpacked / size > MOST_RATIO
    if unpacked > MOST_UNPACKED or is_pressed or len(parts) > MOST_PARTS:
        raise refuse("unpacks_too_large", name, found=unpacked, allowed=MOST_UNPACKED)


def sheet_lines(book: Workbook, sheet: str, most_rows: int) -> Iterator[Line]:
    """Yield the rows of a sheet that hold anything; refuses a sheet that is longer than allowed."""
    try:
        with zipfile.ZipFile(book.path) as packed:
            _require_rows(packed, book, sheet, most_rows)
            strings = _Strings(packed, book.name)
            reader = _SheetReader(strings, book.name)
            for block in _blocks(packed, book.sheets[sheet], book.name):
                yield from reader.read(block)
                if reader.last_row > most_rows:
                    raise refuse("too_many_rows", book.name, row=reader.last_row, allowed=most_rows)
    except AnswersRefused:
        raise
    except (*WORKBOOK_DAMAGE, expat.ExpatError, IndexError) as error:
        raise refuse("file_truncated", book.name, found=str(error)[:80]) from error


def _require_rows(packed: zipfile.ZipFile, book: Workbook, sheet: str, most_rows: int) -> None:
    """Count rows by their signs alone, which is much faster than reading them."""
    count, tail = 0, b""
    for block in _blocks(packed, book.sheets[sheet], book.name):
        # A sign may be cut by the end of a block; so few bytes cannot hold a whole one.
        count += (tail + block).count(b"row r=")
        tail = block[-5:]
        if count > most_rows:
            raise refuse("too_many_rows", book.name, row=count, allowed=most_rows)


def _blocks(packed: zipfile.ZipFile, part: str, name: str) -> Iterator[bytes]:
    """Yield a part's bytes; the headers of a zip can lie, so what comes is counted."""
    total = 0
    with packed.open(part) as stream:
        while block := stream.read(BLOCK):
            total += len(block)
            if total > MOST_UNPACKED:
                raise refuse("unpacks_too_large", name, found=total, allowed=MOST_UNPACKED)
            yield block
    yield b""


def _parser(name: str) -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def forbid(*_found: object) -> None:
        raise refuse("file_truncated", name, found="DOCTYPE")

    # Entities of a document type are how small files are blown up and local files are read.
    parser.StartDoctypeDeclHandler = forbid
    return parser


def _elements(packed: zipfile.ZipFile, part: str, name: str, wanted: str) -> list[dict[str, str]]:
    """Return the attributes of the elements of one name in a small part."""
    found: list[dict[str, str]] = []
    parser = _parser(name)

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser.StartElementHandler = start
    for block in _blocks(packed, part, name):
        try:
            parser.Parse(block, not block)
        except expat.ExpatError as error:
            raise refuse("file_truncated", name, found=str(error)) from error
    return found


def _relations(packed: zipfile.ZipFile, name: str) -> dict[str, str]:
    found = _elements(packed, "xl/_rels/workbook.xml.rels", name, "Relationship")
    return {
        row["Id"]: _part(row["Target"])
        for row in found
        if row.get("Type", "").endswith("/worksheet") and "Id" in row and "Target" in row
    }


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


@dataclass(slots=True)
class _Strings:
    """The workbook's shared texts in one run of bytes: a list of them would take much more."""

    packed: zipfile.ZipFile
    name: str
    _bytes: bytearray = field(default_factory=bytearray)
    _ends: "array[int]" = field(default_factory=lambda: array("Q", [0]))

    def __post_init__(self) -> None:
        part = "xl/sharedStrings.xml"
        if part not in self.packed.namelist():
            return
        parser, heard = _parser(self.name), [False, False]

        def start(tag: str, _attributes: dict[str, str]) -> None:
            tag = tag.rpartition(":")[2]
            # How a word is to be pronounced (rPh) stands beside it and is no part of it.
            heard[1] = heard[1] or tag == "rPh"
            heard[0] = tag == "t" and not heard[1]

        def end(tag: str) -> None:
            tag = tag.rpartition(":")[2]
            heard[0] = False
            if tag == "rPh":
                heard[1] = False
            elif tag == "si":
                self._ends.append(len(self._bytes))

        def text(data: str) -> None:
            if heard[0]:
                self._bytes.extend(data.encode())

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = text
        for block in _blocks(self.packed, part, self.name):
            parser.Parse(block, not block)
            if len(self._bytes) > MOST_STRING_BYTES:
                raise refuse("unpacks_too_large", self.name, found=len(self._bytes))

    def text(self, place: int) -> str:
        if place < 0:
            raise IndexError(place)
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode()


class _SheetReader:
    """Turns the events of a sheet's XML into rows."""

    def __init__(self, strings: _Strings, name: str) -> None:
        self.strings, self.name = strings, name
        self.last_row = 0
        self._done: list[Line] = []
        self._cells: dict[int, str] = {}
        self._numeric: set[int] = set()
        self._column, self._kind, self._is_heard = 0, "n", False
        self._text: list[str] = []
        # Some programs write every name with a prefix.
        self._cell, self._row, self._heard = "c", "row", ("v", "t")
        self._parser = _parser(name)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._data

    def read(self, block: bytes) -> list[Line]:
        """Return the rows that a block completes."""
        self._parser.Parse(block, not block)
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == self._cell:
            place = attributes.get("r")
            self._column = _column(place) if place else self._column + 1
            self._kind = attributes.get("t", "n")
            self._text = []
        elif tag in self._heard:
            self._is_heard = True
        elif tag == self._row:
            number = attributes.get("r")
            self.last_row = int(number) if number else self.last_row + 1
            self._column = 0
        elif tag.endswith(":worksheet"):
            prefix = tag.removesuffix("worksheet")
            self._cell, self._row = f"{prefix}c", f"{prefix}row"
            self._heard = (f"{prefix}v", f"{prefix}t")

    def _data(self, data: str) -> None:
        if self._is_heard:
            self._text.append(data)

    def _end(self, tag: str) -> None:
        if tag in self._heard:
            self._is_heard = False
        elif tag == self._cell and self._text and 0 < self._column <= MOST_COLUMNS:
            self._keep("".join(self._text))
        elif tag == self._row and self._cells:
            widest = max(self._cells)
            cells = [self._cells.get(place, "") for place in range(1, widest + 1)]
            numeric = frozenset(place - 1 for place in self._numeric)
            self._done.append(Line(self.last_row, cells, numeric))
            self._cells, self._numeric = {}, set()

    def _keep(self, text: str) -> None:
        if self._kind == "s":
            text = self.strings.text(int(text))
        elif self._kind == "n":
            self._numeric.add(self._column)
            text = plain_number(text)
        if text := text.strip():
            self._cells[self._column] = text


def plain_number(text: str) -> str:
    """Return a number as a person sees it; raises ``ValueError`` where it is none.

    Whole numbers stand without point or exponent as far as fifteen digits carry them.

    >>> plain_number("13900000001"), plain_number("2.5"), plain_number("1.3900000001E10")
    ('13900000001', '2.5', '13900000001')
    """
    number = float(text)
    if number.is_integer() and abs(number) < 10**15:
        return str(int(number))
    return text


def _column(place: str) -> int:
    number = 0
    for letter in place:
        value = _LETTERS.get(letter)
        if value is None:
            break
        number = number * 26 + value
    return number
