"""The files that documents were read from: kept, read, checked and removed with them."""

import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from corpus import schema
from corpus.backup import back_up
from corpus.documents import Document, Original, Span
from corpus.errors import LibraryForeign, OriginalNotKept
from corpus.integrity import check
from corpus.library import FILE, Library
from corpus.places import SCALE, PlacedLine, Region, pack
from tests.corpus.conftest import ENCODING, Add, document, encoded

MARK = b"zqORIGINALqz"
BOXES = np.array([[0, 0, 100, 200], [100, 0, 200, 200], [200, 0, 300, 200]], dtype=np.uint16)


def original(data: bytes = MARK * 1000) -> Original:
    return Original("a b.pdf", "application/pdf", data, (pack([]), pack([PlacedLine(0, BOXES)])))


def kept(text: str = "One.", data: bytes = MARK * 1000) -> Document:
    return replace(document(text, origin="/x/a.pdf"), original=original(data))


def files_hold(folder: Path, mark: bytes) -> bool:
    return any(mark in path.read_bytes() for path in folder.iterdir())


def test_it_is_read_back_as_it_was(library: Library, add: Add) -> None:
    add(kept())
    with library.reading() as snapshot:
        record, data = snapshot.read_original("a")
        assert (record.name, record.media_type, record.size, record.pages) == ("a b.pdf", "application/pdf", 12_000, 2)
        assert data == MARK * 1000
        key = snapshot.document("a").key
        assert snapshot.find_regions(key, Span(0, 3), "One") == (Region(2, 0.0, 0.0, 300 / SCALE, 200 / SCALE),)
        assert snapshot.find_regions(key, Span(0, 4), "One.") == ()  # where the full stop stands is not known
    assert check(library.file).damage == []


def test_one_without_is_said_to_have_none(library: Library, add: Add) -> None:
    add(document("One."))
    with library.reading() as snapshot:
        assert snapshot.find_original("a") is None
        with pytest.raises(OriginalNotKept, match="--keep-original"):
            snapshot.read_original("a")


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_nothing_of_it_is_left_when_its_document_goes(how: str, library: Library, add: Add) -> None:
    add(kept())
    add(document("Other.", "b"))
    assert files_hold(library.folder, MARK)
    if how == "removed":
        library.remove("a")
    else:
        add(document("Two.", origin="/x/a.pdf"))
    assert not files_hold(library.folder, MARK)
    assert check(library.file).damage == []


def test_a_large_library_holds_nothing_of_it_once_it_is_tidied(library: Library, add: Add) -> None:
    add(kept(data=bytes(range(256)) * 20_000 + MARK))
    library.remove("a")
    library.tidy()
    assert not files_hold(library.folder, MARK)


def test_a_back_up_holds_it(library: Library, add: Add, tmp_path: Path) -> None:
    add(kept())
    (tmp_path / "restored").mkdir()
    back_up(library, tmp_path / "restored" / FILE)
    with Library.open(tmp_path / "restored").reading() as snapshot:
        assert snapshot.read_original("a")[1] == MARK * 1000


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("originals SET data = zeroblob(9)", "the file that is kept with it"),
        ("originals SET name = 'b.pdf'", "the file that is kept with it"),
        ("pages SET start = 1", "pages: 2"),
        ("pages SET places = zeroblob(9)", "pages: 2"),
    ],
)
def test_damage_is_told_by_the_check_and_to_whoever_asks(change: str, told: str, library: Library, add: Add) -> None:
    add(kept())
    with closing(sqlite3.connect(library.file)) as connection:
        connection.execute(f"UPDATE {change}")
        connection.commit()
    (damage,) = check(library.file).damage
    assert (damage.document, told in damage.what) == ("a", True)
    with library.reading() as snapshot:
        regions, file = partial(snapshot.find_regions, 1, Span(0, 4), "One."), partial(snapshot.read_original, "a")
        with pytest.raises(LibraryForeign, match="damaged"):
            (regions if "pages" in change else file)()


def test_a_library_from_before_there_were_any_gets_a_place_for_them(library: Library, add: Add) -> None:
    add(document("One.", origin="/x/a.pdf"))
    library.close()
    with closing(sqlite3.connect(library.file)) as connection:
        connection.executescript(f"DROP TABLE pages; DROP TABLE originals; PRAGMA user_version = {schema.VERSION - 1}")
    opened = Library.open(library.folder)
    assert opened.keep_original(kept()) is not None
    assert check(opened.file).damage == []
    opened.close()


def test_it_is_added_in_the_transaction_of_its_document(library: Library) -> None:
    broken = replace(kept(), original=replace(original(), pages=(b"no places",)))
    with pytest.raises(zlib.error):
        library.add(broken, encoded(broken), ENCODING)
    assert library.documents() == []


def test_adding_again_keeps_the_file_that_was_not_kept_without_new_vectors(library: Library, add: Add) -> None:
    add(document("One.", origin="/x/a.pdf"))
    assert library.unchanged(kept()) is None
    outcome = library.keep_original(kept())
    assert outcome is not None
    assert (outcome.status, library.generation) == ("updated", 2)
    assert library.unchanged(kept()) is not None
    assert add(kept()).status == add(document("One.", origin="/x/a.pdf")).status == "unchanged"
    assert library.keep_original(kept(data=b"another")) is not None
    assert not files_hold(library.folder, MARK)
    assert check(library.file).damage == []


def test_nothing_is_kept_where_there_is_no_file_or_its_words_are_not_here(library: Library, add: Add) -> None:
    assert library.keep_original(kept()) is None
    add(document("One.", origin="/x/a.pdf"))
    before = library.generation
    assert library.keep_original(document("One.", origin="/x/a.pdf")) is None
    assert library.keep_original(kept("Two.")) is None
    assert library.keep_original(replace(kept(), origin="/x/b.pdf")) is None
    assert library.keep_original(replace(kept(), collection="hr")) is None
    assert library.generation == before
    assert not files_hold(library.folder, MARK)


def test_a_file_is_kept_in_the_collection_that_its_document_is_in(library: Library) -> None:
    filed = replace(document("One.", origin="/x/a.pdf"), collection="hr")
    library.add(filed, encoded(filed), ENCODING)
    assert library.keep_original(kept()) is not None
    assert [record.collection for record in library.documents()] == ["hr"]
    assert files_hold(library.folder, MARK)
