"""Documents of other formats that a Word file embeds in its text (altChunk)."""

from collections.abc import Callable
from typing import Final

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.encodings import decoded
from ingest.formats import mail, plain, rtf
from ingest.formats.html import reader as html

_READERS: Final[dict[str, Callable[[bytes], Content]]] = {
    "html": html.read,
    "htm": html.read,
    "xhtml": html.read,
    "xht": html.read,
    "mht": mail.read,
    "mhtml": mail.read,
    "rtf": rtf.read,
    "txt": lambda data: plain.read(decoded(data)),
}


def read_embedded(data: bytes | None, name: str) -> Content | None:
    """The content of an embedded part by the ending of its name, None where it cannot be read."""
    read = _READERS.get(name.rpartition(".")[2].lower())
    try:
        return None if data is None or read is None else read(data)
    except DocumentRefused:
        return None
