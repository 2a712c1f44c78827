"""A watermark beside the library: the generation that it has reached, should changes get lost with its log.

SQLite takes a write-ahead log only as far as it is whole. Where one is damaged, or was not copied with its file, the
library opens as it was some changes ago, and nothing in it tells. The watermark, written after each change, does.
"""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from corpus import digests
from corpus.durable import PRIVATE

FILE = "library.sqlite3-mark"


@dataclass(frozen=True, slots=True)
class Watermark:
    """A library, by its random name, and a generation that it has reached."""

    library: str
    generation: int


def write(folder: Path, library: str, generation: int) -> None:
    """Note that this library has reached that generation. Where nothing can be written, there is no watermark."""
    line = f"{library} {generation} {digests.of_row(library, generation).hex()}\n"
    with contextlib.suppress(OSError):
        file = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT, PRIVATE)
        try:
            os.write(file, line.encode())  # over what was there: one write, which a killed process has made or not
        finally:
            os.close(file)


def read(folder: Path) -> Watermark | None:
    """Read the watermark; None where there is none that can be read.

    Read it before the library, which others may bring further meanwhile.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        library, generation, digest = (folder / FILE).read_text("utf-8").splitlines()[0].split(" ")
        if bytes.fromhex(digest) == digests.of_row(library, int(generation)):
            return Watermark(library, int(generation))
    return None
