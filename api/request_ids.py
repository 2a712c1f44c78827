"""Request ids: one for each request, the client's own where it sent a sane one."""

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def begin(sent: str | None) -> str:
    """Begin a request: take the id that the client sent, where it is 1 to 64 of `A-Za-z0-9._-`; else make one."""
    chosen = sent if sent is not None and _SANE.fullmatch(sent) else uuid.uuid4().hex
    _current.set(chosen)
    return chosen


def current() -> str:
    """The id of the request that is being answered."""
    return _current.get()
