"""Bodies of megabytes: held once, however many clients are reading them, and sent as each of them reads."""

import threading
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final
from weakref import WeakValueDictionary

from starlette.responses import Response, StreamingResponse

_LARGE: Final = 1 << 18
"""Bytes from which a body is sent in pieces."""
_PIECE: Final = 1 << 16


class Body:
    """The bytes of a body; they go with the last one that holds them."""

    __slots__ = ("__weakref__", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data

    def respond(self, media_type: str | None, headers: Mapping[str, str]) -> Response:
        """Make a response of it: of a client that reads slowly no more waits in memory than a few pieces."""
        if len(self.data) < _LARGE:
            return Response(self.data, media_type=media_type, headers=headers)
        sized = {**headers, "Content-Length": str(len(self.data))}
        return StreamingResponse(self._pieces(), media_type=media_type, headers=sized)

    async def _pieces(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.data), _PIECE):
            yield self.data[start : start + _PIECE]


class Bodies:
    """The bodies that are being read now. Safe for threads."""

    def __init__(self) -> None:
        self._held = WeakValueDictionary[str, Body]()
        self._lock = threading.Lock()

    def get(self, tag: str, read: Callable[[], bytes]) -> Body:
        """Give the body of that tag, which names its content; `read` gives its bytes where nobody is reading it."""
        with self._lock:
            body = self._held.get(tag)
            if body is None:
                body = self._held[tag] = Body(read())
            return body
