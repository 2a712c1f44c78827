"""The rows that a filter leaves, kept from question to question of one generation."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from corpus.filters import EVERYTHING, DocumentFilter
from retriever.index.legs import Mask, Restriction

_MOST: Final = 64
"""Filters that are kept: each takes a bit for every sentence, and nine for every paragraph."""


class Restrictions:
    """Keeps the restrictions of the filters that were asked for last. Safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[DocumentFilter, Restriction | None] = OrderedDict()

    def get(self, within: DocumentFilter, find: Callable[[DocumentFilter], Mask]) -> Restriction | None:
        """Give the filter's restriction; None where it leaves all rows. `find` tells which rows it leaves."""
        if within == EVERYTHING:
            return None
        with self._lock:
            if within in self._kept:
                self._kept.move_to_end(within)
                return self._kept[within]
        rows = find(within)
        made = None if rows.all() else Restriction(rows)
        with self._lock:
            self._kept[within] = made
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)
        return made
