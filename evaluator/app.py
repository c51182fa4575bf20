"""The application factory: a mechanism that names no feature."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app, url_for
from flask_babel import get_locale
from flask_babel import gettext as translate_now
from werkzeug.middleware.proxy_fix import ProxyFix

from evaluator import extensions
from evaluator.feature import Feature
from evaluator.jobs.queue import make_queue
from evaluator.kinds.roles import ROLE_NAMES
from evaluator.settings import Settings
from evaluator.web import access, error_pages, formatting, languages, security_headers, unsaved
from evaluator.web.current import current_actor
from evaluator.wording.sentences import extend, sentence


def create_app(settings: Settings, features: Sequence[Feature]) -> Flask:
    """Build the application from its settings and the features that are handed in."""
    settings.home.mkdir(parents=True, exist_ok=True)
    app = Flask("evaluator", instance_path=str(settings.home))
    app.config.from_mapping(configuration(settings))
    if not settings.is_testing:
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way
    extensions.db.init_app(app)
    extensions.migrations.init_app(app)
    extensions.babel.init_app(app, locale_selector=languages.request_locale)
    extensions.login.init_app(app)
    extensions.csrf.init_app(app)
    for room in (security_headers, formatting, error_pages):
        room.mount(app)
    app.before_request(access.guard)
    app.extensions["gongping_features"] = tuple(features)
    app.extensions["gongping_queue"] = make_queue(settings)
    for feature in features:
        extend(feature.sentences)
        feature.mount(app)
    app.context_processor(page_context)
    if settings.is_testing:
        unsaved.mount(app)
    return app


def configuration(settings: Settings) -> dict[str, Any]:
    """Return Flask's configuration for these settings."""
    return {
        "GONGPING": settings,
        "SECRET_KEY": settings.key("session"),
        "SQLALCHEMY_ENGINES": {"default": settings.database_url},
        "ALEMBIC": {"script_location": "migrations"},
        "ALEMBIC_CONTEXT": {"render_as_batch": True, "compare_type": True},
        "BABEL_DEFAULT_LOCALE": languages.DEFAULT,
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
        "MAX_CONTENT_LENGTH": settings.max_upload_bytes,
        # A page may stay open for a day without losing what was typed.
        "WTF_CSRF_TIME_LIMIT": None,
        "SESSION_COOKIE_NAME": "__Host-gongping" if settings.secure_cookies else "gongping",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "TESTING": settings.is_testing,
    }


def page_context() -> dict[str, Any]:
    """Return what every template may use: the actor, the menu, languages and sentences."""
    actor = current_actor()
    return {
        "actor": actor,
        "menu": menu_for(actor),
        "languages": languages.LANGUAGES,
        "locale": str(get_locale() or languages.DEFAULT),
        "lang": languages.short_locale(),
        "role_names": ROLE_NAMES,
        "sentence": lambda code, **values: sentence(code, values, str(get_locale())),
    }


def menu_for(actor: Any) -> list[tuple[str, str, str]]:
    """Return label, address and endpoint of the menu entries that the actor may use."""
    if actor is None:
        return []
    return [
        (translate_now(entry.label), url_for(entry.endpoint), entry.endpoint)
        for feature in current_app.extensions["gongping_features"]
        for entry in feature.menu
        if not entry.permission or actor.may(entry.permission)
    ]
