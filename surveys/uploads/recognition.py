"""Telling what a file is from its content, and refusing what is anything else besides."""

import re
from dataclasses import dataclass

from evaluator.errors import Invalid
from surveys.uploads.pictures import JPEG_START, PNG_START, bare_jpeg, bare_png
from surveys.uploads.places import without_places

LARGEST = 20 * 1024 * 1024
MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "amr": "audio/amr",
    "webm": "audio/webm",
    "ogg": "audio/ogg",
    "pdf": "application/pdf",
}
STARTS = (
    (JPEG_START, "jpg"),
    (PNG_START, "png"),
    (b"#!AMR\n", "amr"),
    (b"#!AMR-WB\n", "amr"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"%PDF-", "pdf"),
)
BRANDS = {b"heic": "heic", b"heix": "heic", b"mif1": "heic", b"hevc": "heic", b"M4A ": "m4a"}
BRANDS |= {b"mp42": "m4a", b"isom": "m4a", b"iso2": "m4a", b"3gp4": "m4a", b"3gp5": "m4a"}
# What a browser or a server would run, wherever it stands in a file.
MARKUP = re.compile(
    rb"<script|<html|<svg|<!doctype|<iframe|<\?php|<\?xml-stylesheet", re.IGNORECASE
)
PDF_PROGRAMS = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|OpenAction|RichMedia)\b")
ZIP_END, ZIP_END_LENGTH = b"PK\x05\x06", 22
# Endings that make a second one before the last suspicious.
TELLING = re.compile(
    r"\.(?:html?|svg|xml|js|php\d?|phtml|asp|aspx|jsp|cgi|exe|com|bat|cmd|sh|py|pl|jar|apk|zip|rar"
    r"|jpe?g|png|heic|gif|m4a|mp3|amr|webm|ogg|pdf)\.[^.]*$",
    re.IGNORECASE,
)
UNSAFE = re.compile(r"[/\\\x00-\x1f\x7f]|^\.\.?$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
SAME = {"jpeg": "jpg", "jpe": "jpg", "heif": "heic", "mp4": "m4a", "3gp": "m4a", "aac": "m4a"}
SAME |= {"oga": "ogg", "opus": "ogg", "mpga": "mp3"}


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it may be kept: the ending of its real type, and what of it is kept."""

    ending: str
    data: bytes


def recognise(name: str, data: bytes, allowed: tuple[str, ...], keeps_place: bool = False) -> Known:
    """Return what a file is, bared of what it should not tell; refuse all else.

    Raises ``Invalid``: ``file_empty``, ``file_too_large``, ``file_name_not_possible``,
    ``file_type_not_taken``, ``file_not_its_name``, ``file_holds_more``, ``file_broken``.
    """
    if not data:
        raise Invalid("file_empty")
    if len(data) > LARGEST:
        megabytes = 1024 * 1024
        raise Invalid(
            "file_too_large", found=f"{len(data) / megabytes:.0f}", allowed=LARGEST // megabytes
        )
    if UNSAFE.search(name) or TELLING.search(name):
        raise Invalid("file_name_not_possible", found=name[:60])
    ending = type_of(data)
    if ending not in allowed:
        raise Invalid("file_type_not_taken", found=ending or "?", allowed=", ".join(allowed))
    said = name.rpartition(".")[2].lower() if "." in name else ending
    if SAME.get(said, said) != ending:
        raise Invalid("file_not_its_name", found=said[:10], allowed=ending)
    return Known(ending, _bared(ending, data, keeps_place))


def type_of(data: bytes) -> str:
    """Return the ending of a content's type; an empty text where it is none that is known."""
    for start, ending in STARTS:
        if data.startswith(start):
            return ending
    if data[4:8] == b"ftyp":
        return BRANDS.get(data[8:12], "")
    # A frame of sound: eleven bits set, a layer and a rate that exist.
    is_sound = len(data) > 4 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0
    return "mp3" if is_sound and data[1] & 0x06 and data[2] & 0xF0 != 0xF0 else ""


def _bared(ending: str, data: bytes, keeps_place: bool) -> bytes:
    if ending == "jpg":
        bare = bare_jpeg(data, keeps_place)
    elif ending == "png":
        bare = bare_png(data)
    else:
        is_boxes = ending in ("heic", "m4a") and not keeps_place
        bare = without_places(data) if is_boxes else data
    # Checked after what is dropped anyway, so that a camera's own notes refuse no picture.
    end = bare.rfind(ZIP_END)
    is_zip = end >= 0 and len(bare) - end <= ZIP_END_LENGTH + 65_535 and ending != "pdf"
    is_zip = is_zip and int.from_bytes(bare[end + 20 : end + 22], "little") == len(bare) - end - 22
    is_program = ending == "pdf" and (PDF_PROGRAMS.search(bare) or b"%%EOF" not in bare[-1024:])
    if is_zip or is_program or MARKUP.search(bare):
        raise Invalid("file_holds_more", found=ending)
    return bare
