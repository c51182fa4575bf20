"""The application as it is put together: what it carries, and what it leaves out."""

import asyncio

from flask import Flask


def test_a_request_ends_well_beside_a_running_event_loop(app: Flask) -> None:
    async def visit() -> int:
        return app.test_client().get("/healthz").status_code

    assert asyncio.run(visit()) == 200
