"""`rujuk add --sync`: what has left a folder leaves the library, and nothing else does."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from api.sync.sync import SyncPass
from corpus import provenance
from corpus.library import Library
from corpus.provenance import FromFile
from retriever.retriever import Retriever
from tests.api.conftest import Rujuk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of four files, one of them with two records."""
    folder = tmp_path / "files"
    for name, text in {
        "ferry.txt": "The ferry leaves at nine.",
        "fares.txt": "It costs ten ringgit.",
        "sub/guide.md": "# Guide\n\nBring water.",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    write(folder / "records.jsonl", a="Alpha.", b="Beta.")
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "library"


def write(path: Path, **records: str) -> None:
    path.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in records.items()))


def ids(shelf: Path) -> set[str]:
    return {document.id for document in Library.open(shelf).documents()}


def test_what_has_left_the_folder_is_removed_with_its_line_once(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    assert rujuk("--library", shelf, "add", folder, "--sync").code == 0
    assert ids(shelf) == {"ferry", "fares", "guide", "a", "b"}
    (folder / "ferry.txt").unlink()
    shutil.rmtree(folder / "sub")
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert (ran.code, ran.err) == (0, "3 unchanged, 2 removed\n")
    assert ran.lines[-2:] == [f"removed: {folder}/ferry.txt as ferry", f"removed: {folder}/sub/guide.md as guide"]
    assert ids(shelf) == {"fares", "a", "b"}
    again = rujuk("--library", shelf, "add", folder, "--sync")
    assert (again.code, again.err) == (0, "3 unchanged\n")


def test_json_has_the_same_keys_for_a_removed_document(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    rujuk("--library", shelf, "add", folder)
    (folder / "ferry.txt").unlink()
    ran = rujuk("--library", shelf, "add", folder, "--sync", "--json")
    assert json.loads(ran.lines[-1]) == {
        "path": f"{folder}/ferry.txt",
        "id": "ferry",
        "status": "removed",
        "detail": None,
    }


def test_without_sync_nothing_is_removed(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    rujuk("--library", shelf, "add", folder)
    (folder / "ferry.txt").unlink()
    write(folder / "records.jsonl", a="Alpha.")
    assert "removed" not in rujuk("--library", shelf, "add", folder).err
    assert ids(shelf) == {"ferry", "fares", "guide", "a", "b"}


def test_what_came_from_elsewhere_stays(rujuk: Rujuk, folder: Path, shelf: Path, tmp_path: Path) -> None:
    other, upload = tmp_path / "files-of-another", tmp_path / "once.jsonl"
    other.mkdir()
    (other / "note.txt").write_text("A note.")
    write(upload, c="Gamma.")
    rujuk("--library", shelf, "add", folder, other, upload)
    shutil.rmtree(other)
    upload.unlink()
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert (ran.code, ran.err) == (0, "5 unchanged\n")
    assert {"note", "c"} <= ids(shelf)


def test_a_record_goes_with_its_line_and_all_of_them_with_their_file(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    rujuk("--library", shelf, "add", folder)
    write(folder / "records.jsonl", b="Beta.", c="Gamma.")
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert ran.lines[-1] == f"removed: {folder}/records.jsonl as a"
    assert ids(shelf) == {"ferry", "fares", "guide", "b", "c"}
    (folder / "records.jsonl").unlink()
    assert rujuk("--library", shelf, "add", folder, "--sync").err == "3 unchanged, 2 removed\n"
    assert ids(shelf) == {"ferry", "fares", "guide"}


def test_a_record_that_moves_to_another_file_stays(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    rujuk("--library", shelf, "add", folder)
    write(folder / "records.jsonl", b="Beta.")
    write(folder / "a-later.jsonl", a="Alpha.")
    assert rujuk("--library", shelf, "add", folder, "--sync").err == "1 updated, 4 unchanged\n"
    (folder / "records.jsonl").unlink()
    assert rujuk("--library", shelf, "add", folder, "--sync").err == "4 unchanged, 1 removed\n"
    assert "a" in ids(shelf)


def test_a_record_that_another_way_brought_since_is_no_longer_the_files(
    rujuk: Rujuk, folder: Path, shelf: Path, retriever: Retriever
) -> None:
    rujuk("--library", shelf, "add", folder)
    library = Library.open(shelf)
    library.remove("a")
    replacement = library.documents()
    assert {each.id for each in replacement} == {"ferry", "fares", "guide", "b"}
    with library.reading() as snapshot:
        assert snapshot.record_files() == [("b", str(folder / "records.jsonl"))]


def test_a_file_that_can_no_longer_be_read_keeps_its_last_version_and_says_so(
    rujuk: Rujuk, folder: Path, shelf: Path
) -> None:
    rujuk("--library", shelf, "add", folder)
    (folder / "ferry.txt").write_bytes(b"")
    (folder / "records.jsonl").write_text('{"id": "a", "text": "Alp')
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert ran.code == 3
    (ferry,) = [line for line in ran.lines if line.startswith(f"refused: {folder}/ferry.txt: ")]
    assert ferry.endswith("; the library keeps its last version, ferry")
    (records,) = [line for line in ran.lines if line.startswith(f"refused: {folder}/records.jsonl:1: ")]
    assert records.endswith("; what the library has from it stays")
    assert ids(shelf) == {"ferry", "fares", "guide", "a", "b"}


def test_a_folder_that_is_gone_or_bare_takes_nothing_with_it(
    rujuk: Rujuk, folder: Path, shelf: Path, tmp_path: Path
) -> None:
    rujuk("--library", shelf, "add", folder)
    folder.rename(tmp_path / "elsewhere")
    gone = rujuk("--library", shelf, "add", folder, "--sync")
    assert (gone.code, gone.lines) == (3, [f"refused: {folder}: cannot be read: No such file or directory"])
    folder.mkdir()
    (folder / ".hidden").touch()
    bare = rujuk("--library", shelf, "add", folder, "--sync")
    assert bare.code == 3
    (line,) = bare.lines
    assert line.startswith(
        f"refused: {folder}: it is empty, as a folder is whose disk is not mounted; of the 5 documents"
    )
    assert ids(shelf) == {"ferry", "fares", "guide", "a", "b"}
    (folder / "new.txt").write_text("A new beginning.")
    assert rujuk("--library", shelf, "add", folder, "--sync").err == "1 added, 5 removed\n"


def test_a_folder_within_that_is_bare_keeps_several_documents_but_not_one(
    rujuk: Rujuk, folder: Path, shelf: Path
) -> None:
    (folder / "disk").mkdir()
    for number in range(3):
        (folder / "disk" / f"{number}.txt").write_text(f"Text {number}.")
    rujuk("--library", shelf, "add", folder)
    for file in (*(folder / "disk").iterdir(), folder / "sub" / "guide.md"):
        file.unlink()
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert ran.err == "4 unchanged, 1 removed, 1 refused\n"
    assert f"removed: {folder}/sub/guide.md as guide" in ran.lines
    (folder / "disk").rmdir()
    assert rujuk("--library", shelf, "add", folder, "--sync").err == "4 unchanged, 3 removed\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_may_not_be_looked_into_takes_nothing_with_it(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    rujuk("--library", shelf, "add", folder)
    (folder / "sub").chmod(0)
    try:
        assert "removed" not in rujuk("--library", shelf, "add", folder, "--sync").err
    finally:
        (folder / "sub").chmod(0o700)


def test_a_renamed_file_keeps_its_id_and_says_so(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    rujuk("--library", shelf, "add", folder)
    (folder / "ferry.txt").rename(folder / "sub" / "boat.txt")
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert (ran.code, ran.err) == (0, "1 updated, 4 unchanged\n")
    assert f"updated: {folder}/sub/boat.txt as ferry (it was {folder}/ferry.txt)" in ran.lines
    assert Library.open(shelf).document("ferry").source == "boat.txt"
    assert rujuk("--library", shelf, "add", folder, "--sync").err == "5 unchanged\n"


def test_a_file_that_is_moved_with_its_name_is_unchanged(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    rujuk("--library", shelf, "add", folder)
    (folder / "ferry.txt").rename(folder / "sub" / "ferry.txt")
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert ran.err == "5 unchanged\n"
    assert f"unchanged: {folder}/sub/ferry.txt as ferry (it was {folder}/ferry.txt)" in ran.lines


def test_of_two_files_of_one_text_the_other_takes_over_when_the_first_changes_or_goes(
    rujuk: Rujuk, folder: Path, shelf: Path
) -> None:
    rujuk("--library", shelf, "add", folder)
    (folder / "again.txt").write_text("The ferry leaves at nine.")
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert ran.lines[-1] == f"unchanged: {folder}/again.txt as ferry (the same text is here as 'ferry')"
    (folder / "ferry.txt").write_text("The ferry leaves at ten.")
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert ran.lines[-1] == f"added: {folder}/again.txt as again"
    assert ran.err == "1 added, 1 updated, 4 unchanged\n"
    (folder / "later.txt").write_text("The ferry leaves at ten.")
    rujuk("--library", shelf, "add", folder, "--sync")
    (folder / "ferry.txt").unlink()
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert f"updated: {folder}/later.txt as ferry (it was {folder}/ferry.txt)" in ran.lines
    library = Library.open(shelf)
    assert (library.text("again"), library.text("ferry")) == ("The ferry leaves at nine.", "The ferry leaves at ten.")


def test_several_paths_are_kept_alike_each(rujuk: Rujuk, folder: Path, shelf: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "note.txt").write_text("A note.")
    (other / "stays.txt").write_text("It stays.")
    rujuk("--library", shelf, "add", folder, other, folder / "sub")
    (other / "note.txt").unlink()
    (folder / "ferry.txt").unlink()
    ran = rujuk("--library", shelf, "add", folder, tmp_path / "no", other, folder / "sub", "--sync")
    assert ran.err == "5 unchanged, 2 removed, 1 refused\n"


def test_a_relative_folder_is_told_as_it_was_given(
    rujuk: Rujuk, folder: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    rujuk("--library", shelf, "add", "files")
    (folder / "ferry.txt").unlink()
    assert rujuk("--library", shelf, "add", "files", "--sync").lines[-1] == "removed: files/ferry.txt as ferry"


def test_the_library_may_stand_in_the_folder(rujuk: Rujuk, folder: Path) -> None:
    for _ in range(2):
        ran = rujuk("--library", folder, "add", folder, "--sync")
        assert (ran.code, "library.sqlite3" in ran.out) == (0, False)


def test_a_file_that_comes_back_while_others_are_removed_stays(folder: Path, shelf: Path, retriever: Retriever) -> None:
    own = Retriever(Library.create(shelf), retriever.embedder)
    take(own, folder)
    for name in ("ferry.txt", "fares.txt"):
        (folder / name).rename(folder / f".{name}")
    removing = SyncPass(own, [folder]).finish()
    first = next(removing)
    left = {"ferry", "fares"} - {first.id}
    (folder / f".{next(iter(left))}.txt").rename(folder / f"{next(iter(left))}.txt")
    assert list(removing) == []
    assert left < ids(shelf)


def test_a_twin_takes_over_though_only_the_other_file_has_changed(
    folder: Path, shelf: Path, retriever: Retriever
) -> None:
    own = Retriever(Library.create(shelf), retriever.embedder)
    take(own, folder)
    twin, ferry = folder / "again.txt", folder / "ferry.txt"
    twin.write_text(ferry.read_text())
    first = SyncPass(own, [folder])
    assert list(first.take(twin, later=True)) == []
    (said,) = first.finish([twin])
    assert (said.status, said.id, first.twins) == ("unchanged", "ferry", {twin})
    ferry.write_text("The ferry leaves at ten.")
    second = SyncPass(own, [folder], first.twins)
    outcomes = [outcome for file in (ferry, *second.twins) for outcome in second.take(file, later=True)]
    assert [(outcome.id, outcome.status) for outcome in outcomes] == [("ferry", "updated"), ("again", "added")]
    assert not second.twins


def test_a_file_that_is_written_while_it_is_read_takes_no_record_with_it(
    folder: Path, shelf: Path, retriever: Retriever
) -> None:
    own = Retriever(Library.create(shelf), retriever.embedder)
    take(own, folder)
    write(folder / "records.jsonl", b="Beta.")
    sync_pass = SyncPass(own, [folder])
    for _ in sync_pass.take(folder / "records.jsonl"):
        write(folder / "records.jsonl", b="Beta.", a="Alpha.")
    assert list(sync_pass.finish()) == []
    assert {"a", "b"} <= ids(shelf)


def test_the_documents_are_listed_once_though_many_files_are_refused(
    folder: Path, shelf: Path, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[Library] = []
    listing = provenance.from_files

    def count(library: Library) -> list[FromFile]:
        listed.append(library)
        return listing(library)

    monkeypatch.setattr(provenance, "from_files", count)
    for number in range(5):
        (folder / f"{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    sync_pass = SyncPass(Retriever(Library.create(shelf), retriever.embedder), [folder])
    refused = [each for file in sync_pass.files()[0] for each in sync_pass.take(file) if each.status == "refused"]
    assert len(refused) >= 5
    assert len(listed) == 1


def take(retriever: Retriever, folder: Path) -> list[Any]:
    sync_pass = SyncPass(retriever, [folder])
    return [outcome for file in sync_pass.files()[0] for outcome in sync_pass.take(file)]
