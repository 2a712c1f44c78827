"""Documents of other formats that a Word file embeds in its text (altChunk)."""

from collections.abc import Callable
from email import message_from_bytes, policy
from typing import Final

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.encodings import decoded
from ingest.formats import plain
from ingest.formats.html import reader as html


def _read_saved_page(data: bytes) -> Content:
    """The content of a page saved with what it shows (MHTML), of which its HTML is read."""
    part = message_from_bytes(data, policy=policy.default).get_body(preferencelist=("html", "plain"))
    held = part.get_payload(decode=True) if part is not None else None
    if not isinstance(held, bytes):
        raise DocumentRefused("it is a saved page without text; save it as HTML")
    return html.read(held)


_READERS: Final[dict[str, Callable[[bytes], Content]]] = {
    "html": html.read,
    "htm": html.read,
    "xhtml": html.read,
    "xht": html.read,
    "mht": _read_saved_page,
    "mhtml": _read_saved_page,
    "txt": lambda data: plain.read(decoded(data)),
}


def read_embedded(data: bytes | None, name: str) -> Content | None:
    """The content of an embedded part by the ending of its name, None where it cannot be read."""
    read = _READERS.get(name.rpartition(".")[2].lower())
    try:
        return None if data is None or read is None else read(data)
    except DocumentRefused:
        return None
