"""However many requests come at once, the event loop looks in between for what else has come."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable

import pytest
import uvicorn
import uvloop
from starlette.types import Message, Receive, Scope, Send

from api.middleware.pacing import Pacing

_BUSY_SECONDS = 0.03
_REQUESTS = 30
NewLoop = Callable[[], asyncio.AbstractEventLoop]


class Rounds:
    """An application that keeps the event loop busy, and the numbers of the rounds in which it answered."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.answered: dict[str, int] = {}
        self.number = 0
        self.pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        for _ in self.pieces:
            await receive()
        until = time.monotonic() + _BUSY_SECONDS
        while time.monotonic() < until:
            pass
        self.answered[scope["path"]] = self.number

    async def count(self) -> None:
        while True:
            await asyncio.sleep(0)
            self.number += 1


async def _at_once(rounds: Rounds) -> None:
    come = asyncio.Event()

    def received() -> Receive:
        coming = iter(rounds.pieces)

        async def receive() -> Message:
            await come.wait()
            piece = next(coming)
            return {"type": "http.request", "body": piece, "more_body": piece is not rounds.pieces[-1]}

        return receive

    async def send(_message: Message) -> None:
        return

    paced = Pacing(rounds)
    requests = [paced({"type": "http", "path": f"/{number}"}, received(), send) for number in range(_REQUESTS)]
    tasks = [asyncio.create_task(request) for request in requests]
    counting = asyncio.create_task(rounds.count())
    if rounds.pieces:
        await asyncio.sleep(0.2)
    come.set()
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(paced({"type": "http", "path": "/healthz"}, received(), send)))
    await asyncio.gather(*tasks)
    counting.cancel()


@pytest.mark.parametrize("pieces", [[], [b"{}"], [b"{}", b""]], ids=["begun", "read", "read in chunks"])
@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_requests_that_come_at_once_are_gone_through_a_few_in_a_round(new_loop: NewLoop, pieces: list[bytes]) -> None:
    rounds = Rounds(pieces)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(_at_once(rounds))
    asked = [rounds.answered[f"/{number}"] for number in range(_REQUESTS)]
    assert asked == sorted(asked)  # in the order in which they came
    assert max(asked.count(number) for number in asked) <= 5
    assert rounds.answered["/healthz"] <= min(asked) + 5  # which waits for no turn


async def _answer_while_busy(scope: Scope, _receive: Receive, send: Send) -> None:
    until = time.monotonic() + (scope["path"] != "/healthz") * _BUSY_SECONDS
    while time.monotonic() < until:
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _serve_those_that_came(listener: socket.socket, probe: socket.socket) -> int:
    """How many were answered when the probe was, of all that had connected before anybody was served."""
    answered: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await _answer_while_busy(scope, receive, send)
        answered.append(scope["path"])

    server = uvicorn.Server(uvicorn.Config(Pacing(app), lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve([listener]))
    await asyncio.get_running_loop().sock_recv(probe, 1)
    before = answered.index("/healthz")
    server.should_exit = True
    await serving
    return before


def test_a_connection_that_comes_behind_many_is_taken_while_they_are_answered() -> None:
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=200))
        for path in [f"/{number}" for number in range(60)] + ["/healthz"]:
            client = stack.enter_context(socket.create_connection(listener.getsockname()))
            client.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        client.setblocking(False)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            assert runner.run(_serve_those_that_came(listener, client)) <= 10
