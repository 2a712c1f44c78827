"""A report's file: whole or not there, and known to be writable before the work that fills it begins."""

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from corpus.durable import write_atomically
from corpus.errors import SettingRefused


@contextmanager
def written_whole(path: Path) -> Iterator[IO[str]]:
    """A draft beside `path`, UTF-8, that takes its name when the block ends, and is removed where it raises.

    Raises SettingRefused at once where `path` cannot be written: no such folder, no right to, not an ordinary file; and
    at the end where it no longer can.
    """
    with ExitStack() as stack:
        with _refused(path):
            if path.exists() and not path.is_file():
                raise SettingRefused(f"cannot write {path}: it is not an ordinary file; name a file")
            # What a link points to is written, not the link.
            stream = stack.enter_context(write_atomically(path.resolve()))
        text = io.TextIOWrapper(stream, encoding="utf-8", write_through=True)
        yield text
        with _refused(path):
            text.flush()
            stack.close()


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """What the file system does not do is said in a line. A loop of links is a RuntimeError, a NUL a ValueError."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise SettingRefused(f"cannot write {path}: {why}; name a file in a folder that is yours") from error
