"""Files that people answer with: sealed, bound to their question, gone when they are taken back."""

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import Engine, func, select

from evaluator.errors import Invalid, NotFound
from evaluator.extensions import db
from surveys.kinds.questions import Question
from surveys.models.attachments import Attachment
from surveys.services.attachments import (
    delete_attachments,
    open_attachment,
    require_own_attachments,
    store_attachment,
)
from tests.collection import Field
from tests.surveys.kinds.examples import EXAMPLE
from tests.surveys.uploads import samples

SIGN = EXAMPLE.questions[EXAMPLE.position("sign")]
PHOTO = EXAMPLE.questions[EXAMPLE.position("photo")]


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def store(engine: Engine, field: Field, question: Question = SIGN, number: int = 0) -> str:
    """Store a drawing for a case."""
    case = field.cases[number].id
    file = ("签名.png", samples.png(tEXt=b"Comment\0secret"))
    return store_attachment(engine, field.settings, field.clock, case, question, file)


def files(field: Field) -> list[bytes]:
    """The bytes of everything that lies in the folder."""
    folder = field.settings.folder("attachments")
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


def test_a_file_is_sealed_on_the_disk_and_opens_as_what_was_kept(
    engine: Engine, field: Field
) -> None:
    name = store(engine, field)
    (sealed,) = files(field)
    assert b"PNG" not in sealed
    assert open_attachment(field.settings, name).startswith(b"\x89PNG")
    assert b"secret" not in open_attachment(field.settings, name)
    row = field.session.get_one(Attachment, name)
    assert (row.case_id, row.question, name[-4:]) == (field.cases[0].id, "sign", ".png")


def test_a_file_in_the_place_of_another_or_changed_by_a_bit_does_not_open(
    engine: Engine, field: Field
) -> None:
    first, second = store(engine, field), store(engine, field, number=1)
    folder = field.settings.folder("attachments")
    one, other = (folder / name[:2] / name for name in (first, second))
    sealed = bytearray(one.read_bytes())
    other.write_bytes(sealed)
    with pytest.raises(InvalidTag):
        open_attachment(field.settings, second)
    sealed[40] ^= 1
    one.write_bytes(sealed)
    with pytest.raises(InvalidTag):
        open_attachment(field.settings, first)


@pytest.mark.parametrize("name", ["../keys/vault", "a" * 32 + ".png", "", "/etc/passwd", "x\x00"])
def test_n30_a_name_that_is_none_of_ours_leads_nowhere(field: Field, name: str) -> None:
    with pytest.raises(NotFound):
        open_attachment(field.settings, name)


def test_a_new_file_for_a_question_takes_the_place_of_the_old_one(
    engine: Engine, field: Field
) -> None:
    old, new = store(engine, field), store(engine, field)
    assert old != new
    assert len(files(field)) == 1
    assert field.session.scalars(select(Attachment.name)).all() == [new]


def test_an_answer_may_name_only_a_file_of_its_own_case_and_question(
    engine: Engine, field: Field
) -> None:
    name = store(engine, field)
    own, other = field.cases[0].id, field.cases[1].id
    require_own_attachments(engine, own, [SIGN], [name])
    require_own_attachments(engine, other, [SIGN, PHOTO], [-3, None])
    for case, question in ((other, SIGN), (own, PHOTO)):
        with pytest.raises(Invalid, match="file_not_here"):
            require_own_attachments(engine, case, [question], [name])


def test_the_files_of_a_case_are_removed_from_table_and_disk(engine: Engine, field: Field) -> None:
    store(engine, field)
    kept = store(engine, field, number=1)
    assert delete_attachments(engine, field.settings, field.cases[0].id) == 1
    assert field.session.scalar(select(func.count()).select_from(Attachment)) == 1
    assert len(files(field)) == 1
    assert open_attachment(field.settings, kept)
