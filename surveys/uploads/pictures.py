"""Pictures written anew from their own parts: what a camera noted beside them stays behind."""

import struct
import zlib
from collections.abc import Iterator

from evaluator.errors import Invalid
from surveys.uploads.places import orientation_of

JPEG_START = b"\xff\xd8\xff"
PNG_START = b"\x89PNG\r\n\x1a\n"
# Parts that a picture needs: form, colours, density. Texts, times, places and previews are not.
KEPT_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"}
KEPT_CHUNKS |= {b"sBIT", b"bKGD", b"pHYs"}
APP0, APP1, APP2, APP14, APP15, COMMENT = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
SCAN, END = 0xDA, 0xD9
ALONE = {0x01, *range(0xD0, 0xD8)}


def bare_jpeg(data: bytes, keeps_place: bool) -> bytes:
    """Return a JPEG with its picture and the way it is held, and nothing after its end."""
    written = [b"\xff\xd8"]
    turned = 1
    for marker, body in _segments(data):
        if marker == APP1:
            turned = orientation_of(body) if body.startswith(b"Exif\0\0") else turned
            if keeps_place and body.startswith(b"Exif\0\0"):
                written.append(_segment(marker, body))
        elif marker in (APP0, APP2, APP14) or not (APP0 <= marker <= APP15 or marker == COMMENT):
            written.append(body if marker == SCAN else _segment(marker, body))
    if turned != 1 and not keeps_place:
        written.insert(1, _segment(APP1, _turned(turned)))
    return b"".join(written)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def _turned(orientation: int) -> bytes:
    """Return the smallest note that says how a picture was held."""
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and body of each segment; all scans to the end of the picture are one."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            break
        marker = data[at + 1]
        if marker == 0xFF or marker in ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(data):
            break
        if marker == SCAN:
            end = _end_of_picture(data, at)
            yield SCAN, data[at:end]
            return
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
    raise Invalid("file_broken", allowed="JPEG")


def _end_of_picture(data: bytes, at: int) -> int:
    """Return where the picture ends: at the first end marker that stands outside of segments."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 2 > len(data):
            raise Invalid("file_broken", allowed="JPEG")
        marker = data[at + 1]
        if marker == END:
            return at + 2
        if marker in ALONE or marker in (0x00, 0xFF):
            at += 1 if marker == 0xFF else 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def bare_png(data: bytes) -> bytes:
    """Return a PNG with nothing but its picture; each part is held to its checksum."""
    written = [PNG_START]
    at = len(PNG_START)
    seen = set()
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        stated = data[at + 8 + length : at + 12 + length]
        if len(stated) < 4 or zlib.crc32(kind + body) != int.from_bytes(stated, "big"):
            break
        if kind in KEPT_CHUNKS:
            written.append(data[at : at + 12 + length])
        seen.add(kind)
        if kind == b"IEND" and {b"IHDR", b"IDAT"} <= seen:
            return b"".join(written)
        at += 12 + length
    raise Invalid("file_broken", allowed="PNG")
