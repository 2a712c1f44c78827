"""The kept indexes are as those made of the library, or are not used."""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document, Paragraph, Span
from corpus.durable import find_drafts
from corpus.library import Library
from corpus.records import EncodedParagraph, Encoding
from corpus.snapshot import Snapshot
from retriever.analysis import QuestionWord
from retriever.index import index_cache
from retriever.index.index import Candidates, Index
from retriever.query import Query

D = 8
ENCODING = Encoding("a-model", "d" * 64, D, 1)
WORDS = tuple(QuestionWord(word, (word,)) for word in ("t0", "t1", "secret3"))


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_cache, "_WORTH", 1)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.create(tmp_path)
    for number in range(4):
        _add(opened, number)
    yield opened
    opened.close()


def _add(library: Library, number: int, vector: int | None = None) -> None:
    """A document of two paragraphs, one of one sentence and one of two."""
    random = np.random.default_rng(number if vector is None else vector)
    paragraphs = (
        Paragraph(Span(0, 4), (Span(0, 4),)),
        Paragraph(Span(5, 14), (Span(5, 9), Span(10, 14))),
    )
    made = Document(
        f"d{number}", "D", "One. Two. Six.", paragraphs, "text/plain", language=("en", "th", None)[number % 3]
    )
    encoded = [
        EncodedParagraph(random.standard_normal((size, D)).astype(np.float32), ("D",), terms)
        for size, terms in ((1, ((f"t{number % 2}", "more"),)), (3, ((f"secret{number}",), ("t1", "t1"))))
    ]
    library.add(made, encoded, ENCODING)


def _indexed(library: Library) -> Index:
    with library.reading() as snapshot:
        return index_cache.index_of(library, snapshot, D)


def _found(index: Index, library: Library) -> Candidates:
    question = np.eye(D, dtype=np.float32)[0]
    with library.reading() as snapshot:
        query = Query("", WORDS, lambda: np.stack([question, -question]), languages=index.languages, foreign=("th",))
        return index.search(snapshot, query, count=100)


def _same(library: Library) -> None:
    """What is given now is as what is made of the library, down to the last bit."""
    fresh = Index(D)
    with library.reading() as snapshot:
        fresh.refresh(snapshot)
    given_, made = _indexed(library), fresh
    assert (given_.languages, given_.generation, len(given_)) == (made.languages, made.generation, len(made))
    one, other = _found(given_, library), _found(made, library)
    assert one.words == other.words
    for mine, theirs in (
        (one.keys, other.keys),
        *((one.scores[name], other.scores[name]) for name in ("lexical", "dense", "sentence")),
        (one.sentences.values, other.sentences.values),
        (one.copies, other.copies),
        (one.foreign, other.foreign),
    ):
        np.testing.assert_array_equal(mine, theirs)


