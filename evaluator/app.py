"""The application factory: a mechanism that names no feature."""

from collections.abc import Sequence
from inspect import iscoroutinefunction
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
from evaluator.web import (
    access,
    error_pages,
    formatting,
    languages,
    log_lines,
    requests,
    security_headers,
    unsaved,
)
from evaluator.web.current import current_actor
from evaluator.wording.sentences import extend, sentence


def create_app(settings: Settings, features: Sequence[Feature]) -> Flask:
    """Build the application from its settings and the features that are handed in."""
    settings.keep_private()
    app = Flask("evaluator", instance_path=str(settings.home))
    app.config.from_mapping(configuration(settings))
    if settings.is_behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's documented way
    extensions.db.init_app(app)
    drop_async_teardown(app)
    extensions.migrations.init_app(app)
    extensions.babel.init_app(app, locale_selector=languages.request_locale)
    extensions.login.init_app(app)
    extensions.csrf.init_app(app)
    for room in (security_headers, formatting, error_pages, log_lines):
        room.mount(app)
    app.before_request(access.guard)
    requests.mount(app)
    app.extensions["gongping_features"] = tuple(features)
    app.extensions["gongping_queue"] = make_queue(settings)
    for feature in features:
        extend(feature.sentences)
        feature.mount(app)
    app.context_processor(page_context)
    if settings.is_testing:
        unsaved.mount(app)
    return app


def drop_async_teardown(app: Flask) -> None:
    """Leave out the closing of asynchronous sessions, which nobody here opens.

    It would start an event loop at the end of every request, and none can be started beside
    another one.
    """
    app.teardown_appcontext_funcs[:] = [
        function for function in app.teardown_appcontext_funcs if not iscoroutinefunction(function)
    ]


def configuration(settings: Settings) -> dict[str, Any]:
    """Return Flask's configuration for these settings."""
    return {
        "GONGPING": settings,
        "SECRET_KEY": settings.key("session"),
        # What was to be stored stays out of messages about errors: it may be a name or a number.
        "SQLALCHEMY_ENGINES": {"default": {"url": settings.database_url, "hide_parameters": True}},
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
