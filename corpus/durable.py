"""Write files atomically, and cache files whose damage is detected."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

PRIVATE: Final = 0o600
"""Who may read and write what holds a library's words: its owner."""
_NAMED: Final = 40
"""Characters of a file's name that its drafts bear: a name may be as long as the file system allows."""


@contextmanager
def write_atomically(file: Path, *, mode: int | None = None, durable: bool = True) -> Iterator[BinaryIO]:
    """Write a file atomically: give a stream to a draft that replaces the file when the block ends.

    If the block raises, the file stays as it was and the draft is deleted. `mode`: permissions from the first byte on;
    None uses the default. `durable`: sync to disk before returning.
    Raises OSError where it cannot be written, ValueError for a name that no file can have.
    """
    draft = file.with_name(f"{file.name[:_NAMED]}.{secrets.token_hex(8)}.part")
    stream = draft.open("xb")
    try:
        with stream:
            if mode is not None:
                draft.chmod(mode)
            yield stream
        if durable:
            publish(draft, file)
        else:
            draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def create_private(file: Path) -> None:
    """Create an empty file that its owner alone may read and write. Raises OSError, FileExistsError if it is there."""
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))


def find_drafts(file: Path) -> list[Path]:
    """Find the drafts of a file that are being written, or were left by processes that were killed."""
    return [path for path in file.parent.glob("*.part") if path.name.startswith(f"{file.name[:_NAMED]}.")]


def publish(draft: Path, file: Path, *, replace: bool = True) -> None:
    """Give a finished draft the name of a file in the same file system, durably.

    Raises OSError; FileExistsError where the file is there and shall not be replaced.
    """
    _sync(draft)
    if replace:
        draft.replace(file)
    else:
        _link(draft, file)
    _sync(file.parent)


def read_checked(file: Path) -> bytes | None:
    """Read what `write_checked` wrote; None where there is nothing, or it is not as it was written."""
    with contextlib.suppress(OSError, ValueError):
        digest, _, content = file.read_bytes().partition(b"\n")
        if hashlib.sha256(content).hexdigest().encode() == digest:
            return content
    return None


def write_checked(file: Path, content: bytes) -> None:
    """Write a file of a cache with its digest, readable by everybody, in a folder made where needed. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with write_atomically(file, mode=0o644, durable=False) as stream:
        stream.write(hashlib.sha256(content).hexdigest().encode() + b"\n" + content)


def cache_text(file: Path | None, make: Callable[[], str]) -> str:
    """Return the text that `make` makes, cached in the file (if one is given and can be written).

    An empty text is not written. Raises what `make` raises.
    """
    content = read_checked(file) if file else None
    if content is not None:
        return content.decode()
    made = make()
    if file and made:
        with contextlib.suppress(OSError, ValueError):
            write_checked(file, made.encode())
    return made


def _link(draft: Path, file: Path) -> None:
    """Give the draft its name, never over a file that came meanwhile."""
    try:
        os.link(draft, file)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if file.exists():
            raise
        draft.rename(file)


def _sync(path: Path) -> None:
    """Make durable what was written there: a file's bytes, a folder's names."""
    if path.is_dir() and os.name == "nt":  # where a folder cannot be opened, and its names need no syncing
        return
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
