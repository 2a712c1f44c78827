"""Images of the pages of PDFs that a library keeps, drawn when they are asked for."""

from typing import Final

from corpus.errors import OriginalNotKept
from corpus.library import Library
from corpus.memory import Recent
from ingest import Sandbox

_MOST: Final = 16 * 2**20
"""Bytes of images that are kept for the next time: some hundred pages."""


class PageImages:
    """Draws pages in a sandbox, as hostile files are read; keeps the last ones. Safe for threads."""

    def __init__(self, sandbox: Sandbox, most: int = _MOST) -> None:
        self._sandbox = sandbox
        self._kept: Recent[bytes] = Recent(most)

    def draw(self, library: Library, document_id: str, page: int, known: str) -> tuple[str, bytes | None]:
        """Give a page's entity tag and its image, as PNG; None for the image where its tag is among the `known`.

        Raises UnknownDocument, OriginalNotKept, DocumentRefused where it cannot be drawn, LibraryError.
        """
        with library.reading() as snapshot:
            record = snapshot.find_original(document_id)
            pages = record.pages or 0 if record else 0
            if record is not None and page > pages:
                has = f"has {pages} pages" if pages else "is shown as text alone"
                raise OriginalNotKept(f"the file of the document {document_id!r} {has}; there is no page {page}")
            tag = f'"{record.sha256}-{page}"' if record else ""
            image = self._kept.get(tag)
            if tag and tag in known:
                return tag, None
            data = b"" if image else snapshot.read_original(document_id)[1]
        if image is None:
            image = self._sandbox.draw(data, page)
            self._kept.put(tag, image, len(image))
        return tag, image
