"""Languages: Chinese unless English was chosen, under the names that the catalogue bears."""

import pytest
from flask import Flask
from flask_babel import get_locale


@pytest.mark.parametrize(
    ("address", "locale"), [("/", "zh_CN"), ("/?lang=en", "en"), ("/?lang=fr", "zh_CN")]
)
def test_a_page_asks_for_the_catalogue_by_its_name(app: Flask, address: str, locale: str) -> None:
    with app.test_request_context(address, headers={"Accept-Language": "en-US"}):
        assert str(get_locale()) == locale
