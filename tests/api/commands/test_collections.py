"""Collections and filters on the command line."""

import json
from pathlib import Path

import pytest

from tests.api.conftest import Rujuk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files and a record that names a collection."""
    made = tmp_path / "files"
    made.mkdir()
    (made / "ferry.txt").write_text("The ferry leaves at nine.")
    (made / "rice.txt").write_text("Rice is planted in May.")
    record = {
        "id": "oil",
        "text": "There are forty barrels of oil.",
        "collection": "stores",
        "metadata": {"kind": "log"},
    }
    (made / "records.jsonl").write_text(json.dumps(record))
    return made


def test_files_go_into_a_collection_stay_there_and_move(rujuk: Rujuk, folder: Path, tmp_path: Path) -> None:
    library = tmp_path / "shelf"

    def add(*options: str) -> list[str]:
        ran = rujuk("add", folder, "--json", *options, "--library", library)
        assert ran.code == 0, ran.err
        return [json.loads(line)["status"] for line in ran.lines]

    def listed(*collections: str) -> list[str]:
        options = [part for each in collections for part in ("--collection", each)]
        return sorted(line.split("\t")[0] for line in rujuk("list", *options, "--library", library).lines)

    assert add("--collection", "harbour") == ["added"] * 3
    assert listed("harbour") == ["ferry", "rice"]
    assert listed("stores", "default") == ["oil"]
    assert add() == add("--sync") == add("--collection", "harbour") == ["unchanged"] * 3
    assert add("--sync", "--collection", "default") == ["updated", "unchanged", "updated"]
    assert listed("default") == ["ferry", "rice"]
    assert listed() == ["ferry", "oil", "rice"]
    empty = rujuk("list", "--collection", "harbour", "--library", library)
    assert (empty.code, empty.lines, empty.err.strip()) == (0, [], "there is no document in it")


def test_a_question_keeps_to_its_filter(rujuk: Rujuk, folder: Path, tmp_path: Path) -> None:
    library = tmp_path / "shelf"
    assert rujuk("add", folder, "--library", library).code == 0

    def ask(*options: str) -> set[str]:
        ran = rujuk("ask", "How many barrels are there?", "--json", *options, "--library", library)
        assert ran.code == 0, ran.err
        return {passage["citation"]["document"]["id"] for passage in json.loads(ran.out)["passages"]}

    assert ask() == {"ferry", "rice", "oil"}
    assert ask("--collection", "stores") == {"oil"}
    assert ask("--collection", "stores", "--collection", "default") == {"ferry", "rice", "oil"}
    assert ask("--metadata", "kind=log", "--language", "en") == {"oil"}
    assert ask("--from", "2024", "--to", "2025-06") == set()
    shown = rujuk("ask", "How many barrels are there?", "--from", "2024", "--library", library)
    assert shown.lines[0] == "The documents do not say. No document of the library passes the filter."


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["ask", "Why?", "--from", "soon"], 3, "filter.published_from: must be a date"),
        (["ask", "Why?", "--language", "english"], 3, "filter.language.0: must be a language tag"),
        (["ask", "Why?", "--metadata", "draft"], 2, "KEY=VALUE"),
        (["add", "nothing.txt", "--collection", " "], 2, "it is empty"),
    ],
)
def test_what_is_wrong_is_named(rujuk: Rujuk, library_folder: Path, arguments: list[str], code: int, said: str) -> None:
    ran = rujuk(*arguments, "--library", library_folder)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
