"""Uploads that are refused are refused before a byte of them is read."""

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from tests.conftest import Serving


def refused_unread(client: TestClient, **headers: str) -> tuple[int, dict[str, str]]:
    """Post to an application whose client sends no body; the status and the headers of its answer."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("the body was read")

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/v1/documents",
        "raw_path": b"/v1/documents",
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
        "asgi": {"version": "3.0"},
        "headers": [(b"host", b"localhost"), *((name.encode(), value.encode()) for name, value in headers.items())],
    }
    asyncio.run(client.app(scope, receive, send))  # type: ignore[arg-type] # Starlette's two types of an application
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    ("status", "settings", "headers"),
    [
        (403, {"read_only": True}, {}),
        (403, {}, {"origin": "https://elsewhere.example"}),
        (507, {"min_free_bytes": 2**60}, {}),
        (507, {"min_free_bytes": 2**60}, {"content-length": "10"}),
    ],
)
def test_what_may_not_come_is_not_read(
    serving: Serving, status: int, settings: dict[str, Any], headers: dict[str, str]
) -> None:
    with serving(**settings) as client:
        got, answered = refused_unread(client, **headers)
    assert (got, answered["content-type"]) == (status, "application/problem+json")


def test_one_too_many_is_not_read(serving: Serving) -> None:
    with serving(max_uploads=1) as client:
        service = client.app.state.service  # type: ignore[attr-defined]
        with service.uploads.hold():
            status, answered = refused_unread(client)
            assert status == 503
            assert int(answered["retry-after"]) > 0
        assert client.post("/v1/documents", files={"file": ("a.txt", b"The ferry leaves at nine.")}).status_code == 201
