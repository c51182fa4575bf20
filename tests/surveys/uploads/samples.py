"""Small files of each kind that is taken, and some that look like them and are not."""

import io
import struct
import zlib

from PIL import Image
from PIL.ExifTags import GPSTAGS

GPS, LATITUDE, LONGITUDE, ORIENTATION = 0x8825, 2, 4, 0x0112
PLACE = {1: "N", LATITUDE: (42.0, 17.0, 9.0), 3: "E", LONGITUDE: (123.0, 50.0, 11.0)}
ZIP = b"PK\x05\x06" + bytes(18)


def jpeg(turned: int = 1, with_place: bool = False) -> bytes:
    """A photo as a telephone takes it."""
    notes = Image.Exif()
    notes[ORIENTATION] = turned
    notes[0x010F] = "Telephone"
    if with_place:
        assert GPSTAGS[LATITUDE] == "GPSLatitude"
        notes.get_ifd(GPS).update(PLACE)
    written = io.BytesIO()
    Image.effect_noise((40, 30), 60).convert("RGB").save(written, "JPEG", exif=notes)
    return written.getvalue()


def png(**chunks: bytes) -> bytes:
    """A drawing, with further parts where they are given."""
    written = io.BytesIO()
    Image.new("RGB", (30, 20), "white").save(written, "PNG")
    data = written.getvalue()
    more = b"".join(
        struct.pack(">I", len(body))
        + name.encode()
        + body
        + struct.pack(">I", zlib.crc32(name.encode() + body))
        for name, body in chunks.items()
    )
    return data[:33] + more + data[33:]


def exif_of(data: bytes) -> Image.Exif:
    """What a camera noted in a photo."""
    return Image.open(io.BytesIO(data)).getexif()


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of the formats that are made of boxes."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def notes_with_place() -> bytes:
    """The notes of a camera, with a place in them, as they lie in a HEIC."""
    photo = jpeg(with_place=True)
    at = photo.index(b"Exif\0\0")
    length = int.from_bytes(photo[at - 2 : at], "big") - 2
    return photo[at + 6 : at + length]


def heic() -> bytes:
    """A photo of a newer telephone: boxes, notes among them, and a picture."""
    notes = struct.pack(">I", 6) + b"Exif\0\0" + notes_with_place()
    words = b"<x:xmpmeta>42.17</x:xmpmeta>"
    return box(b"ftyp", b"heic\0\0\0\0mif1") + box(b"mdat", notes, words, bytes(range(256)))


def m4a() -> bytes:
    """A voice note that says where it was spoken."""
    place = box(b"\xa9xyz", b"\0\x12\0\0+42.2858+123.8361/")
    return (
        box(b"ftyp", b"M4A \0\0\0\0isom") + box(b"moov", box(b"udta", place)) + box(b"mdat", b"la")
    )


def pdf(inside: bytes = b"") -> bytes:
    """A paper."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog" + inside + b">>endobj\ntrailer<<>>\n%%EOF\n"


SOUND = {
    "note.amr": b"#!AMR\n" + bytes(40),
    "note.mp3": b"ID3\x04" + bytes(40),
    "frames.mp3": b"\xff\xfb\x90\x44" + bytes(40),
    "note.ogg": b"OggS" + bytes(40),
    "note.webm": b"\x1a\x45\xdf\xa3" + bytes(40),
    "note.m4a": m4a(),
}
