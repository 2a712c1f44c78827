"""Which files a list of paths means, the label under which each is shown, and how one is opened."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from corpus.errors import DocumentRefused
from ingest.text import shown

_READ: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Without a wait for whoever may write into a pipe that was put there."""


def walk(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """Give the files meant by `paths`, each once, with the label that readers are shown.

    Of a folder: the regular files below it, by name within each folder, under their path in it. Hidden files and
    folders are passed over, and so are links out of the folder. Of a file: itself, under its name. A folder that
    cannot be listed is given too, so that reading it says so. Raises DocumentRefused for a path that is not there or
    may not be looked at.
    """
    seen: set[Path] = set()
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            raise DocumentRefused(f"{shown(str(path))} cannot be read: {error.strerror}") from error
        for file in _below(path) if path.is_dir() else [path]:
            real = resolve(file)
            if real not in seen:
                seen.add(real)
                yield file, shown(path.name if file == path else file.relative_to(path).as_posix())


def _below(folder: Path) -> Iterator[Path]:
    root = resolve(folder)
    pending = [(folder, True)]
    while pending:
        path, is_folder = pending.pop()
        if is_folder:
            try:
                with os.scandir(path) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name, reverse=True)
            except OSError:
                yield path
                continue
            pending.extend(
                (Path(entry.path), entry.is_dir(follow_symlinks=False))
                for entry in inside
                if not entry.name.startswith(".") and (entry.is_dir(follow_symlinks=False) or entry.is_file())
            )
        elif resolve(path).is_relative_to(root):
            yield path


def resolve(path: Path) -> Path:
    """Give the path without links; of links that lead in a circle, as far as they lead."""
    return Path(os.path.realpath(path))


def open_file(path: Path, within: Path | None = None) -> BinaryIO:
    """Open a regular file; with `within`, a folder without links in its path, one that lies below it and no other.

    Whoever may write into that folder may put a link in the place of what was looked at: no link is followed that was
    put there since. Raises DocumentRefused for what lies outside or is no regular file, OSError.
    """
    if within is None or os.open not in os.supports_dir_fd:
        opened = os.open(path, _READ)
    else:
        opened = _open_below(within, resolve(path))
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise DocumentRefused("it is not a regular file")
    return os.fdopen(opened, "rb")


def _open_below(root: Path, real: Path) -> int:
    if root not in real.parents:
        raise DocumentRefused("it lies outside of the folder")
    *folders, name = real.relative_to(root).parts
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for each in folders:
            below = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = below
        return os.open(name, _READ | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)
