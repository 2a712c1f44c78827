"""A copy of a library is the library: verified, or no library at all until it is gone on with."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import integrity, provenance
from corpus.copying import Copied, copy
from corpus.documents import Original
from corpus.errors import InputRefused, LibraryForeign
from corpus.library import Library
from corpus.records import Encoding
from corpus.reembedding import Reembedding
from corpus.storage import Location
from tests.corpus.conftest import ENCODING, Add, document, encoded

OTHER = Encoding("another-model", "e" * 64, 4, 1)


@pytest.fixture
def filled(library: Library, add: Add) -> Library:
    for number in range(4):
        add(document(f"Text {number}.", f"d{number}"))
    add(replace(document("With a file.", "f", origin="/a/f.txt"), original=Original("f.txt", "text/plain", b"bytes")))
    provenance.claim(library, "/a/records.jsonl", ["d1"])
    library.remove("d2")
    return library


@pytest.fixture
def place(tmp_path: Path) -> Location:
    """Where there is no library."""
    return tmp_path / "copy"


def held(library: Library) -> object:
    with library.reading() as snapshot:
        return (
            snapshot.generation,
            snapshot.read_metadata("library"),
            snapshot.documents(),
            list(snapshot.added_since(0)),
            sorted(snapshot.removed_since(0)),
            snapshot.record_files(),
            provenance.origins(snapshot),
            [snapshot.find_original(record.id) for record in snapshot.documents()],
        )


def test_a_copy_holds_what_the_library_holds(filled: Library, place: Location) -> None:
    assert copy(filled, place) == Copied(generation=6, documents=4)
    with closing(Library.open(place)) as made:
        assert held(made) == held(filled)
        assert integrity.check_library(made).damage == []
        assert made.add(document("More.", "m"), encoded(document("More.")), ENCODING).status == "added"
        assert made.generation == 7


def test_one_that_was_stopped_is_no_library_and_is_gone_on_with(
    filled: Library, place: Location, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.copying._AT_ONCE", 1)

    def stop(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(filled, place, progress=stop)
    with pytest.raises(LibraryForeign, match=r"unfinished copy.*again"):
        Library.open(place)
    with pytest.raises(LibraryForeign, match=r"unfinished copy.*again"):
        Library.create(place)
    add(document("Changed.", "d0"))
    add(document("New.", "n"))
    told: list[int] = []
    copy(filled, place, progress=lambda done, _of: told.append(done))
    assert told == [2, 3, 4, 5][-len(told) :]
    assert len(told) < 5
    with closing(Library.open(place)) as made:
        assert held(made) == held(filled)


def test_one_that_was_stopped_before_all_vectors_were_made_anew_has_the_new_ones(
    filled: Library, place: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(filled, place, progress=stop)
    work = Reembedding(filled, OTHER)
    for each in work.documents():
        work.put(each, encoded(each))
    assert work.finish()
    copy(filled, place)
    with closing(Library.open(place)) as made:
        assert held(made) == held(filled)
        made.require(OTHER)


def test_nothing_is_copied_over_a_library_or_another_copy(filled: Library, place: Location, tmp_path: Path) -> None:
    with closing(Library.create(tmp_path / "other")) as other:
        other.add(document("Other."), encoded(document("Other.")), ENCODING)
        with pytest.raises(InputRefused, match="already"):
            copy(filled, tmp_path / "other")

        def stop(_done: int, _of: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            copy(filled, place, progress=stop)
        with pytest.raises(InputRefused, match="another library"):
            copy(other, place)
        assert other.text("a") == "Other."


def test_what_is_damaged_is_not_taken_for_a_copy(filled: Library, place: Location) -> None:
    with filled.writing() as connection:
        connection.execute("UPDATE paragraphs SET headings = '[]' WHERE key = 1")
    with pytest.raises(LibraryForeign, match=r"not whole.*d0"):
        copy(filled, place)
    with pytest.raises(LibraryForeign, match="unfinished"):
        Library.open(place)
