"""The service: the library and the model that one application serves, from loading to closed."""

import logging
import math
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import BinaryIO, TypeVar, TypeVarTuple, Unpack

from anyio import CapacityLimiter, fail_after, to_thread

from api import actions, logs, problems, telemetry
from api.access import refuse_unreached, require_reached
from api.bodies import Bodies
from api.bootstrap import open_or_make
from api.metrics import Metrics
from api.page_images import PageImages
from api.schemas.ask import AskRequest, AskResponse
from api.schemas.documents import AddedDocument, Outline
from api.schemas.filters import DocumentsQuery
from api.schemas.verify import ClaimedCitation, VerifyResponse
from api.settings import Settings
from api.uploads import Upload, UploadEnded, Uploads, keep_apart, origin_of_upload
from corpus.errors import LibraryBusy, LibraryForeign, LibraryNotFound, LibraryReplaced, RujukError
from corpus.library import Library
from corpus.storage import Changes
from ingest import Sandbox, read_bytes
from retriever.answers import Status
from retriever.retriever import Retriever

Arguments = TypeVarTuple("Arguments")
Item = TypeVar("Item")
Result = TypeVar("Result")

Write = Callable[[AskResponse], bytes]
"""Writes an answer as the body of a response."""

_log = logging.getLogger("rujuk")
_DRAWN = 2
"""Pages that are drawn at once: each takes a core, and a file of the largest size in memory."""
_MOST_DOCUMENTS = 50_000
"""Documents of one upload, those that are refused too: each has its place in the answer."""
_STILL = 10
"""Looks without a change after which the library's log is emptied."""


def _write_json(response: AskResponse) -> bytes:
    return response.model_dump_json().encode()


