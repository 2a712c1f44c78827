"""Adding: what a reader gives goes into the library one document at a time, and each is reported once it is durable."""

from collections.abc import Iterable, Iterator

from api.schemas.documents import AddedDocument
from api.sync.filesystem import is_gone
from corpus import provenance
from corpus.documents import Document
from corpus.errors import InputRefused
from corpus.library import Library
from ingest import Refused
from retriever.retriever import Retriever


def add_all(
    retriever: Retriever, items: Iterable[Document | Refused], path: str, label: str
) -> Iterator[AddedDocument]:
    """Add what was read from `path` as `label`; each outcome comes when its document is durable.

    One refusal stops no other, and names its line where the file has several documents. A file that has the text of
    another one that is gone is that one under a new name: its document keeps its id.
    """
    for item in items:
        if isinstance(item, Refused):
            yield AddedDocument(
                path=path + item.where.removeprefix(label), id=None, status="refused", detail=item.reason
            )
            continue
        try:
            before = _renamed(retriever.library, item)
            added = retriever.add(item)
        except InputRefused as error:
            yield AddedDocument(path=path, id=None, status="refused", detail=str(error))
        else:
            detail = f"it was {before}" if before else added.detail
            yield AddedDocument(path=path, id=added.id, status=added.status, detail=detail)


def _renamed(library: Library, document: Document) -> str | None:
    """The file that this document's was before it was moved or renamed; the library then knows it by the new name."""
    if not provenance.is_file(document.origin):
        return None
    twin = provenance.twin(library, document)
    if twin is None or not is_gone(twin.file) or not provenance.rename(library, twin, str(document.origin)):
        return None
    return twin.file
