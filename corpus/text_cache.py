"""The texts of large documents, kept in memory once they were found to be as written."""

import threading
from collections import OrderedDict
from typing import Final

_LARGE: Final = 20_000  # code points; a smaller text is read as fast as it is found here
_MOST: Final = 8_000_000


class TextCache:
    """Keeps the texts of large documents, through all of which SQLite would walk for each paragraph.

    They are found to be as written, by their document's key, which is never used twice: right in every generation.

    Safe for many threads. Holds 8 million code points at the most, or one larger text; the longest unused go first.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._texts: OrderedDict[int, str] = OrderedDict()
        self._size = 0

    def get(self, key: int) -> str | None:
        """Give the text if it is kept."""
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
            return self._texts.get(key)

    @staticmethod
    def is_worth(text: str) -> bool:
        """Whether the text is so large that keeping it helps."""
        return len(text) >= _LARGE

    def put(self, key: int, text: str) -> None:
        """Keep a text that was found to be as written, if it is large."""
        if not self.is_worth(text):
            return
        with self._lock:
            if key not in self._texts:
                self._texts[key] = text
                self._size += len(text)
            while self._size > _MOST and len(self._texts) > 1:
                _, gone = self._texts.popitem(last=False)
                self._size -= len(gone)
