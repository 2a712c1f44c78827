"""A request's head has a length, and no client is waited for for ever: over real sockets."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from api.protocol import LimitedProtocol
from api.settings import Settings

Connect = Callable[..., Any]


async def _echo(_scope: Scope, receive: Receive, send: Send) -> None:
    """Take the whole body, and say how long it was."""
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    body = str(length).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


async def _flood(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer with more than any buffer takes."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(1_000):
        await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})


@contextmanager
def serving(app: Any = _echo, **chosen: Any) -> Iterator[Callable[[], socket.socket]]:
    """A server with these settings; what is given connects to it."""
    protocol: Any = partial(LimitedProtocol, settings=Settings.load(**chosen))
    config = uvicorn.Config(app, http=protocol, ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])))
        thread.start()
        try:
            yield lambda: socket.create_connection(listener.getsockname(), timeout=60)
        finally:
            server.should_exit = True
            thread.join()


def heard(connection: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    said = b""
    with connection:
        try:
            while piece := connection.recv(65_536):
                said += piece
        except ConnectionResetError:  # it closed while more was sent
            pass
    return said


def exchange(connection: socket.socket, *pieces: bytes) -> tuple[int, dict[str, Any]]:
    """Send, and give the status and the problem that come."""
    try:
        for piece in pieces:
            connection.sendall(piece)
    except (BrokenPipeError, ConnectionResetError):
        pass
    head, _, body = heard(connection).partition(b"\r\n\r\n")
    assert b"application/problem+json" in head, head
    return int(head.split()[1]), json.loads(body)


@pytest.mark.parametrize(
    ("status", "pieces"),
    [
        (414, [b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"]),
        (414, [b"GET /", *[b"x" * 10_000] * 100]),
        (431, [b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"x" * 40_000 + b"\r\n\r\n"]),
        (431, [b"GET / HTTP/1.1\r\nHost: a\r\nA: ", *[b"x" * 10_000] * 1_000]),
        (431, [b"GET / HTTP/1.1\r\nHost: a\r\n", *[b"A: b\r\n"] * 500, b"\r\n"]),
        (431, [b"GET / HTTP/1.1\r\nHost: a\r\n", *[b"A: b\r\n" * 1_000] * 1_000]),
        (431, [b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", *[b"A: bbb\r\n" * 999] * 99]),
        (400, [b"\x00\x01nonsense\r\n\r\n"]),
    ],
)
def test_a_head_without_end_is_refused_while_it_comes(status: int, pieces: list[bytes]) -> None:
    with serving() as connect:
        got, problem = exchange(connect(), *pieces)
    assert (got, problem["status"]) == (status, status)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"GET / HTT",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    ],
)
def test_a_client_that_falls_silent_is_told_and_let_go(said: bytes) -> None:
    with serving(header_seconds=0.2, idle_seconds=0.2) as connect:
        status, problem = exchange(connect(), said)
    assert (status, problem["status"]) == (408, 408)


def test_a_client_that_does_not_read_is_let_go() -> None:
    ended = threading.Event()

    async def flood(scope: Scope, receive: Receive, send: Send) -> None:
        await _flood(scope, receive, send)
        ended.set()

    with serving(flood, idle_seconds=0.2) as connect, connect() as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert ended.wait(60)


def test_one_connection_too_many_is_refused() -> None:
    with serving(max_connections=2) as connect, connect(), connect():
        said = heard(connect())
    assert said.startswith(b"HTTP/1.1 503")
    assert b"retry-after: 2" in said.lower()


def test_requests_within_the_limits_are_answered_one_after_the_other() -> None:
    long = b"A: " + b"x" * 20_000 + b"\r\n"
    whole = b"POST / HTTP/1.1\r\nHost: a\r\n" + long + b"Content-Length: 300000\r\n\r\n" + b"x" * 300_000
    chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 20_000
    with serving() as connect, connect() as connection:
        for _ in range(3):
            for request, length in ((whole, b"300000"), (chunked + b"0\r\n\r\n", b"20000")):
                connection.sendall(request)
                said = b""
                while not said.endswith(length):
                    piece = connection.recv(65_536)
                    assert piece, said
                    said += piece


_GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def responses(said: bytes) -> list[tuple[int, bytes, bytes]]:
    """The status, the head and the body of each response, one behind the other, that says its length."""
    found = []
    while said:
        head, _, rest = said.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].split()[0])
        found.append((int(head.split()[1]), head, rest[:length]))
        said = rest[length:]
    return found


def test_requests_that_are_sent_without_waiting_for_answers_are_counted() -> None:
    """Each is held in memory: a packet of them would cost hundreds of its size."""
    asked = list[Scope]()

    async def count(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope)
        await _echo(scope, receive, send)

    with serving(count) as connect:
        connection = connect()
        connection.sendall(_GET * 1_000)
        *answers, (status, head, problem) = responses(heard(connection))
    assert [(each, body) for each, _, body in answers] == [(200, b"0")] * 17
    assert (status, len(asked)) == (429, 17)
    assert "wait for their answers" in json.loads(problem)["detail"]
    assert b"retry-after: 2" in head.lower()


@pytest.mark.parametrize(
    ("status", "refused"),
    [
        (400, b"\x00nonsense\r\n\r\n"),
        (400, b"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n"),
        (408, b"GET / HTT"),
        (408, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"),
        (414, b"GET /" + b"x" * 10_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"),
        (431, b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"x" * 40_000 + b"\r\n\r\n"),
    ],
)
@pytest.mark.parametrize("begun", [False, True])
def test_a_refusal_waits_for_the_answers_before_it(status: int, refused: bytes, begun: bool) -> None:
    async def slow(_scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]}
        if begun:
            await send(start)
            await send({"type": "http.response.body", "body": b"sl", "more_body": True})
        await receive()
        await asyncio.sleep(0.5)
        if not begun:
            await send(start)
        await send({"type": "http.response.body", "body": b"ow" if begun else b"slow"})

    with serving(slow, header_seconds=0.2, idle_seconds=0.2) as connect:
        connection = connect()
        connection.sendall(_GET * 2)
        time.sleep(0.1)  # another packet
        connection.sendall(refused)
        said = responses(heard(connection))
    assert [(each, body) for each, _, body in said[:-1]] == [(200, b"slow")] * 2
    assert (said[-1][0], json.loads(said[-1][2])["status"]) == (status, status)


def test_a_body_that_stalls_when_its_request_is_answered_gets_no_other_answer() -> None:
    async def at_once(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 413, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"no"})

    with serving(at_once, idle_seconds=0.2) as connect:
        connection = connect()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        assert [(status, body) for status, _, body in responses(heard(connection))] == [(413, b"no")]


def test_an_answer_that_has_begun_is_not_written_into() -> None:
    async def half(_scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"ha", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass

    with serving(half, idle_seconds=0.2) as connect:
        connection = connect()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        said = heard(connection)
    assert said.startswith(b"HTTP/1.1 200")
    assert said.endswith(b"\r\n\r\nha")


def test_a_few_requests_at_once_are_answered_in_their_order() -> None:
    with serving() as connect, connect() as connection:
        bodies = [b"x" * number for number in range(10)]
        head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
        connection.sendall(b"".join(head % len(body) + body for body in bodies))
        said = b""
        while said.count(b"HTTP/1.1") < len(bodies) or not said.endswith(b"9"):
            said += connection.recv(65_536)
    assert [int(each.rpartition(b"\r\n")[2]) for each in said.split(b"HTTP/1.1")[1:]] == list(range(10))


def test_who_leaves_with_requests_behind_the_first_is_known_to_have_gone() -> None:
    begun, gone, asked = threading.Event(), threading.Event(), list[Scope]()

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope)
        begun.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        await send({"type": "http.response.start", "status": 499, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        gone.set()

    with serving(wait) as connect:
        connection = connect()
        connection.sendall(_GET * 3)
        assert begun.wait(60)
        connection.close()
        assert gone.wait(10)
    assert len(asked) == 1
