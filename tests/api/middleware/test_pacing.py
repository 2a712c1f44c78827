"""However many requests come at once, the event loop looks in between for what else has come."""

import asyncio
import time
from collections.abc import Callable

import pytest
import uvloop
from starlette.types import Message, Receive, Scope, Send

from api.middleware.pacing import Pacing

_BUSY_SECONDS = 0.03
_REQUESTS = 30
NewLoop = Callable[[], asyncio.AbstractEventLoop]


class Rounds:
    """An application that keeps the event loop busy, and the numbers of the rounds in which it answered."""

    def __init__(self, *, reads: bool) -> None:
        self.answered: dict[str, int] = {}
        self.number = 0
        self._reads = reads

    async def __call__(self, scope: Scope, receive: Receive, _send: Send) -> None:
        if self._reads:
            assert (await receive())["body"] == b"{}"
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

    async def receive() -> Message:
        await come.wait()
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(_message: Message) -> None:
        return

    paced = Pacing(rounds)
    requests = [paced({"type": "http", "path": f"/{number}"}, receive, send) for number in range(_REQUESTS)]
    tasks = [asyncio.create_task(request) for request in requests]
    counting = asyncio.create_task(rounds.count())
    if rounds._reads:
        await asyncio.sleep(0.2)
    come.set()
    await asyncio.sleep(0)
    tasks.append(asyncio.create_task(paced({"type": "http", "path": "/healthz"}, receive, send)))
    await asyncio.gather(*tasks)
    counting.cancel()


@pytest.mark.parametrize("reads", [False, True], ids=["begun", "read"])
@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def test_requests_that_come_at_once_are_gone_through_a_few_in_a_round(new_loop: NewLoop, reads: bool) -> None:
    rounds = Rounds(reads=reads)
    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(_at_once(rounds))
    asked = [rounds.answered[f"/{number}"] for number in range(_REQUESTS)]
    assert asked == sorted(asked)  # in the order in which they came
    assert max(asked.count(number) for number in asked) <= 5
    assert rounds.answered["/healthz"] <= min(asked) + 5  # which waits for no turn
