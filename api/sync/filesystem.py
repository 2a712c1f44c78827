"""What has become of a file that was read once: whether it has changed, and whether it has gone for sure."""

import os
import stat
from pathlib import Path

Mark = tuple[int, int, int] | None
"""What changes with a file: its size, its time, its number; None while there is none."""


def mark(path: Path) -> Mark:
    """The file's mark as it is now."""
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


def standing(file: str, root: Path) -> Path | None:
    """The nearest folder above the file that is there, up to `root`; None where none is, and for `root` itself."""
    if Path(file) == root:
        return None
    folder = Path(file).parent
    while not folder.is_dir():
        if folder in (root, folder.parent):
            return None
        folder = folder.parent
    return folder


def is_bare(folder: Path) -> bool:
    """Whether a folder shows nothing, as the place of a disk does that is not mounted, or may not be looked into."""
    try:
        with os.scandir(folder) as entries:
            return all(entry.name.startswith(".") for entry in entries)
    except OSError:
        return True