class Service:
    """What the routes call. Until `load` is through, all that needs the library says 503."""

    def __init__(self, settings: Settings, metrics: Metrics, sandbox: Sandbox | None = None) -> None:
        self.settings = settings
        self.metrics = metrics
        self.failure: Exception | None = None
        self._retriever: Retriever | None = None
        self._refresher: Refresher | None = None
        self._sandbox = sandbox or Sandbox()
        self._waiting = 0
        self._asking = CapacityLimiter(settings.concurrency)
        self._threads = CapacityLimiter(math.inf)  # who has a turn has a thread
        self.bodies = Bodies()
        self._images = PageImages(self._sandbox)
        self._drawing = CapacityLimiter(_DRAWN)
        self._listing = CapacityLimiter(1)
        self._stopping = False
        self.uploads = Uploads(settings.max_uploads, settings.upload_seconds)

    def load(self) -> None:
        """Open the library (made from the bundled release where there is none) and load the model: seconds.

        A failure is kept in `failure` and said to whoever asks.
        """
        try:
            retriever = open_or_make(self.settings, _log.warning)
            _wake(retriever)
            self._refresher = Refresher(retriever)
        except Exception as error:  # noqa: BLE001 - nobody waits for this thread, so whoever asks is told
            self.failure = error
            return
        library = retriever.library
        self.metrics.library(library.count, lambda: library.generation)
        self._retriever = retriever

    def stop(self) -> None:
        """Take nothing more: what comes, and uploads that wait, are told 503; what runs may go on."""
        self._stopping = True
        self.uploads.stop(self.settings.grace_seconds)

    def close(self) -> None:
        """Give the library back."""
        self.uploads.close()
        self._sandbox.close()
        if self._refresher is not None:
            self._refresher.close()
        if self._retriever is not None:
            self._retriever.close()

    @property
    def retriever(self) -> Retriever:
        """The retriever. Raises Refused (503) until it is loaded, and where it cannot be."""
        if self._retriever is not None:
            return self._retriever
        if self.failure is not None:
            known = isinstance(self.failure, RujukError)
            why = problems.explain(self.failure, self.settings) if known else "this is our fault; the log says more"
            raise problems.Refused(HTTPStatus.SERVICE_UNAVAILABLE, f"the service cannot answer: {why}")
        raise problems.unavailable("the library is being loaded; ask again in a moment")

    async def ask(self, request: AskRequest, write: Write = _write_json) -> bytes:
        """Answer one question in the thread pool, a few at a time; 503 when too many wait, or it has waited too long.

        `write` says in what shape: by default the contract's JSON.
        """
        retriever = self.retriever
        if self.settings.log_questions:
            logs.note(question=request.question)
        actions.check_question(request, self.settings)
        status, body = await self._in_turn(_answer, retriever, request, self.settings.max_answer_bytes, write)
        self.metrics.question(status)
        return body

    async def list_documents(self, query: DocumentsQuery) -> bytes:
        """Give a page of documents as JSON, one list after the other: however many are wanted, questions go on."""
        library = self.retriever.library
        return await to_thread.run_sync(_list, library, query, self.settings.max_answer_bytes, limiter=self._listing)

    async def outline(self, document_id: str) -> bytes:
        """Give a document's outline as JSON, as lists are given. Raises UnknownDocument."""
        library = self.retriever.library
        return await to_thread.run_sync(_outline, library, document_id, limiter=self._listing)

    async def verify(self, citation: ClaimedCitation) -> VerifyResponse:
        """Check one citation in the thread pool, in turn with questions; 503 when too many wait already."""
        return await self._in_turn(actions.verify_citation, self.retriever.library, citation)

    async def draw_page(self, document_id: str, page: int, known: str) -> tuple[str, bytes | None]:
        """Draw a page as `PageImages.draw` does, a few at a time; 503 when too much waits already."""
        library = self.retriever.library

        def draw() -> tuple[str, bytes | None]:
            require_reached(library.document(document_id))
            return self._images.draw(library, document_id, page, known)

        return await self._in_turn(draw, limiter=self._drawing)

    async def _in_turn(
        self,
        work: Callable[[Unpack[Arguments]], Result],
        *arguments: *Arguments,
        limiter: CapacityLimiter | None = None,
    ) -> Result:
        if self._stopping:
            raise problems.unavailable("the service is stopping; ask again in a moment")
        if self._waiting >= self.settings.max_waiting:
            raise problems.unavailable(f"{self._waiting} questions are waiting already; ask again in a moment")
        self._waiting += 1
        try:
            async with self._turn(limiter or self._asking):
                return await to_thread.run_sync(work, *arguments, limiter=self._threads)
        finally:
            self._waiting -= 1

    @asynccontextmanager
    async def _turn(self, limiter: CapacityLimiter) -> AsyncIterator[None]:
        """Have one of the limiter's places. Raises Refused (503) where none comes free in time."""
        most = self.settings.max_wait_seconds
        try:
            with fail_after(most):
                await limiter.acquire()
        except TimeoutError:
            raise problems.unavailable(f"no turn came within {most:g} seconds; ask again in a moment") from None
        try:
            yield
        finally:
            limiter.release()

    async def add(
        self, data: BinaryIO, name: str, client: str, *, collection: str | None = None
    ) -> list[AddedDocument]:
        """Read an upload and add its documents, in a thread of its own that takes turns with other uploads'.

        `collection` is that of the documents that name none.
        One that takes too long ends with a refusal, and what it added before stays. 503 where the service stops first.
        """
        retriever = self.retriever

        def read_and_add(upload: Upload) -> list[AddedDocument]:
            sandbox = self._sandbox.interruptible()
            upload.interrupt_by(sandbox.interrupt)
            read = read_bytes(
                data.read(),
                name,
                origin=origin_of_upload(name, collection),
                collection=collection,
                sandbox=sandbox,
                detect=retriever.detect,
                keep=self.settings.kept_bytes,
            )
            apart = keep_apart(retriever.library, _end_after(_MOST_DOCUMENTS, upload.aside(read)))
            items = refuse_unreached(retriever.library, apart, name)
            added = []
            try:
                for each in actions.add_documents(retriever, items, name, name, upload.pause):
                    added.append(each)
                    self._changed()
            except UploadEnded as end:
                detail = f"{end}; {sum(each.id is not None for each in added)} documents of it were added"
                added.append(AddedDocument(path=name, id=None, status="refused", detail=detail))
            return added

        return await self.uploads.run(client, read_and_add)

    def remove(self, document_id: str) -> None:
        """Take a document out of the library. Raises UnknownDocument, LibraryBusy."""
        self.retriever.remove(document_id)
        self._changed()

    def _changed(self) -> None:
        if self._refresher is not None:
            self._refresher.wake()


