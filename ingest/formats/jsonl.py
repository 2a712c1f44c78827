"""JSON lines: one document a line, in Rujuk's form or BEIR's, its text taken as it is given."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest.assembly import assemble, refuse_long
from ingest.content import MAX_BYTES, Content, Refused
from ingest.formats import plain
from ingest.metadata import fault_of_id, is_language, is_published
from ingest.text import BLANK, canonical, is_visible, one_line, shortened, slug

_KNOWN: Final = frozenset({"id", "_id", "title", "text", "source", "published", "language", "metadata"})
_TITLE_LENGTH: Final = 80
_MAX_DEPTH: Final = 32
"""How deep a value may nest."""
_NAMES: Final = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def read(file: BinaryIO, source: str) -> Iterator[Document | Refused]:
    """The documents of a file, one line in memory at a time; a bad line gives a Refused at `source:line`.

    `source` is also the source of documents that name none. Empty lines are passed over. Raises DocumentRefused for a
    file that holds no line, or whose first line holds a NUL.
    """
    empty = True
    for number, line in enumerate(_lines(file), start=1):
        if number == 1 and b"\0" in line:
            raise DocumentRefused("it seems to be UTF-16 or binary data; save it as UTF-8")
        if line.strip():
            empty = False
            try:
                yield _document(line, source)
            except DocumentRefused as refusal:
                yield Refused(f"{source}:{number}", str(refusal))
    if empty:
        raise DocumentRefused("it holds no document")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines, without the byte order mark; of a line that is too long its first `MAX_BYTES` and one."""
    first = True
    while line := file.readline(MAX_BYTES + 1):
        rest = line
        while len(rest) > MAX_BYTES and not rest.endswith(b"\n"):
            rest = file.readline(MAX_BYTES + 1)
        yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False


def _document(line: bytes, source: str) -> Document:
    record = _record(line)
    text = canonical(_text(record))
    refuse_long(text)
    title = one_line(canonical(_string(record, "title") or ""))
    if not is_visible(title):
        title = shortened(text.lstrip(BLANK), _TITLE_LENGTH)
    language, others = _language(record)
    content = Content(text, plain.split(text), title, _published(record), language, {**others, **_metadata(record)})
    document_id = _id(record) or f"{slug(title)}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    source = _string(record, "source") or source
    return assemble(content, document_id=document_id, title=title, media_type="text/plain", source=source, origin=None)


def _record(line: bytes) -> Mapping[str, Any]:
    if len(line) > MAX_BYTES:
        raise DocumentRefused(f"the line is longer than {MAX_BYTES // 2**20} MiB; divide the document")
    try:
        record = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            f"not UTF-8: the byte at column {error.start + 1} does not fit; save it as UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise DocumentRefused(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise DocumentRefused('not a JSON object with a "text"')
    _require_storable(record, "the line")
    return record


def _require_storable(value: object, where: str, depth: int = 0) -> None:
    """Raise DocumentRefused for what no UTF-8 text or JSON answer can hold, naming the key."""
    if depth > _MAX_DEPTH:
        raise DocumentRefused(f"{where} nests deeper than {_MAX_DEPTH} levels")
    if isinstance(value, str):
        if "\0" in value:
            raise DocumentRefused(f"{where} holds a NUL character; remove it")
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise DocumentRefused(
                f"{where} holds half of a surrogate pair, which is no character; repair it"
            ) from error
    elif isinstance(value, float) and not math.isfinite(value):
        raise DocumentRefused(f"{where} holds {value}, which is no JSON number")
    elif isinstance(value, dict):
        for key, inner in value.items():
            _require_storable(key, f"a key of {where}", depth)
            _require_storable(inner, where if depth else f'"{key}"', depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _require_storable(inner, where, depth + 1)


def _text(record: Mapping[str, Any]) -> str:
    text = _string(record, "text")
    if text is None:
        raise DocumentRefused('"text" is missing')
    if not is_visible(text):
        raise DocumentRefused('"text" is empty or shows nothing')
    return text


def _id(record: Mapping[str, Any]) -> str | None:
    key = "id" if record.get("id") is not None else "_id"
    value = record.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    given = _string({key: value}, key)
    fault = fault_of_id(given) if given is not None else None
    if fault:
        raise DocumentRefused(f'"{key}" {fault}')
    return given


def _published(record: Mapping[str, Any]) -> str | None:
    published = _string(record, "published")
    if published is not None and not is_published(published):
        raise DocumentRefused('"published" must be a date: YYYY, YYYY-MM, YYYY-MM-DD or ISO 8601 with a time')
    return published


def _language(record: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """The language, and the keys that we do not know; `lang` serves where there is no `language`."""
    others = {key: value for key, value in record.items() if key not in _KNOWN}
    language = _string(record, "language")
    if language is not None and not is_language(language):
        raise DocumentRefused('"language" must be a language tag such as "en", "th" or "zh-Hant"')
    lang = others.get("lang")
    if language is None and isinstance(lang, str) and is_language(lang):
        return others.pop("lang"), others
    return language, others


def _metadata(record: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = record.get("metadata")
    if metadata is None:
        return {}
    if not isinstance(metadata, dict):
        raise DocumentRefused(f'"metadata" must be an object, not {_name(metadata)}')
    return metadata


def _string(record: Mapping[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise DocumentRefused(f'"{key}" must be a string, not {_name(value)}')
    return value


def _name(value: object) -> str:
    return _NAMES.get(type(value), "a string")
