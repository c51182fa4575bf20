"""Who answered is told by one question; who does not say is taken to be the person."""

import pytest

from surveys.kinds.documents import Answer, Questionnaire
from surveys.services.proxies import is_spoken_for
from tests.collection import full_answers


@pytest.mark.parametrize(
    ("who", "spoken"), [(1, False), (2, True), (3, True), (4, True), (-3, False), (None, False)]
)
def test_a_family_member_speaks_for_the_person(
    questionnaire: Questionnaire, who: Answer, spoken: bool
) -> None:
    assert is_spoken_for(questionnaire, full_answers(questionnaire, D08=who)) is spoken
