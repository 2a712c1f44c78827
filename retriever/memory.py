"""Memory that was freed, handed back to the system."""

import ctypes
import sys


def give_back() -> None:
    """Hand back what was freed: glibc keeps it, after a start a fifth of what a server holds. Takes milliseconds."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # which other C libraries do not have
        if trim is not None:
            trim(0)
