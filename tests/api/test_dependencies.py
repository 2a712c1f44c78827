"""What a client has asked for is not done when it has gone."""

import asyncio

import pytest
from fastapi import Request
from starlette.types import Message

from api.dependencies import ClientGone, while_connected


def request(gone: asyncio.Event) -> Request:
    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    return Request({"type": "http"}, receive)


def test_what_waits_for_its_turn_is_dropped_with_its_client() -> None:
    async def play() -> None:
        gone, place, done = asyncio.Event(), asyncio.Semaphore(0), list[str]()

        async def work() -> None:
            async with place:
                done.append("answered")

        waiting = asyncio.create_task(while_connected(request(gone), work))
        await asyncio.sleep(0)
        gone.set()
        with pytest.raises(ClientGone):
            await waiting
        place.release()
        await asyncio.sleep(0)
        assert done == []

    asyncio.run(play())


def test_who_waits_gets_the_result_or_the_error() -> None:
    async def play() -> None:
        async def answer() -> int:
            return 42

        async def fail() -> int:
            raise ZeroDivisionError

        assert await while_connected(request(asyncio.Event()), answer) == 42
        with pytest.raises(ZeroDivisionError):
            await while_connected(request(asyncio.Event()), fail)

    asyncio.run(play())
