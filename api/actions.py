"""What HTTP and the command line do alike: ask a question, verify a citation, add documents."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence

from api.access import narrow_filter, require_reached
from api.schemas.ask import AskRequest, AskResponse
from api.schemas.documents import AddedDocument, DocumentEntry, DocumentList
from api.schemas.filters import DocumentsQuery
from api.schemas.verify import ClaimedCitation, VerifyResponse
from api.settings import Settings
from corpus.citations import verify
from corpus.documents import Document
from corpus.errors import InputRefused, QuestionRefused, UnknownDocument
from corpus.filters import EVERYTHING
from corpus.library import Added, Library
from corpus.places import Region
from ingest import Refused
from retriever.answers import Turn
from retriever.retriever import Retriever

_BATCH_DOCUMENTS = 64
_BATCH_TEXT = 10_000
"""Code points from which a batch is added: a few seconds' work."""


def check_question(request: AskRequest, settings: Settings) -> None:
    """Raise QuestionRefused, which names the field, where the question is beyond what the settings allow."""
    length = len(request.question)
    if length > settings.max_question_chars:
        most = settings.max_question_chars
        raise QuestionRefused(f"the question has {length:,} characters; the most is {most:,}", field="question")
    for turn in request.history:
        if turn.role == "user" and len(turn.content) > settings.max_question_chars:
            raise QuestionRefused(
                f"an earlier question has more than the {settings.max_question_chars:,} characters that it may have",
                field="history",
            )
    if request.top_k > settings.max_top_k:
        raise QuestionRefused(f"top_k is {request.top_k:,}; the most is {settings.max_top_k:,}", field="top_k")


def answer_question(retriever: Retriever, request: AskRequest) -> AskResponse:
    """Answer a question that `check_question` let pass.

    Raises QuestionRefused, for an unknown id in `documents` too.
    """
    began = time.perf_counter()
    history = [Turn(turn.role, turn.content) for turn in request.history]
    try:
        found = retriever.ask(
            request.question,
            top_k=request.top_k,
            documents=request.documents,
            within=narrow_filter(request.filter.to_filter() if request.filter else EVERYTHING),
            history=history,
        )
    except UnknownDocument as error:
        raise QuestionRefused(str(error), field="documents") from error
    return AskResponse.of(found, time.perf_counter() - began)


def list_documents(library: Library, query: DocumentsQuery, most: int) -> DocumentList:
    """Give the page of documents that is asked for; it ends with the one that makes it more than `most` characters.

    Raises LibraryError.
    """
    page: list[DocumentEntry] = []
    last = size = 0
    with library.reading() as snapshot:
        for record in snapshot.walk(narrow_filter(query.to_filter()), after=int(query.after or 0)):
            if len(page) == query.limit or size > most:
                return DocumentList(documents=page, next=str(last), generation=snapshot.generation)
            page.append(DocumentEntry.from_record(record))
            size += len(page[-1].model_dump_json())
            last = record.key
        return DocumentList(documents=page, next=None, generation=snapshot.generation)


def verify_citation(library: Library, citation: ClaimedCitation) -> VerifyResponse:
    """Say whether the citation still holds; a document that is gone is an answer too, not an error."""
    claim = citation.claim()
    with library.reading() as snapshot:
        try:
            record = require_reached(snapshot.document(claim.document))
            text = snapshot.text(claim.document)
        except UnknownDocument:
            return VerifyResponse.of(claim.document, verify(claim, None), ())
        verdict = verify(claim, text)
        regions: tuple[Region, ...] = ()
        if verdict.span is not None and verdict.text is not None:
            regions = snapshot.find_regions(record.key, verdict.span, verdict.text)
    return VerifyResponse.of(claim.document, verdict, regions)


def add_documents(
    retriever: Retriever,
    items: Iterable[Document | Refused],
    path: str,
    label: str,
    pause: Callable[[], None] = lambda: None,
) -> Iterator[AddedDocument]:
    """Add what was read from `path` as `label`; each outcome comes when its document is durable, in their order.

    One refusal stops no other, and names its line where the file has several documents. Small documents are added
    several in one transaction. `pause` is called about once a second; what it raises ends the work.
    """
    batch: list[Document] = []
    for item in items:
        if isinstance(item, Document):
            batch.append(item)
            if len(batch) < _BATCH_DOCUMENTS and sum(len(each.text) for each in batch) < _BATCH_TEXT:
                continue
        yield from _add_batch(retriever, batch, path, pause)
        batch = []
        if isinstance(item, Refused):
            where = path + item.where.removeprefix(label)
            yield AddedDocument(path=where, id=None, status="refused", detail=item.reason)
    yield from _add_batch(retriever, batch, path, pause)


def _add_batch(
    retriever: Retriever, documents: Sequence[Document], path: str, pause: Callable[[], None]
) -> Iterator[AddedDocument]:
    """Add them in one transaction, but for those whose words the library has as they are, which are not embedded."""
    outcomes: list[Added | InputRefused | None] = [_known(retriever, document) for document in documents]
    wanted = [place for place, outcome in enumerate(outcomes) if outcome is None]
    if wanted:
        added = retriever.add_all([documents[place] for place in wanted], pause)
        for place, made in zip(wanted, added, strict=True):
            outcomes[place] = made
    for document, outcome in zip(documents, outcomes, strict=True):
        if isinstance(outcome, Added):
            said = [outcome.detail] if outcome.detail else []
            said += document.remarks if outcome.status != "unchanged" else ()
            yield AddedDocument(path=path, id=outcome.id, status=outcome.status, detail="; ".join(said) or None)
        else:
            yield AddedDocument(path=path, id=None, status="refused", detail=str(outcome))


def _known(retriever: Retriever, document: Document) -> Added | InputRefused | None:
    try:
        return retriever.library.unchanged(document) or retriever.library.keep_original(document)
    except InputRefused as refusal:
        return refusal
