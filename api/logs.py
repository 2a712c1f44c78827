"""The log: each line with the id of the request that it is about, as text or as JSON, and a line for each request."""

import json
import logging
import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final, Literal

from api import request_ids, terminal

_TEXT: Final = "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"
_JSON: Final = ("timestamp", "levelname", "name", "request_id", "message")
_notes: ContextVar[dict[str, object] | None] = ContextVar("notes", default=None)


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
    record.request_id = request_ids.current() or "-"
    return True


def _json_formatter() -> logging.Formatter:
    from pythonjsonlogger.json import JsonFormatter  # not for who wants text

    return JsonFormatter(
        _JSON, timestamp=True, json_ensure_ascii=False, rename_fields={"levelname": "level", "name": "logger"}
    )
