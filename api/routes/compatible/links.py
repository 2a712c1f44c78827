"""The links that answers hold in other shapes: to Rujuk's own page, which opens at the words quoted."""

from urllib.parse import quote

from fastapi import Request

from api.schemas.ask import CitedDocument, Excerpt
from api.settings import Settings


def base_url(settings: Settings, request: Request | None) -> str | None:
    """The address that links begin with, without a slash at its end: the setting's, or the one that was asked.

    None where there is neither.
    """
    base = settings.public_url or (request and request.base_url)
    return str(base).rstrip("/") if base else None


def page_url(base: str | None, document: CitedDocument, quoted: Excerpt | None = None) -> str:
    """The address of the page with the document open, at the quoted words where some are given.

    Without a base it is where the document is published, if it says so, or else its URI among the library's resources.
    """
    if base is None:
        is_address = document.source is not None and document.source.startswith(("https://", "http://"))
        return document.source if document.source and is_address else document_uri(document.id)
    place = f"&start={quoted.start}&end={quoted.end}&sha256={document.sha256}" if quoted else ""
    return f"{base}/#doc={quote(document.id, safe='')}{place}"


def document_uri(document_id: str) -> str:
    """The URI of a document, wherever the library is."""
    return DOCUMENTS + quote(document_id, safe="")


DOCUMENTS = "rujuk://documents/"
"""How the URI of each document begins."""
