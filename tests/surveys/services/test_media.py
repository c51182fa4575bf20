"""Clips and pictures of questionnaires: known by content, kept once, never changed."""

from dataclasses import replace

import pytest
from flask import Flask

from evaluator.errors import Invalid, NotFound
from evaluator.settings import Settings
from surveys.kinds.questions import Picture, Question
from surveys.services.media import open_media, store_media
from surveys.services.questionnaires import publish_questionnaire
from tests.collection import Field
from tests.surveys.kinds.examples import EXAMPLE, words
from tests.surveys.uploads import samples
from tests.surveys.views.test_respond import begin


def test_the_same_clip_is_kept_once_under_its_content(settings: Settings) -> None:
    settings.keep_private()
    first = store_media(settings, "q1.mp3", samples.SOUND["note.mp3"])
    assert store_media(settings, "other.mp3", samples.SOUND["note.mp3"]) == first
    assert open_media(settings, first) == samples.SOUND["note.mp3"]
    assert len(list(settings.folder("media").iterdir())) == 1


@pytest.mark.parametrize("name", ["../keys/vault", "a.mp3", "0" * 64 + ".svg", "0" * 64 + ".mp3"])
def test_n30_a_name_that_is_no_content_leads_nowhere(settings: Settings, name: str) -> None:
    settings.keep_private()
    with pytest.raises(NotFound):
        open_media(settings, name)
    with pytest.raises(Invalid):
        store_media(settings, "a.pdf", samples.pdf())


def test_a_question_is_heard_and_its_picture_has_words_in_its_place(
    app: Flask, field: Field
) -> None:
    clip = store_media(field.settings, "q.mp3", samples.SOUND["note.mp3"])
    shown = store_media(field.settings, "q.png", samples.png())
    question = Question(
        "Q1",
        "yes_no",
        words("见过吗？"),
        EXAMPLE.questions[EXAMPLE.position("told")].options,
        audio={"zh": "q.mp3"},
        picture=Picture("q.png", words("工作牌")),
    )
    asked = replace(
        EXAMPLE, questions=(question,), calculations=(), files={"q.mp3": clip, "q.png": shown}
    )
    field.wave.questionnaire = publish_questionnaire(field.session, field.clock, asked)
    field.session.commit()
    phone = app.test_client(use_cookies=False)
    page = phone.get(begin(phone, field.token())).text
    assert f'src="/r/{field.token()}/media/{clip}"' in page
    assert f'src="/r/{field.token()}/media/{shown}" alt="工作牌"' in page
    heard = phone.get(f"/r/{field.token()}/media/{clip}")
    assert (heard.status_code, heard.content_type) == (200, "audio/mpeg")
    assert phone.get(f"/r/{field.token()}/media/{'0' * 64}.mp3").status_code == 404
    english = phone.get(f"/r/{field.token()}/q/Q1?lang=en").text
    assert clip not in english
