"""Uploads: a few at once, in turns, each within its time, and none for a client that has gone.

And whether one is a new version of the document of its name, or another document that is called so too.
"""

import asyncio
import re
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import replace
from typing import Any, Final, TypeVar
from weakref import WeakValueDictionary

from anyio import CancelScope

from api import problems
from api.process import run_in_background
from corpus import provenance
from corpus.documents import DEFAULT_COLLECTION, Document, former_member_origin
from corpus.errors import RujukError
from corpus.library import Library
from corpus.provenance import FromFile
from ingest import Refused

Item = TypeVar("Item")
Result = TypeVar("Result")

_AT_WORK = 4
"""Uploads that are read and added at once; each may hold a file of the largest size in memory."""
_CLOSING_SECONDS = 5
_TELLING_SECONDS = 2
"""Of the grace, for those at work to end their step and say what was added."""
_STOPPING = "the service is stopping; nothing of this was added; try again in a moment"
_APART: Final = "#"
"""What stands in an origin between the name that several documents have and what tells them apart."""
_WORD: Final = re.compile(r"\w+")
_SHINGLE: Final = 3
"""Words in a row that are compared."""
_SAME: Final = 0.5
"""Share of these that two versions of a document have in common, at least."""
_COMPARED: Final = 20
"""Documents of one name, the newest, that an upload is compared with."""
_MOST: Final = 200_000
"""Code points of each text that are compared."""


class UploadEnded(RujukError):
    """An upload is to go no further: its time is up, its client has gone, or the service stops."""


class Turns:
    """A lock that is given in the order in which it was asked for, so that threads can work in turns."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[object] = deque()

    def take(self) -> None:
        """Wait until it is this thread's turn."""
        ticket = object()
        with self._changed:
            self._waiting.append(ticket)
            self._changed.wait_for(lambda: self._waiting[0] is ticket)

    def give(self) -> None:
        """Let the next one have its turn."""
        with self._changed:
            self._waiting.popleft()
            self._changed.notify_all()


