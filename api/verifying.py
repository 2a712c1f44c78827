"""Verifying: a citation against the library, the same over HTTP and on a terminal."""

from api.schemas.verify import ClaimedCitation, VerifyResponse
from corpus.citations import verify
from corpus.errors import UnknownDocument
from corpus.library import Library


def verify_citation(library: Library, citation: ClaimedCitation) -> VerifyResponse:
    """Whether the citation still holds; that its document is gone is an answer too, not an error."""
    claim = citation.claim()
    try:
        text = library.text(claim.document)
    except UnknownDocument:
        text = None
    return VerifyResponse.of(claim.document, verify(claim, text))
