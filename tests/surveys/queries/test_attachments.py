"""A file is found by those who may see its case, and by nobody else."""

import pytest
from flask import Flask

from evaluator.errors import NotFound
from evaluator.extensions import db
from surveys.queries.attachments import attachment_of
from surveys.services.attachments import store_attachment
from tests.collection import Field
from tests.surveys.kinds.examples import EXAMPLE
from tests.surveys.uploads import samples


def test_a_file_of_another_organisation_is_as_unknown_as_one_that_never_was(
    app: Flask, field: Field
) -> None:
    case, question = field.cases[0].id, EXAMPLE.questions[EXAMPLE.position("sign")]
    with app.app_context():
        file = ("a.png", samples.png())
        name = store_attachment(db.engine, field.settings, field.clock, case, question, file)
    actors = field.people.actors
    assert attachment_of(field.session, actors["quality"], name).case_id == case
    for actor, wanted in (("other-lead", name), ("quality", "nothing")):
        with pytest.raises(NotFound):
            attachment_of(field.session, actors[actor], wanted)
