"""HTTP as uvicorn reads it, with limits on a request's head and on the time that a client may take.

Uvicorn has none of these for httptools: a head of any length would be read, and a silent client waited for for ever.
"""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from api import problems
from api.logs import take_request_id
from api.settings import Settings

_MAX_URL: Final = 8_192
"""Bytes."""
_MAX_HEADERS: Final = 200
_MAX_PIPELINED: Final = 16
"""Requests that wait in a connection while another one in it is answered; each takes kilobytes of memory."""
_FRAMES: Final = 8
"""Bytes that a chunked body may take for each byte that it carries: a chunk of one byte takes six."""
_BYTES_A_SECOND: Final = 10_000
"""What the slowest client sends of a body."""
_PASSING: Final = (429, 503)
"""Refusals of what may be asked again in a moment."""


class LimitedProtocol(HttpToolsProtocol):
    """Refuses a head that is too long with 414 or 431, and a request that comes too slowly with 408."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        settings: Settings,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._settings = settings
        self._answered: RequestResponseCycle | None = None  # of which `cycle` is a later one, in a pipeline
        self._refusal: tuple[int, str] | None = None
        self._last: tuple[int, str] | None = None  # a refusal that waits for the answers before it
        self._reading: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None
        self._in_head = True
        self._in_body = False
        self._completed = False  # a message, within the data that is being read
        self._body_began = 0.0
        self._head_bytes = self._received = self._carried = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Wait for a request for a limited time; with too many connections, refuse another one."""
        super().connection_made(transport)
        if len(self.connections) > self._settings.max_connections:
            self._refuse(503, "too many connections are open; try again in a moment")
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop all clocks, and what is answered."""
        self._stop_reading()
        self._stop_writing()
        self._stop_answering()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the head, or what frames the body, is too long by now."""
        if self.transport.is_closing() or self._last is not None:
            return
        if self._in_head and self._reading is None:
            self._await_head()
        self._received += len(data)
        self._completed = False
        super().data_received(data)
        if self.transport.is_closing() or self._last is not None or self._completed:
            return
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self._settings.max_header_bytes:
                self._refuse(*self._too_long())
        elif self._in_body:
            if self._received > self._settings.max_header_bytes + _FRAMES * self._carried:
                self._refuse(431, "the body is cut into too small chunks, or too much follows it")
            else:
                self._await_body()

    def on_message_begin(self) -> None:
        """Begin to count."""
        super().on_message_begin()
        self._in_head, self._in_body = True, False
        self._head_bytes = 0

    def on_url(self, url: bytes) -> None:
        """Take a piece of the URL. Raises ValueError, which ends the reading, where it is too long."""
        super().on_url(url)
        if len(self.url) > _MAX_URL:
            raise self._refused(414, f"the URL is longer than {_MAX_URL:,} bytes")

    def on_headers_complete(self) -> None:
        """Go on to the body. Raises ValueError, which ends the reading, where the head is too long, or one too many."""
        length = sum(len(name) + len(value) for name, value in self.headers)
        if length > self._settings.max_header_bytes or len(self.headers) > _MAX_HEADERS:
            raise self._refused(*self._too_long())
        if len(self.pipeline) >= _MAX_PIPELINED:
            raise self._refused(429, f"more than {_MAX_PIPELINED} requests came at once; wait for their answers")
        super().on_headers_complete()
        self._in_head, self._in_body = False, True
        self._body_began = self.loop.time()
        self._received = self._carried = 0
        self._await_body()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._carried += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The client has said all: it is waited for no longer."""
        self._in_head, self._in_body = True, False
        self._completed = True
        self._stop_reading()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on to the next request, or to the refusal of the last one."""
        if self._last is not None and not self.pipeline and not self.transport.is_closing():
            copy_context().run(self._end, *self._last)  # what is logged of this answer keeps its id
        super().on_response_complete()

    def pause_writing(self) -> None:
        """Wait for a client that does not read its answer for a limited time."""
        super().pause_writing()
        self._stop_writing()
        self._writing = self.loop.call_later(self._settings.idle_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads."""
        self._stop_writing()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection on which no other request came."""
        self._stop_reading()
        super().timeout_keep_alive_handler()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or what was found too long while it was read."""
        self._refuse(*(self._refusal or (400, msg)))

    def _refused(self, status: int, detail: str) -> ValueError:
        self._refusal = status, detail
        return ValueError(detail)

    def _too_long(self) -> tuple[int, str]:
        most = self._settings.max_header_bytes
        return 431, f"the headers are longer than {most:,} bytes, or more than {_MAX_HEADERS}"

    def _refuse(self, status: int, detail: str) -> None:
        """Refuse the request that is being read, after those before it are answered; nothing is read any more."""
        self._stop_reading()
        if self.transport.is_closing() or self._last is not None:
            return
        refused = self.cycle if self._in_body else None  # it has none before its head is whole
        if self._answered is None or self._answered is refused or self._answered.response_complete:
            self._end(status, detail)
            return
        self._last = status, detail
        if refused is not None:
            self.pipeline.popleft()

    def _end(self, status: int, detail: str) -> None:
        """Answer with a problem and close; where the answer of what is refused has begun, close alone."""
        if not (self._in_body and self.cycle.response_started):
            take_request_id(None)
            headers = {"Connection": "close"}
            if status in _PASSING:
                headers["Retry-After"] = str(problems.RETRY_AFTER_SECONDS)
            answer = problems.response(status, detail, headers=headers)
            lines = (name + b": " + value + b"\r\n" for name, value in answer.raw_headers)
            self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", bytes(answer.body)]))
        self.transport.close()
        self._stop_answering()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def _stop_answering(self) -> None:
        """Nobody hears what is being answered: it need not go on. Uvicorn tells the last request alone, of several."""
        self.pipeline.clear()
        for cycle in (self._answered, self.cycle):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()

    def _await_head(self) -> None:
        seconds = self._settings.header_seconds
        self._wait(seconds, lambda: self._refuse(408, f"no request came within {seconds:g} seconds"))

    def _await_body(self) -> None:
        """Wait for the next piece, and for so long in all as the slowest client takes for what it has sent."""
        idle = self._settings.idle_seconds
        left = self._body_began + idle + self._received / _BYTES_A_SECOND - self.loop.time()
        self._wait(max(min(idle, left), 0), self._end_body)

    def _end_body(self) -> None:
        if self.flow.read_paused:  # it is we who do not read
            self._body_began = self.loop.time()
            self._await_body()
        else:
            self._refuse(408, "the body comes too slowly")

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_reading()
        self._reading = self.loop.call_later(seconds, then)

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _stop_writing(self) -> None:
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
