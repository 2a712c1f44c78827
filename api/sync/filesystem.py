"""What has become of a file that was read once: whether it has changed, and whether it has gone for sure."""

import os
import stat
from pathlib import Path

FileState = tuple[int, int, int] | None
"""What changes with a file: its size in bytes, its time in ns, its inode; None while there is none."""


def read_state(path: Path) -> FileState:
    """Read the state of the file as it is now."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def is_gone(file: str) -> bool:
    """Whether there is no such file any more.

    False where that cannot be told: where a folder above it may not be looked into or its disk fails, and for a path
    with a replacement character, which stands for bytes that were no text.
    """
    if "\N{REPLACEMENT CHARACTER}" in file:
        return False
    try:
        return not stat.S_ISREG(os.stat(file).st_mode)  # noqa: PTH116 - Path.is_file takes every error for "no"
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False


def nearest_folder(file: str, root: Path) -> Path | None:
    """The nearest folder above the file that is there, up to `root`; None where none is, and for `root` itself."""
    if Path(file) == root:
        return None
    folder = Path(file).parent
    while not folder.is_dir():
        if folder in (root, folder.parent):
            return None
        folder = folder.parent
    return folder


def shows_nothing(folder: Path) -> bool:
    """Whether a folder shows nothing, as the place of a disk does that is not mounted, or may not be looked into."""
    try:
        with os.scandir(folder) as entries:
            return all(entry.name.startswith(".") for entry in entries)
    except OSError:
        return True
