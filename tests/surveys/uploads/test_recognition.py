"""Files are what their content says; they lose places and all that is no part of them."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from evaluator.errors import Invalid
from surveys.file_sentences import FILE_SENTENCES
from surveys.kinds.uploads import TYPES
from surveys.uploads.pictures import bare_jpeg, bare_png
from surveys.uploads.places import orientation_of, without_places
from surveys.uploads.recognition import LARGEST, MEDIA_TYPES, recognise, type_of
from tests.surveys.uploads import samples

PICTURES = TYPES["photo"]
EVERY = tuple(MEDIA_TYPES)
SCRIPT = b"<script>alert(1)</script>"


def refused(name: str, data: bytes, allowed: tuple[str, ...] = EVERY) -> str:
    """The code with which a file is refused."""
    with pytest.raises(Invalid) as caught:
        recognise(name, data, allowed)
    assert caught.value.code in FILE_SENTENCES
    return caught.value.code


def pixels(data: bytes) -> bytes:
    """What is to be seen on a picture."""
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize("name", sorted(samples.SOUND))
def test_n30_voice_notes_of_every_telephone_are_taken(name: str) -> None:
    known = recognise(name, samples.SOUND[name], TYPES["voice"])
    assert known.ending == name.rpartition(".")[2]
    assert refused(name, samples.SOUND[name], PICTURES) == "file_type_not_taken"


def test_n30_photos_papers_and_signatures_are_taken_whatever_the_case_of_their_name() -> None:
    for name, data in (
        ("IMG_2026.05.01.JPG", samples.jpeg()),
        ("photo.jpeg", samples.jpeg()),
        ("签名.png", samples.png()),
        ("IMG_1.HEIC", samples.heic()),
        ("证明.pdf", samples.pdf()),
        ("blob", samples.png()),
    ):
        assert recognise(name, data, EVERY).data


@pytest.mark.parametrize("turned", [1, 3, 6, 8])
def test_n30_a_photo_loses_its_place_and_keeps_its_picture_and_how_it_was_held(turned: int) -> None:
    photo = samples.jpeg(turned, with_place=True)
    assert samples.exif_of(photo).get_ifd(samples.GPS)
    bare = recognise("a.jpg", photo, PICTURES).data
    assert pixels(bare) == pixels(photo)
    assert not samples.exif_of(bare).get_ifd(samples.GPS)
    assert samples.exif_of(bare).get(samples.ORIENTATION, 1) == turned
    assert b"Telephone" not in bare
    kept = recognise("a.jpg", photo, PICTURES, keeps_place=True).data
    assert samples.exif_of(kept).get_ifd(samples.GPS)[samples.LATITUDE] == (42.0, 17.0, 9.0)
    assert pixels(kept) == pixels(photo)


def test_n30_a_heic_and_a_voice_note_lose_their_place_and_not_their_length() -> None:
    photo = samples.heic()
    bare = recognise("a.heic", photo, PICTURES).data
    assert len(bare) == len(photo)
    assert b"42.17" in photo
    assert b"42.17" not in bare
    notes = bare[bare.index(b"MM\0*" if b"MM\0*" in bare else b"II*\0") :]
    found = Image.Exif()
    found.load(b"Exif\0\0" + notes)
    assert not found.get_ifd(samples.GPS)
    assert orientation_of(b"Exif\0\0" + notes) == 1
    note = samples.m4a()
    assert b"+42.2858" not in recognise("a.m4a", note, TYPES["voice"]).data
    assert b"+42.2858" in recognise("a.m4a", note, TYPES["voice"], keeps_place=True).data


def test_n30_what_hides_in_a_picture_besides_the_picture_is_left_behind() -> None:
    photo = samples.jpeg()
    commented = photo[:2] + b"\xff\xfe\x00\x1b" + SCRIPT + photo[2:]
    for data in (commented, photo + SCRIPT, photo + samples.ZIP):
        bare = recognise("a.jpg", data, PICTURES).data
        assert SCRIPT not in bare
        assert samples.ZIP not in bare
        assert pixels(bare) == pixels(photo)
    drawing = samples.png(tEXt=b"Comment\0" + SCRIPT, eXIf=samples.notes_with_place())
    for data in (drawing, drawing + SCRIPT + samples.ZIP):
        bare = recognise("a.png", data, PICTURES).data
        assert bare == recognise("a.png", samples.png(), PICTURES).data


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.jpg", b"", "file_empty"),
        ("a.html", b"<html>" + SCRIPT, "file_type_not_taken"),
        ("a.jpg", b"<html>" + SCRIPT, "file_type_not_taken"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type_not_taken"),
        ("a.png", b"<?xml version='1.0'?><svg/>", "file_type_not_taken"),
        ("a.gif", b"GIF89a" + bytes(20), "file_type_not_taken"),
        ("a.exe", b"MZ" + bytes(60), "file_type_not_taken"),
        ("a.jpg", b"PK\x03\x04" + bytes(60), "file_type_not_taken"),
        ("a.jpg.exe", samples.jpeg(), "file_name_not_possible"),
        ("a.php.jpg", samples.jpeg(), "file_name_not_possible"),
        ("a.html.png", samples.png(), "file_name_not_possible"),
        ("../a.jpg", samples.jpeg(), "file_name_not_possible"),
        ("..\\a.jpg", samples.jpeg(), "file_name_not_possible"),
        ("/etc/passwd", samples.jpeg(), "file_name_not_possible"),
        ("..", samples.jpeg(), "file_name_not_possible"),
        ("con.jpg", samples.jpeg(), "file_name_not_possible"),
        ("NUL", samples.jpeg(), "file_name_not_possible"),
        ("a\x00.jpg", samples.jpeg(), "file_name_not_possible"),
        ("a\r\nSet-Cookie.jpg", samples.jpeg(), "file_name_not_possible"),
        ("a.png", samples.jpeg(), "file_not_its_name"),
        ("a.svg", samples.png(), "file_not_its_name"),
        ("a.pdf", b"GIF89a" + samples.pdf(), "file_type_not_taken"),
        ("a.pdf", samples.pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"), "file_holds_more"),
        ("a.pdf", samples.pdf() + SCRIPT, "file_holds_more"),
        ("a.pdf", b"%PDF-1.4\n" + bytes(2000), "file_holds_more"),
        ("a.mp3", b"ID3\x04" + SCRIPT, "file_holds_more"),
        ("a.mp3", b"ID3\x04" + bytes(99) + samples.ZIP, "file_holds_more"),
        ("a.m4a", samples.m4a() + SCRIPT, "file_holds_more"),
        ("a.jpg", samples.jpeg()[:200], "file_broken"),
        ("a.png", samples.png()[:-6], "file_broken"),
        ("a.png", samples.png().replace(b"IDAT", b"IDAU"), "file_broken"),
    ],
)
def test_n30_what_is_not_what_it_should_be_is_refused_with_its_reason(
    name: str, data: bytes, code: str
) -> None:
    assert refused(name, data) == code


def test_n30_a_file_that_is_too_large_is_refused_before_it_is_looked_at() -> None:
    assert refused("a.jpg", b"\xff\xd8\xff" + bytes(LARGEST)) == "file_too_large"


@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"",
            *(
                start
                for start in (
                    b"\xff\xd8\xff",
                    b"\x89PNG\r\n\x1a\n",
                    b"%PDF-",
                    b"ID3",
                    b"\0\0\0\x10ftypheic",
                )
            ),
        ]
    ),
)
def test_no_bytes_whatever_break_the_recognition(data: bytes, start: bytes) -> None:
    try:
        known = recognise("a", start + data, EVERY)
    except Invalid as refusal:
        code = refusal.code
    else:
        code = ""
        assert type_of(known.data) == known.ending
    assert code in FILE_SENTENCES or not code


@given(st.integers(0, 1500), st.integers(0, 255))
def test_a_changed_byte_never_lets_a_place_out_nor_breaks_the_writing(at: int, byte: int) -> None:
    data = bytearray(samples.heic())
    data[at % len(data)] = byte
    assert len(without_places(bytes(data))) == len(data)


def test_a_picture_written_anew_is_written_the_same_again() -> None:
    once = bare_jpeg(samples.jpeg(6, with_place=True), keeps_place=False)
    assert bare_jpeg(once, keeps_place=False) == once
    drawing = bare_png(samples.png(tEXt=b"a\0b"))
    assert bare_png(drawing) == drawing
