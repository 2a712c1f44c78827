"""Watch folders: give the files that have changed there once they have come to rest."""

import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from pathlib import Path

from watchfiles import Change, watch

from api.sync.filesystem import FileState, read_state
from corpus.errors import InputRefused
from ingest.walk import resolve

REST_SECONDS = 1.0
"""How long a file stays as it is before it counts as written whole; one that is gone waits twice as long, so that a
renamed one is known by its new name first."""
_SCAN_SECONDS = 60.0
"""Between two looks at everything: file systems of other machines tell of no change, and a busy one drops some."""
_TICK_SECONDS = 0.2


class SettlingFiles:
    """Paths that have changed lately, until each has stayed as it is for a while. Times are seconds of one clock."""

    def __init__(self, read_state: Callable[[Path], FileState], rest: float = REST_SECONDS) -> None:
        self._read_state = read_state
        self._rest = rest
        self._waiting: dict[Path, tuple[FileState, float]] = {}

    @property
    def paths(self) -> Collection[Path]:
        """Those that wait."""
        return self._waiting.keys()

    def note(self, paths: Iterable[Path], now: float) -> None:
        """These have changed."""
        for path in paths:
            self._waiting[path] = (self._read_state(path), now)

    def settled(self, now: float) -> list[Path]:
        """Those that have come to rest, in the order in which they began to change; they wait no more."""
        rested = []
        for path, (known, since) in list(self._waiting.items()):
            state = self._read_state(path)
            if state != known:
                self._waiting[path] = (state, now)
            elif now - since >= self._rest * (1 if state else 2):
                del self._waiting[path]
                rested.append(path)
        return rested


class FolderWatcher:
    """Follows folders from the moment it is made. `files` gives the files that are meant, as they are now.

    Raises InputRefused for what is no folder, and where the system does not let it follow them.
    """

    def __init__(self, folders: Sequence[Path], files: Callable[[], Iterable[Path]]) -> None:
        for folder in folders:
            if not folder.is_dir():
                raise InputRefused(f"cannot follow {folder}: it is no folder")
        self._given = {resolve(folder): folder for folder in folders}
        self._files = files
        self._known = {file: read_state(file) for file in files()}
        self._settling = SettlingFiles(read_state)

    def retry(self, paths: Iterable[Path]) -> None:
        """Give these once more."""
        self._settling.note(paths, time.monotonic())

    def changes(self) -> Generator[list[Path], None, None]:
        """Batches of paths that have changed and come to rest, or are gone; without end. Blocks."""
        while True:
            there = [folder for folder in self._given if folder.is_dir()]
            if there:
                yield from self._watched(there)
            else:
                time.sleep(_TICK_SECONDS)

    def _watched(self, folders: Sequence[Path]) -> Iterator[list[Path]]:
        """Until one of the folders comes, goes or is another one in its place."""
        tick = int(_TICK_SECONDS * 1000)
        places = [_place(folder) for folder in self._given]
        scan = 0.0
        try:
            for changes in watch(
                *folders,
                watch_filter=None,
                debounce=tick,
                rust_timeout=tick,
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                now = time.monotonic()
                self._settling.note(self._meant(changes), now)
                if now >= scan:
                    self._scan(now)
                    scan = now + _SCAN_SECONDS
                if settled := self._settling.settled(now):
                    self._known.update((path, read_state(path)) for path in settled)
                    yield settled
                if [_place(folder) for folder in self._given] != places:
                    return
        except FileNotFoundError:
            return
        except (OSError, RuntimeError) as error:
            raise InputRefused(f"the system does not let the folders be followed: {error}") from error

    def _scan(self, now: float) -> None:
        found = {file: read_state(file) for file in self._files()}
        changed = [file for file in self._known.keys() | found.keys() if self._known.get(file) != found.get(file)]
        self._settling.note(sorted(changed), now)
        self._known = found

    def _meant(self, changes: Collection[tuple[Change, str]]) -> Iterator[Path]:
        """The files that have changed, under their folders as those were given; none that is hidden or stands outside.

        Of a folder that is new, those in it: they may have come before anybody followed it.
        """
        for change, name in sorted(changes):
            path = Path(name)
            root = next(root for root in self._given if path.is_relative_to(root))
            inside = path.relative_to(root)
            if any(part.startswith(".") for part in inside.parts):
                continue
            given = self._given[root] / inside
            if not path.is_dir():
                if resolve(path).is_relative_to(root):
                    yield given
            elif change == Change.added:
                yield from (file for file in self._files() if file.is_relative_to(given))


def _place(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