@pytest.fixture
def read_again(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many paragraphs were read out of the library, for each time that it was looked at."""
    counts: list[int] = []
    whole: Callable[[Snapshot, int], Iterator[object]] = Snapshot.added_since

    def counted(snapshot: Snapshot, generation: int) -> Iterator[object]:
        counts.append(0)
        for each in whole(snapshot, generation):
            counts[-1] += 1
            yield each

    monkeypatch.setattr(Snapshot, "added_since", counted)
    return counts


def test_a_second_start_reads_no_paragraph(library: Library, read_again: list[int]) -> None:
    _indexed(library)
    assert read_again == [8]
    _indexed(library)
    assert read_again == [8]
    _same(library)


def test_what_came_since_is_read_alone(library: Library, read_again: list[int]) -> None:
    _indexed(library)
    _add(library, 9)
    _indexed(library)
    assert read_again == [8, 2]
    _same(library)


def test_it_is_written_anew_when_much_has_come(library: Library, read_again: list[int]) -> None:
    _indexed(library)
    _add(library, 9)
    _indexed(library)
    _indexed(library)
    assert read_again == [8, 2]


def test_nothing_is_kept_of_a_small_library(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_cache, "_WORTH", 9)
    _indexed(library)
    assert not library.derived.exists()


def test_a_removal_leaves_no_word_in_the_folder(library: Library) -> None:
    _indexed(library)
    assert b"secret3" in library.derived.read_bytes()
    library.remove("d3")
    assert not any(b"secret3" in path.read_bytes() for path in library.folder.iterdir())
    _same(library)


def test_a_removal_while_it_is_written_leaves_no_word_either(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    write = index_cache._write

    def late(*given_: object) -> None:
        library.remove("d3")
        write(*given_)  # type: ignore[arg-type]

    monkeypatch.setattr(index_cache, "_write", late)
    _indexed(library)
    assert not library.derived.exists()


def test_a_replaced_document_leaves_nothing_either(library: Library) -> None:
    _indexed(library)
    changed = Document("d3", "D", "New.", (Paragraph(Span(0, 4), (Span(0, 4),)),), "text/plain", language="en")
    library.add(changed, [EncodedParagraph(np.ones((1, D), dtype=np.float32), (), (("new",),))], ENCODING)
    assert not library.derived.exists()
    _same(library)


def test_a_file_from_before_a_removal_goes_at_the_next_start(library: Library) -> None:
    """As after a process was killed between the removal and taking the file away."""
    _indexed(library)
    kept = library.derived.read_bytes()
    library.remove("d3")
    library.derived.write_bytes(kept)
    _same(library)
    assert b"secret3" not in library.derived.read_bytes()  # the one that was made instead


def test_a_file_that_is_not_used_goes_even_if_the_library_is_small_now(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    _indexed(library)
    library.remove("d1")
    library.derived.write_bytes(b"secret1")
    monkeypatch.setattr(index_cache, "_WORTH", 100)
    _same(library)
    assert not library.derived.exists()


def test_an_addition_while_it_is_written_leaves_it(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    write = index_cache._write

    def late(*given_: object) -> None:
        _add(library, 9)
        write(*given_)  # type: ignore[arg-type]

    monkeypatch.setattr(index_cache, "_write", late)
    _indexed(library)
    assert library.derived.exists()
    monkeypatch.undo()
    _same(library)


def test_another_history_of_the_same_library_is_noticed(
    library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As after a back-up was put in the library's place: as many changes, but others."""
    other = tmp_path_factory.mktemp("other")
    library.close()
    shutil.copy(library.file, other / library.file.name)
    _add(library, 7)
    _indexed(library)
    twin = Library.open(other)
    _add(twin, 7, vector=8)
    shutil.copy(library.derived, twin.derived)
    _same(twin)
    _add(twin, 5)
    _same(twin)
    twin.close()


def test_a_file_of_a_later_generation_is_not_used(library: Library) -> None:
    library.close()
    before = library.file.read_bytes()
    _add(library, 7)
    _indexed(library)
    library.close()
    library.file.write_bytes(before)
    library.reopen()
    _same(library)


def test_a_file_of_other_vectors_is_not_used(library: Library, tmp_path: Path) -> None:
    _indexed(library)
    _, header, rest = library.derived.read_bytes().split(b"\n", 2)
    changed = header.replace(b"a-model", b"b-model")
    assert changed != header
    library.derived.write_bytes(b"\n".join((hashlib.sha256(changed + b"\n").hexdigest().encode(), changed, rest)))
    with library.reading() as snapshot:
        assert not index_cache._open(library.derived, snapshot, Index(D))
    _same(library)


@settings(max_examples=60, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(1, 255), cut=st.booleans())
def test_damage_is_noticed(place: float, value: int, cut: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    library = Library.create(tmp_path_factory.mktemp("damaged"))
    for number in range(3):
        _add(library, number)
    _indexed(library)
    data = bytearray(library.derived.read_bytes())
    where = int(place * len(data))
    if cut:
        del data[where:]
    else:
        data[where] ^= value
    library.derived.write_bytes(data)
    _same(library)
    library.close()


def test_no_bit_of_the_header_is_believed_that_was_not_written(library: Library) -> None:
    _indexed(library)
    data = library.derived.read_bytes()
    header = data.index(b"\n", 65) + 1
    for place in range(0, header, 3):
        for bit in (1, 2, 64):
            damaged = bytearray(data)
            damaged[place] ^= bit
            library.derived.write_bytes(damaged)
            with library.reading() as snapshot:
                assert not index_cache._open(library.derived, snapshot, Index(D))


def test_where_it_cannot_be_written_there_is_none(library: Library) -> None:
    library.derived.mkdir()
    _same(library)
    assert not find_drafts(library.derived)


def test_a_disk_that_fills_up_keeps_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_part: object) -> memoryview:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(index_cache, "_bytes", full)
    assert len(_indexed(library)) == 8
    assert not list(library.folder.glob("*-index*"))


def test_a_damaged_document_does_not_keep_the_others_from_being_searched(library: Library) -> None:
    with library.writing() as connection:
        connection.execute("UPDATE documents SET digest = ? WHERE id = 'd1'", (b"short",))
    assert len(_indexed(library)) == 8
    assert not library.derived.exists()


def test_a_file_that_cannot_be_taken_away_does_not_stop_a_start(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.derived.write_bytes(b"damaged")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    assert len(_indexed(library)) == 8


def test_what_a_killed_process_left_goes_with_a_removal(library: Library) -> None:
    left = library.derived.with_name(f"{library.derived.name}.{'0' * 16}.part")
    assert find_drafts(library.derived) == []
    left.write_bytes(b"secret3")
    library.remove("d3")
    assert not left.exists()


def test_an_empty_library_has_an_index_of_nothing(tmp_path: Path) -> None:
    empty = Library.create(tmp_path / "empty")
    assert len(_indexed(empty)) == 0
    empty.close()


def test_who_may_read_the_library_may_read_it_while_it_is_written_too(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.file.chmod(0o640)
    modes: list[int] = []

    def looked(part: object) -> memoryview:
        modes.extend(draft.stat().st_mode & 0o777 for draft in find_drafts(library.derived))
        return whole(part)  # type: ignore[arg-type]

    whole = index_cache._bytes
    monkeypatch.setattr(index_cache, "_bytes", looked)
    _indexed(library)
    assert {*modes, library.derived.stat().st_mode & 0o777} == {0o640}
