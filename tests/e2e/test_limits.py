"""The program stops within its grace, whatever waits or stalls, and answers beside those who mean it ill."""

import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.e2e.conftest import Program, Server

pytestmark = pytest.mark.slow


def connect(server: Server) -> socket.socket:
    url = server.client.base_url
    return socket.create_connection((url.host, url.port), timeout=60)


def records(name: str, count: int) -> bytes:
    lines = (
        json.dumps({"id": f"{name}-{number}", "text": f"Ferry {number} leaves at nine."}) for number in range(count)
    )
    return "\n".join(lines).encode()


def upload(server: Server, name: str, count: int) -> httpx.Response:
    files = {"file": (f"{name}.jsonl", records(name, count))}
    return httpx.post(f"{server.client.base_url}/v1/documents", files=files, timeout=120)


def test_sigterm_tells_what_waits_and_leaves_what_stalls(rujuk: Program) -> None:
    rujuk.environment["RUJUK_GRACE_SECONDS"] = "1"
    rujuk.environment["RUJUK_LOG_LEVEL"] = "warning"
    with ExitStack() as stack, rujuk.serve() as server:
        stalled = stack.enter_context(connect(server))
        stalled.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        stack.enter_context(connect(server))
        with ThreadPoolExecutor(2) as pool:
            uploads = [pool.submit(upload, server, name, 3_000) for name in ("one", "two")]
            while server.client.get("/v1/documents").json()["generation"] < 2:
                time.sleep(0.05)
            code, errors = server.stop(signal.SIGTERM)
            assert (code, "Traceback" in errors) == (-signal.SIGTERM, False), errors
            told = [each.result().status_code for each in uploads if each.exception() is None]
            assert set(told) <= {201, 503}
            assert 503 in told
    assert rujuk("check").returncode == 0


def test_an_upload_that_is_cut_short_by_sigterm_says_what_was_added_of_it(rujuk: Program) -> None:
    rujuk.environment["RUJUK_GRACE_SECONDS"] = "6"
    with rujuk.serve() as server, ThreadPoolExecutor(1) as pool:
        long = pool.submit(upload, server, "long", 20_000)
        while server.client.get("/v1/documents").json()["generation"] < 2:
            time.sleep(0.05)
        server.stop(signal.SIGTERM)
        documents = long.result().json()["documents"]
    assert long.result().status_code == 201
    said = f"the service stops; {len(documents) - 1} documents of it were added"
    assert documents[-1] == {"path": "long.jsonl", "id": None, "status": "refused", "detail": said}
    assert f"whole: {len(documents):,} documents" in rujuk("check").stderr


def test_a_body_that_the_disk_has_no_space_for_is_refused_and_the_next_one_taken(rujuk: Program) -> None:
    """No file of the service may be longer than 4 MB: writing beyond fails as on a full disk."""
    start = rujuk.command
    rujuk.command = lambda *given: ["sh", "-c", 'ulimit -f 8192; exec "$@"', "sh", *start(*given)]  # type: ignore[method-assign]
    rujuk.environment["RUJUK_LOG_LEVEL"] = "error"
    with rujuk.serve() as server:
        full = server.client.post("/v1/documents", files={"file": ("large.txt", b"Words. " * 1_000_000)})
        assert (full.status_code, full.headers["content-type"]) == (507, "application/problem+json")
        assert "disk is full" in full.json()["detail"]
        small = server.client.post("/v1/documents", files={"file": ("small.txt", "The ferry leaves at nine.")})
        assert small.status_code == 201
        answer = server.client.post("/v1/ask", json={"question": "When does the ferry leave?"})
        assert answer.json()["answer"]["text"] == "The ferry leaves at nine."
        assert [each["id"] for each in server.client.get("/v1/documents").json()["documents"]][1:] == ["small"]
    assert rujuk("check").returncode == 0


def test_it_answers_while_small_inputs_try_to_stop_it(rujuk: Program) -> None:
    rujuk.environment["RUJUK_LOG_LEVEL"] = "error"
    quote = {"text": "a" * 1_000_000, "start": 0, "end": 1_000_000}
    with ExitStack() as stack, rujuk.serve() as server:
        for _ in range(20):
            stack.enter_context(connect(server))
        headings = f"# {'x' * 100_000}\n\n" + "word\n\n" * 100
        for name, text in (("marks.txt", "a" + "\u0301\u0316" * 2_000), ("headings.md", headings)):
            url = f"{server.client.base_url}/v1/documents"
            assert httpx.post(url, files={"file": (name, text)}, timeout=300).status_code == 201
        assert server.client.post("/v1/verify", json={"document": {"id": "a"}, "quote": quote}).status_code == 422
        assert server.client.get("/healthz", headers={"A": "x" * 100_000}).status_code == 431
        assert server.client.get("/" + "x" * 60_000).status_code == 414
        answer = server.client.post("/v1/ask", json={"question": "How many MSMEs are there in ASEAN?", "top_k": 100})
        assert answer.status_code == 200
        assert len(answer.content) < 4_000_000
