"""Cache recently read rows of a library in memory, after their digests were checked."""

import threading
from collections import OrderedDict
from typing import Final, Generic, TypeVar

from corpus.documents import DocumentRecord
from corpus.records import StoredParagraph

LARGE: Final = 20_000  # code points; a smaller text is read as fast as it is found here
_TEXTS: Final = 8_000_000  # code points
_PARAGRAPHS: Final = 1_000_000  # code points; with all that is decoded beside the words 14 MB
_DOCUMENTS: Final = 1_000_000  # characters of metadata, which take ten times as much when they are decoded
RECORD: Final = 250  # characters that a document without any counts for

Kept = TypeVar("Kept")


class Recent(Generic[Kept]):
    """A least-recently-used cache of checked values, up to a total size of `most`; a larger value is kept alone.

    Safe for many threads.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, tuple[Kept, int]] = OrderedDict()
        self._size = 0

    def get(self, key: object) -> Kept | None:
        """Give what is kept under a key."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: object, value: Kept, size: int = 1) -> None:
        """Keep a value of that size."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = value, size
                self._size += size
            while self._size > self._most and len(self._kept) > 1:
                _, (_, gone) = self._kept.popitem(last=False)
                self._size -= gone


class Memory:
    """What snapshots of one library keep of what they read, so that a question seldom reads it again.

    `texts`: of large documents, through all of which SQLite would walk for each paragraph; by their document's key,
    which is never used twice: right in every generation. `paragraphs` and `documents`: by generation and key.
    """

    def __init__(self) -> None:
        self.texts: Recent[str] = Recent(_TEXTS)
        self.paragraphs: Recent[StoredParagraph] = Recent(_PARAGRAPHS)
        self.documents: Recent[DocumentRecord] = Recent(_DOCUMENTS)
