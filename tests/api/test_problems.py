"""A refusal holds on to nothing of what was refused."""

import gc
import json
from collections.abc import Iterator
from types import FrameType

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

_JSON = {"Content-Type": "application/json"}


@pytest.fixture
def uncollected() -> Iterator[None]:
    """No garbage is collected: what is not let go of stays."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/ask", b'{"question": "Who?"}', 200),
        ("/v1/ask", json.dumps({f"a{number}": 1 for number in range(1_000)}).encode(), 422),
        ("/v1/ask", b'{"question": 1, "top_k": "a", "history": [1]}', 422),
        ("/v1/ask", json.dumps({"question": "x" * 5_000}).encode(), 422),
        ("/v1/ask", b'{"question": "Who?", "top_k": 1000}', 422),
        ("/v1/ask", b'{"question": "Who?", "documents": ["nobody"]}', 422),
        ("/v1/ask", b'{"question": "Who?"', 400),
        ("/v1/ask", b"[" * 100_000, 400),
        ("/v1/ask", b'{"question": "\xff"}', 400),
        ("/v1/ask", b"1" * 10_000, 400),
        ("/v1/ask", b" " * 2_000_000, 413),
        ("/v1/verify", b'{"document": {"id": "a"}}', 422),
        ("/v1/chat/completions", b'{"messages": [1]}', 422),
        ("/retrieval", b'{"messages": [1]}', 422),
        ("/v1/documents", b"{}", 403),
        ("/nowhere", b"{}", 404),
    ],
)
def test_an_answered_request_is_let_go_of_without_a_collection(
    client: TestClient, path: str, body: bytes, status: int
) -> None:
    assert client.post(path, content=body, headers=_JSON).status_code == status
    kept = [each for each in gc.get_objects() if issubclass(type(each), Request) or _is_ours(each)]
    assert not kept


def _is_ours(kept: object) -> bool:
    """Whether it is a frame of a request that is answered, which may hold its body."""
    # A type is asked for, and not `isinstance`, for which torch imports what warns.
    return type(kept) is FrameType and "/api/" in kept.f_code.co_filename and "client" not in kept.f_locals
