"""What must hold after a crash: the library opens, and holds exactly what was said to be done, or that and one step."""

import shutil
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from corpus.integrity import check, check_library
from corpus.library import FILE, Library
from retriever.models.cache import kept
from retriever.retriever import Retriever
from tests.crash.embedding import HashedWords
from tests.crash.work import State, document, word


def inspect(folder: Path, possible: Iterable[State], library: Library) -> State:
    """Check all that is there, and tell which of the possible states it is."""
    documents = _documents(library)
    dimension = _dimension(library)
    found = [
        state
        for state in possible
        if state.documents == documents and dimension in (None, state.dimension) and _beside_is(folder, state)
    ]
    assert found, (documents, dimension, list(possible))
    assert check_library(library).damage == []
    _ask(library, found[0])
    return found[0]


def absent(library: Library, gone: Iterable[tuple[str, int]]) -> None:
    """Check that no word of what went is left in the library's files. It must be closed everywhere."""
    bytes_left = b"".join(path.read_bytes() for path in library.folder.iterdir())
    assert not [each for each in gone if word(*each).encode() in bytes_left]


def _documents(library: Library) -> dict[str, int]:
    """The versions of the documents that are here; each is whole."""
    versions = {}
    with library.reading() as snapshot:
        for record in snapshot.documents():
            versions[record.id] = int(record.title.rpartition("x")[2].rstrip("q"))
            assert snapshot.read_document(record.id) == document(record.id, versions[record.id])
    return versions


def _dimension(library: Library) -> int | None:
    with library.reading() as snapshot:
        return snapshot.encoding.dimension if snapshot.encoding else None


def _beside_is(folder: Path, state: State) -> bool:
    """What is acknowledged to be kept is whole, and so are the back-ups."""
    for name in state.kept:
        if kept(folder / "cache" / name) != {"whole": True}:
            return False
    return all(_restored(folder / name) == documents for name, documents in state.backed_up.items())


def _restored(back_up: Path) -> dict[str, int] | None:
    """What a back-up holds, once it is a library; None where there is none."""
    if not back_up.exists():
        return None
    assert check(back_up).damage == []
    with tempfile.TemporaryDirectory() as name:
        shutil.copy(back_up, Path(name) / FILE)
        with closing(Library.open(Path(name))) as library:
            return _documents(library)


def _ask(library: Library, state: State) -> None:
    """Every document is found by its own word."""
    retriever = Retriever(library, HashedWords(state.dimension))
    for name, version in state.documents.items():
        answer = retriever.ask(word(name, version), top_k=1)
        assert answer.passages[0].document.id == name
        assert word(name, version) in answer.passages[0].quote.text
