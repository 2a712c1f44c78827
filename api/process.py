"""Memory that was freed, handed back to the system."""

import ctypes
import sys

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_ARENAS = 2


def few_arenas() -> None:
    """Let threads share glibc's heaps, before there are any: each keeps what was freed in it, 15 MB in all."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Hand back what was freed: glibc keeps it, after a start a fifth of what a server holds. Takes milliseconds."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # which other C libraries do not have
        if trim is not None:
            trim(0)
