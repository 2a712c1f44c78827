"""Who goes first on a busy machine: questions are waited for, and adding can take its time."""

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

Result = TypeVar("Result")

_BEHIND = 5
"""How much nicer work is that nobody waits for: of a busy core it gets a quarter, of an idle one all."""


def step_back() -> None:
    """Let this process, and those that it starts, work behind others, where the system knows such a thing."""
    if hasattr(os, "nice"):
        os.nice(_BEHIND)


def step_back_thread() -> None:
    """Let this thread, and those that it starts, work behind the process's others; only Linux can."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _BEHIND)


class Behind:
    """A thread that does one thing after the other, behind the process's others; it does not keep the process."""

    def __init__(self, name: str) -> None:
        self._waiting: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[], Result]) -> "Future[Result]":
        """Do that when its turn comes, unless its future is cancelled before."""
        future: Future[Result] = Future()
        self._waiting.put((future, work))
        return future

    def close(self) -> None:
        """Do what was submitted, and end."""
        self._waiting.put(None)
        self._thread.join()

    def _work(self) -> None:
        step_back_thread()
        while (given := self._waiting.get()) is not None:
            future, work = given
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(work())
                except BaseException as error:  # noqa: BLE001 - whoever waits for it is told
                    future.set_exception(error)
