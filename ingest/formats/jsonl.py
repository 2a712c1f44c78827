"""JSON lines: one document a line, in Rujuk's form or BEIR's, its text taken as it is given."""

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Annotated, Any, BinaryIO, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from corpus.documents import Document
from corpus.errors import DocumentRefused
from corpus.languages import Detect, detect
from ingest.assembly import Divided, assemble, divide, refuse_long
from ingest.content import MAX_BYTES, Content, Refused
from ingest.formats import plain
from ingest.metadata import collection_name, fault_of_id, is_language, is_published, language_of
from ingest.text import BLANK, canonical, is_visible, one_line, shortened, slug

Parse = Callable[[bytes], Divided]

_SHORT: Final = 1 << 16
"""Bytes of a line that is read here: whatever is in it, that takes milliseconds and a few megabytes."""
_TITLE_LENGTH: Final = 80
_LONGEST_TITLE: Final = 4_000
"""Code points of a title that are looked at."""
_MAX_DEPTH: Final = 32
"""How deep a value may nest."""
_NAMES: Final = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}


def _visible(text: str) -> str:
    if not is_visible(text):
        raise ValueError("is empty or shows nothing")
    return text


def _identifier(value: str | int) -> str:
    fault = fault_of_id(str(value))
    if fault:
        raise ValueError(fault)
    return str(value)


def _date(value: str) -> str:
    if not is_published(value):
        raise ValueError("must be a date: YYYY, YYYY-MM, YYYY-MM-DD or ISO 8601 with a time")
    return value


def _tag(value: str) -> str:
    if not is_language(value):
        raise ValueError('must be a language tag such as "en", "th" or "zh-Hant"')
    return value


_Identifier = Annotated[str | int, AfterValidator(_identifier)]


class _Record(BaseModel):
    """A line: what it may hold and how that must look. Other keys are kept as metadata."""

    model_config = ConfigDict(strict=True, extra="allow")

    text: Annotated[str, AfterValidator(_visible)]
    id: _Identifier | None = None
    beir_id: _Identifier | None = Field(None, alias="_id")
    title: str | None = None
    source: str | None = None
    published: Annotated[str, AfterValidator(_date)] | None = None
    language: Annotated[str, AfterValidator(_tag)] | None = None
    collection: Annotated[str, AfterValidator(collection_name)] | None = None
    metadata: dict[str, Any] | None = None

    @model_validator(mode="before")
    @classmethod
    def _pass_over_another_id(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Where there is an `id`, `_id` is what a database put there, of whatever kind."""
        return given if given.get("id") is None else {key: value for key, value in given.items() if key != "_id"}


def read(
    file: BinaryIO, source: str, detect: Detect = detect, parse: Parse | None = None
) -> Iterator[Document | Refused]:
    """The documents of a file, one line in memory at a time; a bad line gives a Refused at `source:line`.

    `source` is also the source of documents that name none. A line that is not short is read by `parse`, by default
    here as the others are. Empty lines are passed over. Raises DocumentRefused for a file that holds no line, or whose
    first line holds a NUL.
    """
    empty = True
    for number, line in enumerate(_lines(file), start=1):
        if number == 1 and b"\0" in line:
            raise DocumentRefused("it seems to be UTF-16 or binary data; save it as UTF-8")
        if line.strip():
            empty = False
            try:
                divided = _divided(line, detect) if parse is None or len(line) <= _SHORT else parse(line)
                yield _document(divided, source)
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


def _divided(line: bytes, detect: Detect) -> Divided:
    content = read_record(line)
    return divide(content, language_of(content.language, content.text, detect, trusted=True))


def _document(divided: Divided, source: str) -> Document:
    content = divided.content
    document = assemble(
        divided,
        document_id=content.id or "",
        title=content.title or "",
        media_type="text/plain",
        source=content.source or source,
        origin=None,
    )
    return replace(document, collection=content.collection)


def read_record(line: bytes) -> Content:
    """What a line holds; it always gives a title and an id. Raises DocumentRefused."""
    record = _record(line)
    text = canonical(record.text)
    refuse_long(text)
    title = one_line(canonical((record.title or "")[:_LONGEST_TITLE]))
    if not is_visible(title):
        title = shortened(text.lstrip(BLANK), _TITLE_LENGTH)
    others = dict(record.model_extra or {})
    language = record.language
    if language is None and isinstance(lang := others.get("lang"), str) and is_language(lang):
        language = others.pop("lang")
    return Content(
        text,
        plain.split(text),
        title=title,
        published=record.published,
        language=language,
        id=str(record.id or record.beir_id or f"{slug(title)}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"),
        source=record.source,
        collection=record.collection,
        metadata={**others, **(record.metadata or {})},
    )


def _record(line: bytes) -> _Record:
    if len(line) > MAX_BYTES:
        raise DocumentRefused(f"the line is longer than {MAX_BYTES // 2**20} MiB; divide the document")
    try:
        given = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise DocumentRefused(
            f"not UTF-8: the byte at column {error.start + 1} does not fit; save it as UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise DocumentRefused(f"not JSON: {error}") from error
    if not isinstance(given, dict):
        raise DocumentRefused('not a JSON object with a "text"')
    _require_storable(given, "the line")
    try:
        return _Record.model_validate(given)
    except ValidationError as error:
        raise DocumentRefused(_fault(error.errors(include_url=False)[0])) from error


def _fault(error: ErrorDetails) -> str:
    """What is wrong with a field, in plain words."""
    key, value = error["loc"][0], error["input"]
    if error["type"] == "value_error":
        return f'"{key}" {error["ctx"]["error"]}'
    if error["type"] == "missing" or value is None:
        return f'"{key}" is missing'
    wanted = "an object" if error["type"] == "dict_type" else "a string"
    return f'"{key}" must be {wanted}, not {_NAMES.get(type(value), "a string")}'


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
