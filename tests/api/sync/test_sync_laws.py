"""Whatever is done to a folder, the library then holds its texts and no others."""

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.sync.sync import SyncPass
from corpus.library import Library
from corpus.provenance import from_files
from retriever.retriever import Retriever

NAMES = st.sampled_from(["a.txt", "b.txt", "c.md", "sub/a.txt", "sub/d.txt"])
TEXTS = st.sampled_from(["The ferry leaves at nine.", "It costs ten ringgit.", "Bring water.", "It rains."])
RECORDS = st.dictionaries(st.sampled_from(["r", "s", "t"]), TEXTS, min_size=1)
EDITS = st.one_of(
    st.tuples(st.just("write"), NAMES, TEXTS),
    st.tuples(st.just("write"), NAMES, TEXTS),
    st.tuples(st.just("copy"), NAMES, NAMES),
    st.tuples(st.just("rename"), NAMES, NAMES),
    st.tuples(st.just("remove"), NAMES, st.none()),
    st.tuples(st.just("records"), st.sampled_from(["x.jsonl", "sub/y.jsonl"]), st.none() | RECORDS),
)


def edit(folder: Path, how: str, name: str, what: object) -> list[Path]:
    """Do it; the files that it may have changed."""
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    if how == "write":
        file.write_text(str(what))
    elif how == "remove" or what is None:
        file.unlink(missing_ok=True)
    elif how == "records" and isinstance(what, dict):
        file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in what.items()))
    elif file.exists() and str(what) != name:
        target = folder / str(what)
        target.parent.mkdir(exist_ok=True)
        (file.rename if how == "rename" else shutil.copy.__get__(file))(target)
        return [target, file]
    return [file]


def check(library: Library, folder: Path) -> None:
    """The documents that have come from files are those of the folder."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    texts = {file.read_text() for file in files if file.suffix != ".jsonl"}
    lines = [
        (file, json.loads(line)) for file in files if file.suffix == ".jsonl" for line in file.read_text().splitlines()
    ]
    held = from_files(library)
    whole = [each for each in held if not each.record]
    assert {library.text(each.id) for each in whole} == texts
    assert all(Path(each.file).read_text() == library.text(each.id) for each in whole)
    records = {each.id: (each.file, library.text(each.id)) for each in held if each.record}
    assert records.keys() == {line["id"] for _, line in lines}
    assert all((Path(file), {"id": name, "text": text}) in lines for name, (file, text) in records.items())
    assert len(library.documents()) == len(held)


def outcomes(sync_pass: SyncPass, files: Iterable[Path], among: list[Path] | None = None) -> list[str]:
    told = [outcome.status for file in files for outcome in sync_pass.take(file, later=True)]
    return told + [outcome.status for outcome in sync_pass.finish(among)]


@pytest.mark.parametrize("following", [False, True])
@given(rounds=st.lists(st.lists(EDITS, min_size=1, max_size=4), min_size=1, max_size=4))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_library_holds_what_the_folder_does(
    retriever: Retriever, following: bool, rounds: list[list[tuple[str, str, object]]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / "folder"
        folder.mkdir()
        (folder / "stays.txt").write_text("It stays.")
        # A folder that is empty may be one whose disk is not mounted, and what came from it stays: none is empty here.
        (folder / "sub").mkdir()
        (folder / "sub" / "stays.md").write_text("It stays too.")
        own = Retriever(Library.create(Path(name) / "library"), retriever.embedder)
        twins = set[Path]()
        outcomes(SyncPass(own, [folder]), [folder / "stays.txt", folder / "sub" / "stays.md"])
        for edits in rounds:
            changed = list(dict.fromkeys(path for each in edits for path in edit(folder, *each)))
            sync_pass = SyncPass(own, [folder], twins)
            if following:
                there = [path for path in [*changed, *twins.difference(changed)] if path.is_file()]
                outcomes(sync_pass, there, changed)
            else:
                outcomes(sync_pass, sync_pass.files()[0])
                again = outcomes(SyncPass(own, [folder]), sync_pass.files()[0])
                assert set(again) <= {"unchanged", "updated"}
            check(own.library, folder)
        own.library.close()
