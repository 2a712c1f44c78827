"""Refreshing: a thread that brings the indexes to the library as it is, so that questions find them so."""

import logging
import sqlite3
import threading

from corpus.connection import Changes
from corpus.errors import RujukError
from retriever.retriever import Retriever

_log = logging.getLogger("rujuk")
_LOOK_SECONDS = 0.1


class Refresher:
    """Follows the library that a retriever answers from, until closed.

    It sees what this process or another changes within `_LOOK_SECONDS`, and at once when it is woken. A question does
    not rely on it: one that comes sooner brings the indexes up to date itself.
    """

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._woken = threading.Event()
        self._changes = Changes(retriever.library.file)
        self._closed = False
        self._said = ""
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
                self._woken.wait(_LOOK_SECONDS)
                self._woken.clear()
        finally:
            self._changes.close()

    def _look(self) -> None:
        try:
            if self._changes.any():
                self._retriever.refresh()
                self._said = ""
        except (RujukError, sqlite3.Error) as error:  # whoever asks is told; whoever reads the log needs it once
            if str(error) != self._said:
                self._said = str(error)
                _log.warning("the library cannot be followed: %s", error)
