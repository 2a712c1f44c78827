"""The log: each line with the id of the request that it is about, as text or as JSON, and a line for each request."""

import json
import logging
import re
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final, Literal

from api import terminal

_TEXT: Final = "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"
_JSON: Final = ("timestamp", "levelname", "name", "request_id", "message")
_notes: ContextVar[dict[str, object] | None] = ContextVar("notes", default=None)
REQUEST_ID_HEADER = "X-Request-ID"
_SANE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_request_id: ContextVar[str] = ContextVar("request_id", default="")


def configure(level: str, form: Literal["text", "json"]) -> None:
    """Have all that this process logs, from now on, be written so."""
    logging.getLogger("rujuk").setLevel(level.upper())
    for handler in logging.getLogger().handlers:
        set_format(handler, form)


def set_format(handler: logging.Handler, form: Literal["text", "json"]) -> None:
    """Have what a handler writes be in this form, with the id of the request."""
    handler.addFilter(_add_request)
    handler.setFormatter(_json_formatter() if form == "json" else logging.Formatter(_TEXT))


def begin() -> dict[str, object]:
    """Begin a request: what is noted of it from now on stands in what this gives."""
    notes: dict[str, object] = {}
    _notes.set(notes)
    return notes


def note(**facts: object) -> None:
    """Have the line that the log gets of this request say this too; outside of requests it is not said."""
    notes = _notes.get()
    if notes is not None:
        notes.update(facts)


def write(level: int, said: str, facts: Mapping[str, object], notes: Mapping[str, object]) -> None:
    """Write the line of a request: what `said` says in words and `facts` in JSON, and what was noted of it."""
    more = "".join(f" {name}={_quoted(value)}" for name, value in notes.items())
    logging.getLogger("rujuk").log(level, "%s%s", said, more, extra={**facts, **notes})


def _quoted(value: object) -> str:
    """Write a value as a word where it is one, else as JSON, so that no question or name ends the line."""
    if isinstance(value, str) and re.fullmatch(r"[!-~]+", value) and '"' not in value:
        return value
    return terminal.safe(json.dumps(value, ensure_ascii=False))


def _add_request(record: logging.LogRecord) -> bool:
    record.request_id = request_id() or "-"
    return True


def _json_formatter() -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter  # not for who wants text

    return JsonFormatter(
        _JSON, timestamp=True, json_ensure_ascii=False, rename_fields={"levelname": "level", "name": "logger"}
    )


def take_request_id(sent: str | None) -> str:
    """Give the request that begins its id: the one that the client sent, 1 to 64 of `A-Za-z0-9._-`, else a new one."""
    chosen = sent if sent is not None and _SANE_ID.fullmatch(sent) else uuid.uuid4().hex
    _request_id.set(chosen)
    return chosen


def request_id() -> str:
    """The id of the request that is being answered."""
    return _request_id.get()
