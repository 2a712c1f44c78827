"""Adding: what a reader gives goes into the library one document at a time, and each is reported once it is durable."""

from collections.abc import Iterable, Iterator

from api.schemas.documents import AddedDocument
from corpus.documents import Document
from corpus.errors import InputRefused
from ingest import Refused
from retriever.retriever import Retriever


def add_all(
    retriever: Retriever, items: Iterable[Document | Refused], path: str, label: str
) -> Iterator[AddedDocument]:
    """Add what was read from `path` as `label`; each outcome comes when its document is durable.

    One refusal stops no other, and names its line where the file has several documents.
    """
    for item in items:
        if isinstance(item, Refused):
            yield AddedDocument(
                path=path + item.where.removeprefix(label), id=None, status="refused", detail=item.reason
            )
            continue
        try:
            added = retriever.add(item)
        except InputRefused as error:
            yield AddedDocument(path=path, id=None, status="refused", detail=str(error))
        else:
            yield AddedDocument(path=path, id=added.id, status=added.status, detail=added.detail)