class Upload:
    """One upload at work: it takes turns with others, and ends when it must."""

    def __init__(self, turns: Turns, seconds: float) -> None:
        self._turns = turns
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._ended: str | None = None
        self._interrupt: Callable[[], None] = lambda: None

    def end(self, why: str) -> None:
        """Go no further than the step that is being done, which is interrupted where it can be."""
        self._ended = self._ended or why
        self._interrupt()

    def interrupt_by(self, interrupt: Callable[[], None]) -> None:
        """Have `interrupt` called when this is to go no further."""
        self._interrupt = interrupt
        if self._ended is not None:
            interrupt()

    def pause(self) -> None:
        """Let others have their turn, between two steps. Raises UploadEnded where it is to go no further."""
        self._turns.give()
        self._turns.take()
        self.check()

    def check(self) -> None:
        """Raise UploadEnded where it is to go no further."""
        if self._ended is not None:
            raise UploadEnded(self._ended)
        if time.monotonic() > self._deadline:
            raise UploadEnded(f"adding it took longer than {self._seconds:g} seconds; divide it")

    def aside(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, each made while others have their turn: reading a file is no work that they must wait for."""
        iterator = iter(items)
        while True:
            self._turns.give()
            try:
                item = next(iterator, None)
            finally:
                self._turns.take()
            self.check()
            if item is None:
                return
            yield item


class Uploads:
    """Takes at most `most` uploads at once, each for at most `seconds`; of one client one after the other."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._turns = Turns()
        self._places = asyncio.Semaphore(_AT_WORK)
        self._clients: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._held = 0
        self._stopped = False
        self._waiting = set[CancelScope]()
        self._running: dict[Upload, Future[Any]] = {}

    def hold(self) -> AbstractContextManager[object]:
        """Hold one of the places, from before a body is read. Raises Refused (503) where none is left."""
        if self._stopped:
            raise problems.unavailable(_STOPPING)
        if self._held >= self._most:
            raise problems.unavailable(f"{self._held} uploads are being taken already; try again in a moment")
        self._held += 1
        stack = ExitStack()
        stack.callback(self._let_go)
        return stack

    def _let_go(self) -> None:
        self._held -= 1

    async def run(self, client: str, work: Callable[[Upload], Result]) -> Result:
        """Do the work in a thread, when the client's earlier uploads are done and few enough others are at work.

        Raises Refused (503) where the service stops before it begins. Cancelled, the work goes no further.
        """
        lock = self._clients.setdefault(client, asyncio.Lock())
        with ExitStack() as held:
            with CancelScope() as waiting:
                self._waiting.add(waiting)
                try:
                    for each in (lock, self._places):
                        await each.acquire()
                        held.callback(each.release)
                finally:
                    self._waiting.discard(waiting)
            if self._stopped:
                raise problems.unavailable(_STOPPING)
            return await self._work(work, held)

    def stop(self, grace_seconds: float) -> None:
        """Take no other upload: those that wait are told, those at work go on until the grace is nearly over."""
        self._stopped = True
        for waiting in self._waiting:
            waiting.cancel()
        going_on = max(grace_seconds - _TELLING_SECONDS, grace_seconds / 2)
        asyncio.get_running_loop().call_later(going_on, self._end_all)

    def close(self) -> None:
        """End those at work, and wait a moment for them."""
        self._end_all()
        wait(list(self._running.values()), _CLOSING_SECONDS)

    def _end_all(self) -> None:
        for upload in list(self._running):
            upload.end("the service stops")

    async def _work(self, work: Callable[[Upload], Result], held: ExitStack) -> Result:
        """Do the work, and give back what is `held` for it when it ends: that of a client who leaves may go on.

        Nothing is taken from `held` where no thread can be started.
        """
        upload = Upload(self._turns, self._seconds)

        def in_turn() -> Result:
            self._turns.take()
            try:
                return work(upload)
            finally:
                self._turns.give()

        future = run_in_background(in_turn, "adding")
        work_holds = held.pop_all()
        self._running[upload] = future
        loop = asyncio.get_running_loop()

        def let_go(_: object) -> None:
            with suppress(RuntimeError):  # the loop is closed: the service has stopped
                loop.call_soon_threadsafe(work_holds.close)

        future.add_done_callback(let_go)
        future.add_done_callback(lambda _: self._running.pop(upload, None))
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            upload.end("its client has gone")
            raise


def origin_of_upload(name: str, collection: str | None) -> str:
    """The origin of an upload of that bare name: names are apart in each collection, as their authors are."""
    return f"upload:{name}" if collection in (None, DEFAULT_COLLECTION) else f"upload:{collection}/{name}"


def keep_apart(library: Library, items: Iterable[Document | Refused]) -> Iterator[Document | Refused]:
    """What was read from an upload, each document as `_apart` gives it. Raises LibraryError, LibraryBusy."""
    return (_apart(library, item) if isinstance(item, Document) else item for item in items)


def _apart(library: Library, document: Document) -> Document:
    """The document with an origin of its own where those of its name in the library are others; as it is elsewhere.

    A new version replaces the most similar one.
    """
    origin = document.origin
    if origin is None or not origin.startswith("upload:"):
        return document
    namesakes = _find_namesakes(library, origin)
    if not namesakes:
        return document
    with library.reading() as snapshot:
        newest = namesakes[-_COMPARED:]
        likeness, known, nearest = max((_likeness(snapshot.text(each), document.text), each, at) for each, at in newest)
    if likeness >= _SAME:
        return replace(document, origin=nearest)
    said = f"another document of this name is in the library as {known}; remove that if this one replaces it"
    return replace(document, origin=f"{origin}{_APART}{document.sha256[:16]}", remarks=(*document.remarks, said))


def _find_namesakes(library: Library, origin: str) -> list[tuple[str, str]]:
    """Find the ids and the origins of the documents of that name; an origin of earlier versions becomes one of now."""
    former = former_member_origin(origin)
    with library.reading() as snapshot:
        found = provenance.origins_under(snapshot, [origin, former] if former else [origin], _APART)
    if former is None:
        return found
    namesakes = []
    for each, at in found:
        place = origin + at.removeprefix(former) if _has_name(at, former) else at
        moved = place == at or provenance.rename(library, FromFile(each, at, record=False), place)
        if moved and _has_name(place, origin):
            namesakes.append((each, place))
    return namesakes


def _has_name(at: str, origin: str) -> bool:
    return at == origin or at.startswith(f"{origin}{_APART}")


def _likeness(one: str, other: str) -> float:
    """The share of what both texts say that they say in the same words, from 0 to 1."""
    if one == other:
        return 1.0
    first, second = _shingles(one), _shingles(other)
    both = (first | second).total()
    return (first & second).total() / both if both else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text[:_MOST].casefold())
    return Counter(tuple(words[place : place + _SHINGLE]) for place in range(max(1, len(words) - _SHINGLE + 1)))
