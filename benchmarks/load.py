"""The client: so many connections that ask one question after the other, each as soon as its last one is answered.

It is made to stay out of the server's way on a machine that both share: one thread over raw connections that stay open
(`asyncio.Protocol`), requests written out before the clock starts, answers parsed after it has stopped. A request costs
the client about a tenth of a millisecond; httpx would take ten times as long.
"""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"
PATH = "/v1/ask"
TOP_K = 5
_MOST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question: seconds from sending it to having the whole answer; `status` 0: the connection broke."""

    seconds: float
    status: int
    body: bytes

    def answer(self) -> Any:
        """The answer, None where there is none."""
        return json.loads(self.body) if self.status == 200 else None


@dataclass(frozen=True, slots=True)
class Load:
    """The replies, in the order of the questions; seconds for all of them, and those in which the client worked."""

    replies: list[Reply]
    seconds: float
    client: float


def ask(port: int, questions: Sequence[str], clients: int) -> Load:
    """Ask all questions over `clients` connections at once."""
    return asyncio.run(_ask(port, [_request(question) for question in questions], clients))


async def _ask(port: int, requests: Sequence[bytes], clients: int) -> Load:
    loop = asyncio.get_running_loop()
    replies: list[Reply | None] = [None] * len(requests)
    waiting = iter(enumerate(requests))
    protocols = [
        (await loop.create_connection(lambda: _Client(waiting, replies), HOST, port))[1] for _ in range(clients)
    ]
    began, worked = time.perf_counter(), time.process_time()
    for protocol in protocols:
        protocol.next()
    async with asyncio.timeout(_MOST_SECONDS):
        await asyncio.gather(*(protocol.done for protocol in protocols))
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    return Load([reply or Reply(0.0, 0, b"") for reply in replies], seconds, worked)


class _Client(asyncio.Protocol):
    """One connection, taking the next of the waiting requests whenever it has its answer."""

    def __init__(self, waiting: Iterator[tuple[int, bytes]], replies: list[Reply | None]) -> None:
        self.done = asyncio.get_running_loop().create_future()
        self._waiting = waiting
        self._replies = replies
        self._received = b""
        self._number = -1
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def next(self) -> None:
        """Send the next request, or hang up after the last."""
        self._received = b""
        self._number, request = next(self._waiting, (-1, b""))
        if self._number < 0:
            self._transport.close()
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return
        self._keep(Reply(time.perf_counter() - self._sent, int(head[9:12]), body))
        self.next()

    def connection_lost(self, error: Exception | None) -> None:
        if self._number >= 0 and self._replies[self._number] is None:
            self._keep(Reply(time.perf_counter() - self._sent, 0, repr(error).encode()))
        if not self.done.done():
            self.done.set_result(None)

    def _keep(self, reply: Reply) -> None:
        self._replies[self._number] = reply


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0])


def _request(question: str) -> bytes:
    body = json.dumps({"question": question, "top_k": TOP_K}).encode()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
