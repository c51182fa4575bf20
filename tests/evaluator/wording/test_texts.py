"""Texts in the reader's language, by whichever name the language goes."""

import pytest

from evaluator.wording.texts import translate


@pytest.mark.parametrize("locale", ["zh", "zh_CN", "zh_Hans_CN"])
def test_chinese_is_one_language_under_all_its_names(locale: str) -> None:
    assert translate("Ranking", locale) == "排名"


def test_english_is_the_source_and_needs_no_catalogue() -> None:
    assert translate("Ranking", "en") == "Ranking"


def test_a_text_that_the_catalogue_lacks_is_shown_as_it_is() -> None:
    assert translate("nobody has translated this", "zh") == "nobody has translated this"
    assert translate("", "zh") == ""
