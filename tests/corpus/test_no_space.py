"""A disk that is full, fails or is read-only: an error of ours that says what to do, and the old state answers."""

import os
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import pytest

from corpus.backup import back_up
from corpus.errors import LibraryError
from corpus.integrity import check
from corpus.library import Library
from tests.corpus.conftest import ENCODING, document, encoded

SMALL, LARGE = document("Small."), document("Large. " * 100_000, "large")


@contextmanager
def _mounted(place: Path) -> Iterator[None]:
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root can make a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    with _mounted(place):
        yield place


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond 300 kB: a write beyond that fails, as on a disk with a fault."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_on_a_full_disk_nothing_is_lost(small_disk: Path) -> None:
    library = Library.create(small_disk / "library")
    library.add(SMALL, encoded(SMALL), ENCODING)
    for _ in range(2):
        with pytest.raises(LibraryError, match=r"full.*nothing was changed; free some space"):
            library.add(LARGE, encoded(LARGE), ENCODING)
        assert (library.text("a"), library.generation) == ("Small.", 1)
    _fill(small_disk)
    with pytest.raises(LibraryError, match=r"cannot write the back-up .*no back-up was made"):
        back_up(library, small_disk / "copy")
    (small_disk / "filler").unlink()
    assert sorted(path.name for path in small_disk.iterdir()) == ["library"]
    assert check(library.file, beside=library.folder).damage == []
    library.remove("a")
    assert library.documents() == []
    library.close()


@pytest.mark.usefixtures("small_files")
def test_where_writing_fails_nothing_is_lost(tmp_path: Path) -> None:
    library = Library.create(tmp_path / "library")
    library.add(SMALL, encoded(SMALL), ENCODING)
    with pytest.raises(LibraryError, match="nothing was changed; see whether its disk is full or failing"):
        library.add(LARGE, encoded(LARGE), ENCODING)
    assert (library.text("a"), library.generation) == ("Small.", 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.getrlimit(resource.RLIMIT_FSIZE)[1],) * 2)
    library.add(LARGE, encoded(LARGE), ENCODING)
    assert check(library.file, beside=library.folder).damage == []
    library.close()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A library of one document in a folder that cannot be written: for root, whom a mode does not stop, a disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with _mounted(folder) if os.geteuid() == 0 else nullcontext():
        library = Library.create(folder)
        library.add(SMALL, encoded(SMALL), ENCODING)
        library.close()
        if os.geteuid() == 0:
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        else:
            library.file.chmod(0o444)
            folder.chmod(0o555)
        yield folder
    folder.chmod(0o755)


def test_a_library_that_cannot_be_written_answers(read_only: Path) -> None:
    library = Library.open(read_only)
    assert library.text("a") == "Small."
    assert check(library.file, beside=library.folder).damage == []
    for change in (lambda: library.add(LARGE, encoded(LARGE), ENCODING), lambda: library.remove("a")):
        with pytest.raises(LibraryError, match="make the file and its folder writable"):
            change()
    assert library.text("a") == "Small."
    library.close()


def _fill(place: Path) -> None:
    with (place / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
