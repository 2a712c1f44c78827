"""What surrounds every request: its id, its log line and measurement, a limit on its body, an answer when we fail."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import logs, problems
from api.logs import REQUEST_ID_HEADER, take_request_id
from api.metrics import Metrics
from api.middleware.pacing import PROBES

_log = logging.getLogger("rujuk")
_DRAINED_TIMES = 4


class Tracing:
    """Give each request its id, log it, measure it, and answer 500 where the application raised.

    The outermost layer: nothing that the application raises passes it, and no answer leaves without its id.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        identity = take_request_id(Headers(scope=scope).get(REQUEST_ID_HEADER))
        notes = logs.begin()
        status = 0

        async def send_traced(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID_HEADER] = identity
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        try:
            await self._app(scope, receive, send_traced)
        except asyncio.CancelledError:  # the service stops, and what runs has had its time
            if status == 0:
                stopping = problems.unavailable("the service is stopping; try again in a moment")
                answer = problems.response(stopping.status_code, stopping.detail, headers=stopping.headers)
                await answer(scope, receive, send_traced)
        except Exception:  # noqa: BLE001 - the last resort: the client still gets an answer, the log the trace
            _log.exception("request %s failed: this is a bug in Rujuk", identity)
            if status == 0:
                await problems.response(500, "this is our fault; the log has the details under the request's id")(
                    scope, receive, send_traced
                )
        finally:
            seconds = time.perf_counter() - began
            self._metrics.request(scope["method"], _template(scope), status, seconds)
            _write_line(scope, status, seconds, notes)


class BodyLimit:
    """Refuse a body longer than `limit(path)` bytes with 413, whether it says its length or not.

    Starlette has such a limiter, but it answers in plain text, over the head of any exception handler.
    """

    def __init__(self, app: ASGIApp, limit: Callable[[str], int]) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that ends, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            await _drain(receive, limit * _DRAINED_TIMES)
            await problems.response(413, _too_large(limit))(scope, receive, send)
            return
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                if message.get("more_body", False):
                    await _drain(receive, limit * _DRAINED_TIMES)
                raise HTTPException(413, _too_large(limit))
            return message

        await self._app(scope, receive_limited, send)


async def _drain(receive: Receive, most: int) -> None:
    """Read what still comes, up to `most` bytes: a client that is still sending would not hear the answer."""
    drained = 0
    while drained <= most:
        message = await receive()
        drained += len(message.get("body", b""))
        if not message.get("more_body", False):
            return


def _too_large(limit: int) -> str:
    return f"the body is larger than {limit:,} bytes, which is the most that this path takes"


def _write_line(scope: Scope, status: int, seconds: float, notes: Mapping[str, object]) -> None:
    """Write who did what, to what, and what came of it: the log's line of this request."""
    level = logging.DEBUG if scope["path"] in PROBES else logging.INFO
    method, path, milliseconds = scope["method"], _path(scope), round(seconds * 1000, 1)
    facts = {"method": method, "path": path, "status": status or None, "milliseconds": milliseconds}
    logs.write(level, f"{method} {path} {status or '-'} {milliseconds} ms", facts, notes)


def _template(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _path(scope: Scope) -> str:
    raw: bytes = scope["raw_path"]
    return raw.decode("ascii", "backslashreplace")
