"""Finding out how the text of a file is encoded, and where it is damaged."""

import codecs
import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from surveys.imports.problems import refuse

BLOCK = 1 << 20
# GB18030 contains GBK and GB2312, so one name serves every mainland Windows file.
KNOWN = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
# What the readers of zip and XML raise at a workbook that is damaged or made to harm.
WORKBOOK_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    EOFError,
    OSError,
    SyntaxError,
    ValueError,
)
_ALIASES = {"gbk": "gb18030", "gb2312": "gb18030", "ansi": "gb18030", "utf8": "utf-8"}
# So many characters of several bytes before the first fault are no accident: the file is UTF-8.
_CERTAINLY_UTF8 = 3


@dataclass(frozen=True, slots=True)
class Damage:
    """The first bytes that cannot be read: their row (the header is row 1) and themselves."""

    row: int
    found: str
    characters_before: int


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading, unpacking ``.gz`` on the way."""
    if path.suffix.lower() == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def blocks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file; refuse a packed file that is cut off or damaged."""
    try:
        with open_bytes(path) as stream:
            while block := stream.read(BLOCK):
                yield block
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise refuse("file_truncated", path.name, found=str(error)) from error


def encoding_of(path: Path, stated: str | None = None) -> str:
    """Return the encoding of a text file: the stated one, else the one that reads it whole.

    Raises :class:`AnswersRefused` naming the row of the first bytes that cannot be read.
    """
    if stated:
        name = _ALIASES.get(stated.lower(), stated.lower())
        if name not in KNOWN:
            raise refuse("unknown_encoding", path.name, found=stated, allowed=list(KNOWN))
        return _require(path, name)
    marked = _by_mark(path)
    if marked:
        return _require(path, marked)
    damage = find_damage(path, "utf-8")
    if damage is None:
        return "utf-8"
    if damage.characters_before < _CERTAINLY_UTF8 and find_damage(path, "gb18030") is None:
        return "gb18030"
    raise refuse("undecodable", path.name, row=damage.row, found=damage.found, allowed=list(KNOWN))


def _require(path: Path, encoding: str) -> str:
    damage = find_damage(path, encoding)
    if damage is not None:
        raise refuse("undecodable", path.name, row=damage.row, found=damage.found, allowed=encoding)
    return encoding


def _by_mark(path: Path) -> str | None:
    """Return what the first bytes say: a byte order mark, or the zeros of UTF-16 without one."""
    start = next(blocks(path), b"")[:400]
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = len(start) // 2
    if pairs and start[1::2].count(0) > pairs * 0.3:
        return "utf-16-le"
    if pairs and start[0::2].count(0) > pairs * 0.3:
        return "utf-16-be"
    return None


def find_damage(path: Path, encoding: str) -> Damage | None:
    """Return the first place that ``encoding`` cannot read, or ``None`` where it reads all."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rows, beyond_ascii = 1, 0
    tail = b""
    for block in blocks(path):
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            return _damage(error, rows, beyond_ascii, encoding)
        rows += text.count("\n")
        beyond_ascii += len(text) - len(text.encode("ascii", "ignore"))
        tail = block
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return Damage(rows, tail[-4:].hex(" "), beyond_ascii)
    return None


def _damage(error: UnicodeDecodeError, rows: int, beyond_ascii: int, encoding: str) -> Damage:
    # ``error.object`` starts with what the decoder had kept from the block before.
    before = error.object[: error.start].decode(encoding, "ignore")
    found = error.object[error.start : max(error.end, error.start + 1)].hex(" ")
    beyond = beyond_ascii + len(before) - len(before.encode("ascii", "ignore"))
    return Damage(rows + before.count("\n"), found, beyond)
