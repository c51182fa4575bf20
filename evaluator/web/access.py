"""Access marks: every view says who may use it; what says nothing is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, request

from evaluator.errors import NotAllowed, NotSignedIn
from evaluator.web.current import current_actor

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Mark:
    """Who may pass a door: anyone, a holder of a secret link, the signed in, or a permission."""

    kind: str  # public / link / signed_in / permission
    permission: str = ""


PUBLIC = Mark("public")
LINK_HOLDER = Mark("link")
SIGNED_IN = Mark("signed_in")


def allow(who: Mark | str) -> Callable[[View], View]:
    """Mark a view with who may use it: one of the marks above, or the permission needed."""
    mark = who if isinstance(who, Mark) else Mark("permission", who)

    def put(view: View) -> View:
        view.access_mark = mark  # type: ignore[attr-defined]  # functions carry attributes at will
        return view

    return put


def mark_of(app: Flask, endpoint: str) -> Mark | None:
    """Return the mark of an endpoint; the static files are public."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions[endpoint], "access_mark", None)


def guard() -> None:
    """Refuse the present request unless its view's mark lets the actor pass."""
    if request.endpoint is None:
        return
    mark = mark_of(current_app, request.endpoint)
    if mark is None:
        raise NotAllowed("not_allowed", endpoint=request.endpoint)
    if mark.kind in ("public", "link"):
        return
    actor = current_actor()
    if actor is None:
        raise NotSignedIn("not_signed_in")
    if mark.kind == "permission":
        actor.require(mark.permission)
