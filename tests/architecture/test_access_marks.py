"""Every door says who may pass it."""

from flask import Flask

from evaluator.kinds.roles import PERMISSIONS
from evaluator.web.access import mark_of
from tests.architecture.house import no_fault_in

KINDS = {"public", "link", "signed_in", "permission"}


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert len(endpoints) > 1
    no_fault_in(sorted(name for name in endpoints if mark_of(app, name) is None))


def test_every_mark_names_a_permission_that_some_role_holds(app: Flask) -> None:
    marks = {name: mark_of(app, name) for name in app.view_functions}
    unknown = sorted(
        f"{name}: {mark.kind} {mark.permission}"
        for name, mark in marks.items()
        if mark is not None
        and (
            mark.kind not in KINDS
            or (mark.kind == "permission" and not PERMISSIONS.get(mark.permission))
        )
    )
    no_fault_in(unknown)
