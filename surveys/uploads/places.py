"""Taking out of a file where it was made, without writing its picture or sound anew."""

import struct

# Boxes of which the first holds places as text, the second as numbers.
PLACE_BOXES = (b"\xa9xyz", b"loci")
GPS, ORIENTATION = 0x8825, 0x0112
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
MOST_ENTRIES = 500


def orientation_of(exif: bytes) -> int:
    """Return how a picture was held: 1 to 8, and 1 where nothing sensible is said."""
    entries = _entries(bytearray(exif), 6) if len(exif) > 14 else []
    found = [int(value) for tag, value, _, _ in entries if tag == ORIENTATION]
    return found[0] if found and 1 <= found[0] <= 8 else 1


def without_places(data: bytes) -> bytes:
    """Return a file of boxes (HEIC, M4A) of the same length whose places are blanked out."""
    blank = bytearray(data)
    for start in (b"II*\0", b"MM\0*"):
        at = blank.find(start)
        while at >= 0:
            _blank_gps(blank, at)
            at = blank.find(start, at + 4)
    _blank_between(blank, b"<x:xmpmeta", b"</x:xmpmeta>")
    for kind in PLACE_BOXES:
        at = blank.find(kind)
        while at >= 0:
            _blank_box(blank, at)
            at = blank.find(kind, at + 4)
    return bytes(blank)


def _blank_box(data: bytearray, at: int) -> None:
    """Turn a box into an empty one of the same length."""
    length = int.from_bytes(data[max(0, at - 4) : at], "big")
    if 8 <= length <= min(4096, len(data) - at + 4):
        data[at : at + 4] = b"free"
        data[at + 4 : at - 4 + length] = bytes(length - 8)


def _blank_between(data: bytearray, start: bytes, end: bytes) -> None:
    at = data.find(start)
    while at >= 0:
        last = data.find(end, at)
        last = len(data) if last < 0 else last + len(end)
        data[at:last] = b" " * (last - at)
        at = data.find(start, last)


def _blank_gps(data: bytearray, at: int) -> None:
    """Blank the places among the notes of a camera that begin here."""
    order = ">" if data[at : at + 1] == b"M" else "<"
    for tag, value, _, entry in _entries(data, at):
        if tag != GPS:
            continue
        for _, inner, length, place in _directory(data, at, order, value):
            if length > 4 and at + inner + length <= len(data):
                data[at + inner : at + inner + length] = bytes(length)
            data[place : place + 12] = bytes(12)
        data[entry : entry + 12] = bytes(12)


def _entries(data: bytearray, at: int) -> list[tuple[int, int, int, int]]:
    """Return the notes of the first directory: tag, value or offset, length, where it stands."""
    if bytes(data[at : at + 4]) not in (b"II*\0", b"MM\0*"):
        return []
    order = ">" if data[at : at + 1] == b"M" else "<"
    head = bytes(data[at + 4 : at + 8])
    return (
        _directory(data, at, order, struct.unpack(order + "I", head)[0]) if len(head) == 4 else []
    )


def _directory(
    data: bytearray, start: int, order: str, offset: int
) -> list[tuple[int, int, int, int]]:
    at = start + offset
    if at + 2 > len(data):
        return []
    count = struct.unpack(order + "H", bytes(data[at : at + 2]))[0]
    found = []
    for number in range(min(count, MOST_ENTRIES)):
        place = at + 2 + 12 * number
        row = bytes(data[place : place + 12])
        if len(row) < 12:
            break
        tag, kind, many = struct.unpack(order + "HHI", row[:8])
        length = SIZES.get(kind, 1) * many
        is_short = kind == 3 and many == 1
        value = struct.unpack(
            order + ("H" if is_short else "I"), row[8:10] if is_short else row[8:]
        )
        found.append((tag, value[0], length, place))
    return found
