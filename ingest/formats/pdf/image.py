"""A page of a PDF as an image, as pdfium draws it."""

import io
from typing import Final

import pypdfium2 as pdfium

from corpus.errors import DocumentRefused
from ingest.formats.pdf.reader import open_pdf

_SCALE: Final = 2.0
"""Pixels a point: a page of A4 is 1190 wide, and sharp where it fills a screen."""
_LONGEST: Final = 2000
"""Pixels of the longer side at most: a poster takes no more memory than a page."""
_COLOURS: Final = 64
"""Of a page of text this is all, and it takes a fifth of the bytes."""


def draw(data: bytes, number: int) -> bytes:
    """The page of that number, from 1, as a PNG image. Raises DocumentRefused where it has no such page."""
    document = open_pdf(data)
    try:
        page = document[number - 1]
        scale = min(_SCALE, _LONGEST / max(*page.get_size(), 1.0))
        image = page.render(scale=scale, may_draw_forms=True).to_pil()
    except (pdfium.PdfiumError, IndexError) as error:
        raise DocumentRefused(f"its page {number} cannot be shown") from error
    finally:
        document.close()
    stream = io.BytesIO()
    image.convert("RGB").quantize(_COLOURS).save(stream, "PNG", optimize=True)
    return stream.getvalue()
