"""Back up a library into one file, atomically, while others read and write it."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.connection import translated
from corpus.durable import create_private, publish
from corpus.errors import InputRefused, LibraryError, LibraryForeign
from corpus.integrity import Health, Progress, check
from corpus.library import FILE, Library
from corpus.sqlite_storage import SQLiteStorage

_PAGES = 1024
"""Pages copied between two words of progress: 4 MiB."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A back-up that was made and checked: its generation, how many documents it holds, and its size in bytes."""

    generation: int
    documents: int
    size: int


def back_up(library: Library, file: Path, *, force: bool = False, progress: Progress | None = None) -> Backup:
    """Write the library's current generation into a file; durable when this returns.

    The back-up is written to a draft in the same folder, checked, then renamed. `force` replaces an existing file.
    `progress` gets the pages copied and the total. Raises InputRefused where the file may not be written or replaced,
    LibraryForeign where the library is damaged, LibraryBusy, LibraryError.
    """
    storage = library.storage
    if not isinstance(storage, SQLiteStorage):
        raise InputRefused(f"{library.location} is backed up with pg_dump; docs/operations.md says how")
    try:
        _refuse(library, file, force=force)
        with _draft(file) as draft:
            _copy(storage, draft, file, progress or (lambda _done, _total: None))
            health = check(draft)
            if health.damage:
                raise LibraryForeign(f"the library is damaged, and no back-up was made: {_some(health)}")
            _publish(draft, file, force=force)
            return Backup(health.generation, health.documents, file.stat().st_size)
    except OSError as error:
        raise LibraryError(
            f"cannot write the back-up {file}: {error.strerror or error}; no back-up was made"
        ) from error


def _refuse(library: Library, file: Path, *, force: bool) -> None:
    if file.is_dir():
        raise InputRefused(f"{file} is a folder; name the file to write")
    if file.parent.resolve() == library.folder.resolve() and file.name.startswith(FILE):
        raise InputRefused(f"{file} is a file of the library itself; name another place")
    if file.exists() and library.file.samefile(file):
        raise InputRefused(f"{file} is the library itself; name another file")
    if file.exists() and not force:
        raise InputRefused(f"{file} exists already; name another file, or replace it with --force")


@contextmanager
def _draft(file: Path) -> Iterator[Path]:
    """Give a file to write in a folder of its own, beside the one that it is to become; what a killed run left goes."""
    folder = file.parent / f".{file.name}.writing"
    try:
        folder.mkdir(exist_ok=True)
        with FileLock(folder / "lock", timeout=0):
            try:
                for left in folder.glob("draft*"):
                    left.unlink()
                yield folder / "draft"
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Timeout as error:
        raise InputRefused(f"another process is writing {file}; let it finish") from error


def _copy(storage: SQLiteStorage, draft: Path, file: Path, progress: Progress) -> None:
    def told(_status: int, remaining: int, total: int) -> None:
        progress(total - remaining, total)

    create_private(draft)
    with (
        translated(draft),
        closing(sqlite3.connect(draft, isolation_level=None)) as target,
        storage.holding() as held,  # else each change by others would make it start again
    ):
        try:
            held.backup(target, pages=_PAGES, progress=told, sleep=0)
        except sqlite3.OperationalError as error:
            raise LibraryError(f"cannot write the back-up {file}: {error}; no back-up was made") from error


def _publish(draft: Path, file: Path, *, force: bool) -> None:
    try:
        publish(draft, file, replace=force)
    except FileExistsError as error:
        raise InputRefused(f"{file} exists by now; name another file, or replace it with --force") from error


def _some(health: Health) -> str:
    first = health.damage[0]
    more = f", and {len(health.damage) - 1} more" if len(health.damage) > 1 else ""
    return f"{first.document or 'its file'}: {first.what}{more}; `rujuk check` names all"
