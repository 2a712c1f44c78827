"""However many read a large body, and however slowly, it is held once."""

import asyncio

import pytest
from starlette.types import Message

from api.bodies import Bodies, Body


def test_what_is_being_read_is_not_read_again_and_goes_with_the_last_reader() -> None:
    bodies, reads = Bodies(), list[str]()

    def read() -> bytes:
        reads.append("read")
        return b"words"

    first, second = bodies.get("a", read), bodies.get("a", read)
    assert first is second
    assert len(reads) == 1
    del first, second
    assert bodies.get("a", read).data == b"words"
    assert len(reads) == 2


@pytest.mark.parametrize(("length", "pieces"), [(1_000, 1), (1_000_000, 16)])
def test_a_large_one_is_sent_in_pieces_that_wait_for_the_client(length: int, pieces: int) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("nobody leaves")

    data = bytes(range(250)) * (length // 250)
    response = Body(data).respond("text/plain", {"ETag": '"a"'})
    asyncio.run(response({"type": "http", "asgi": {"spec_version": "2.4"}}, receive, send))
    start, *bodies = sent
    assert {b"etag": b'"a"', b"content-length": str(length).encode()}.items() <= dict(start["headers"]).items()
    assert b"".join(each["body"] for each in bodies) == data
    assert len([each for each in bodies if each["body"]]) == pieces
