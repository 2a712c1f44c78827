"""How this process uses its machine: the memory that it keeps, and the work that lets questions go first."""

import contextlib
import ctypes
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from typing import TypeVar

Result = TypeVar("Result")

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_ARENAS = 2
_BACKGROUND_NICENESS = 5
"""How much nicer background work is: of a busy core it gets a quarter, of an idle one all."""


def limit_arenas() -> None:
    """Let threads share glibc's heaps, before there are any: each keeps what was freed in it, 15 MB in all."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_ARENA_MAX, _ARENAS)


def release_memory() -> None:
    """Hand freed memory back: glibc keeps it, after a start a fifth of what a server holds. Takes milliseconds."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # which other C libraries do not have
        if trim is not None:
            trim(0)


def lower_priority() -> None:
    """Let this process, and those that it starts, work behind others, where the system has priorities."""
    if hasattr(os, "nice"):
        os.nice(_BACKGROUND_NICENESS)


def lower_thread_priority() -> None:
    """Let this thread, and those that it starts, work behind the process's others; only Linux can."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + _BACKGROUND_NICENESS)


def run_in_background(work: Callable[[], Result], name: str) -> "Future[Result]":
    """Do the work in a thread of low priority of its own, which does not keep the process alive."""
    future: Future[Result] = Future()

    def run() -> None:
        lower_thread_priority()
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(work())
            except BaseException as error:  # noqa: BLE001 - whoever waits for it is told
                future.set_exception(error)

    # In the context that it was asked for in: what it logs has the request's id.
    threading.Thread(target=copy_context().run, args=(run,), name=name, daemon=True).start()
    return future
