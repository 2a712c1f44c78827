"""Which files a list of paths means, and the label under which each is shown."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import DocumentRefused
from ingest.text import shown


def walk(paths: Iterable[Path]) -> Iterator[tuple[Path, str]]:
    """The files meant by `paths`, each once, with the label that readers are shown.

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
            real = file.resolve()
            if real not in seen:
                seen.add(real)
                yield file, shown(path.name if file == path else file.relative_to(path).as_posix())


def _below(folder: Path) -> Iterator[Path]:
    root = folder.resolve()
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
        elif path.resolve().is_relative_to(root):
            yield path
