"""Uploads: a few at once, in turns, each within its time, and none for a client that has gone."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager, ExitStack, suppress
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from anyio import CancelScope

from api import problems
from api.process import run_in_background
from corpus.errors import RujukError

Item = TypeVar("Item")
Result = TypeVar("Result")

_AT_WORK = 4
"""Uploads that are read and added at once; each may hold a file of the largest size in memory."""
_CLOSING_SECONDS = 5
_TELLING_SECONDS = 2
"""Of the grace, for those at work to end their step and say what was added."""
_STOPPING = "the service is stopping; nothing of this was added; try again in a moment"


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
