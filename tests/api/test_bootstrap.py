"""The first library: the release word for word, whole or not at all, however many start at once."""

from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path

import pytest

from api import bootstrap
from corpus.errors import LibraryError
from corpus.library import FILE, Library
from retriever.evaluation import questions
from retriever.models import Embedder


def test_it_holds_the_release_word_for_word(library_folder: Path) -> None:
    (record,) = Library.open(library_folder).documents()
    file = resources.files("corpus.bundled") / f"{bootstrap.RELEASE}.txt"
    assert Library.open(library_folder).text(record.id).split() == file.read_text("utf-8").split()
    assert (record.published, record.language, record.metadata["place"]) == ("2025-10-24", "en", "Kuala Lumpur")


def test_nothing_else_is_left_in_the_folder(library_folder: Path) -> None:
    assert {path.name for path in library_folder.iterdir()} <= {FILE, f"{FILE}-wal", f"{FILE}-shm"}


def test_two_starts_at_once_make_one_library(tmp_path: Path, embedder: Embedder) -> None:
    folder = tmp_path / "library"
    with ThreadPoolExecutor(2) as pool:
        for made in [pool.submit(bootstrap.make_first_library, folder, embedder) for _ in range(2)]:
            made.result()
    assert len(Library.open(folder).documents()) == 1
    assert not list(folder.glob(".making-*"))


def test_a_library_that_another_process_made_meanwhile_stays(shelf: Path, embedder: Embedder) -> None:
    Library.open(shelf).remove(bootstrap.RELEASE)
    bootstrap.make_first_library(shelf, embedder)
    assert Library.open(shelf).documents() == []


def test_a_folder_without_a_library_keeps_what_else_it_holds(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    bootstrap.make_first_library(tmp_path, embedder)
    assert Library.exists(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_without_hard_links_the_file_is_renamed(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(_source: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", refuses)
    bootstrap.make_first_library(tmp_path, embedder)
    assert len(Library.open(tmp_path).documents()) == 1


def test_a_place_that_cannot_be_written_is_a_library_error(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match=r"cannot make a library in .*file"):
        bootstrap.make_first_library(tmp_path / "file" / "library", embedder)


def test_the_bundled_questions_are_about_the_release() -> None:
    for question in questions.load(bootstrap.questions_path()):
        assert {relevant.document for relevant in question.relevant} <= {bootstrap.RELEASE}
