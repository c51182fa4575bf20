"""Finding files that were asked for: one's own, and those whose day is over."""

import pytest

from evaluator.errors import NotFound
from surveys.queries.exports import expired_exports, export_of, exports_of
from surveys.services.exports import KEPT, ask_for_export
from tests.collection import Field
from tests.web import NOON


def test_somebody_sees_their_own_files_and_nobody_elses(field: Field) -> None:
    lead, quality = field.people.actors["lead"], field.people.actors["quality"]
    for actor in (lead, lead, quality):
        ask_for_export(
            field.session, actor, field.clock, field.settings, field.wave, "answers", "CSV", "zh"
        )
    mine = exports_of(field.session, lead, field.wave)
    assert len(mine) == 2
    assert mine[0].id > mine[1].id
    assert export_of(field.session, lead, mine[0].id) is mine[0]
    with pytest.raises(NotFound):
        export_of(field.session, quality, mine[0].id)
    assert expired_exports(field.session, NOON) == []
    assert len(expired_exports(field.session, NOON + KEPT)) == 3