class Refresher:
    """A thread that brings the indexes up to date with the library before a question needs them, until closed.

    It sees what this process or another changes within `interval` seconds, and at once when it is woken. A question
    does not rely on it: one that comes sooner brings the indexes up to date itself. It opens the library anew that lies
    in the place of the one that was open; until then whoever asks is told. A while after the last change it moves what
    the library's log holds into its file.
    """

    def __init__(self, retriever: Retriever, interval: float = 0.1) -> None:
        self._retriever = retriever
        self._interval = interval
        self._woken = threading.Event()
        self._changes: Changes | None = None
        self._still = 0
        self._closed = False
        self._said = set[str]()
        self._thread = threading.Thread(target=self._follow, name="refreshing", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look now: something was changed."""
        self._woken.set()

    def close(self) -> None:
        """End the thread; when this returns it has let go of the library."""
        self._closed = True
        self._woken.set()
        self._thread.join()

    def _follow(self) -> None:
        try:
            while not self._closed:
                self._look()
                self._woken.wait(self._interval)
                self._woken.clear()
        finally:
            self._let_go()

    def _look(self) -> None:
        try:
            with self._retriever.library.watched():
                self._follow_changes()
        except LibraryReplaced as replaced:
            self._reopen(replaced)
        except RujukError as error:
            self._say(error)

    def _follow_changes(self) -> None:
        self._changes = self._changes or self._retriever.library.changes()
        if self._changes.any():
            self._retriever.refresh()
            self._said.clear()
            self._still = 0
        else:
            self._still += 1
            if self._still == _STILL:
                self._retriever.library.settle()

    def _let_go(self) -> None:
        if self._changes is not None:
            self._changes.close()
            self._changes = None

    def _reopen(self, replaced: LibraryReplaced) -> None:
        self._let_go()  # or SQLite would take the index of the old file's log for that of the new one
        try:
            self._retriever.library.reopen()
            _log.warning("the library in its place was opened, at generation %d", self._retriever.refresh())
        except (LibraryNotFound, LibraryBusy):
            self._say(replaced)
        except RujukError as error:
            self._say(error)

    def _say(self, error: RujukError) -> None:
        """Log each reason once until the library is followed again: whoever asks is told."""
        if str(error) not in self._said:
            self._said.add(str(error))
            _log.warning("the library cannot be followed: %s", error)


def _wake(retriever: Retriever) -> None:
    """Load indexes, model and word lists, so that no client need wait for them."""
    try:
        retriever.ask("Is the library ready to answer?")
    except LibraryForeign as error:  # whoever asks for what is damaged is told; the rest is answered
        _log.error("%s", error)


def _list(library: Library, query: DocumentsQuery, most: int) -> bytes:
    return actions.list_documents(library, query, most).model_dump_json().encode()


def _end_after(most: int, items: Iterable[Item]) -> Iterator[Item]:
    """Give so many items. Raises UploadEnded where there are more."""
    for number, item in enumerate(items):
        if number == most:
            raise UploadEnded(f"it holds more than {most:,} documents; divide it")
        yield item


def _outline(library: Library, document_id: str) -> bytes:
    with library.reading() as snapshot:
        require_reached(snapshot.document(document_id))
        outline = Outline.of(snapshot.read_document(document_id), snapshot.find_original(document_id))
    return outline.model_dump_json().encode()


def _answer(retriever: Retriever, request: AskRequest, most: int, write: Write = _write_json) -> tuple[Status, bytes]:
    """Answer, and write the body, which is then sent as it is: the event loop has the less to do.

    An answer of more than `most` bytes, which documents with very long words or headings make, loses its last passages.
    """
    with telemetry.span("answer"):
        response = actions.answer_question(retriever, request)
    body = write(response)
    while len(body) > most and len(response.passages) > 1:
        response = response.with_passages(len(response.passages) // 2)
        body = write(response)
    return response.status, body
