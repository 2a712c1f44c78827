"""`rujuk check`, `backup` and the others of the library: what they print and how they exit, while it is served too."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api import bootstrap
from corpus.library import FILE
from ingest.sandbox import FULL_CONFINEMENT
from tests.api.conftest import Rujuk
from tests.conftest import Serving


def test_a_whole_library(rujuk: Rujuk, library_folder: Path) -> None:
    ran = rujuk("--library", library_folder, "check")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.endswith("whole: 1 document, 12 paragraphs, generation 1\n")
    printed = json.loads(rujuk("--library", library_folder, "check", "--json").out)
    confined = printed.pop("sandbox")
    assert ("files are parsed with limits" in ran.err) is (confined != FULL_CONFINEMENT)
    assert printed == {
        "status": "whole",
        "generation": 1,
        "documents": 1,
        "paragraphs": 12,
        "damage": [],
        "caches": [],
    }


@pytest.mark.parametrize(
    ("statement", "named", "advice"),
    [
        ("UPDATE documents SET title = 'Another'", bootstrap.RELEASE, "remove the documents named"),
        ("UPDATE facts SET value = '9' WHERE name = 'generation'", None, "restore a back-up"),
    ],
)
def test_a_damaged_library(statement: str, named: str | None, advice: str, rujuk: Rujuk, shelf: Path) -> None:
    with closing(sqlite3.connect(shelf / FILE)) as connection:
        connection.execute(statement)
        connection.commit()
    ran = rujuk("--library", shelf, "check")
    assert ran.code == 3
    assert all(line.startswith(f"damaged: {f'document {named}' if named else 'the library'}: ") for line in ran.lines)
    assert advice in ran.err
    ran = rujuk("--library", shelf, "check", "--json")
    printed = json.loads(ran.out)
    assert (ran.code, printed["status"]) == (3, "damaged")
    assert {each["document"] for each in printed["damage"]} == {named}


def test_a_damaged_cache_is_no_damage(
    rujuk: Rujuk, shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUJUK_CACHE", str(tmp_path / "cache"))
    (tmp_path / "cache" / "compiled" / "a-model").mkdir(parents=True)
    ran = rujuk("--library", shelf, "check", "--json")
    assert (ran.code, json.loads(ran.out)["status"]) == (0, "whole")
    assert json.loads(ran.out)["caches"] == [str(tmp_path / "cache" / "compiled" / "a-model")]
    assert "made again at its next use" in ran.err


@pytest.mark.parametrize("command", [["check"], ["backup", "copy"]])
def test_no_library_and_no_database_are_refused(command: list[str], rujuk: Rujuk, tmp_path: Path) -> None:
    assert "there is no library" in rujuk("--library", tmp_path, *command).err
    (tmp_path / FILE).write_bytes(b"not a database " * 100)
    ran = rujuk("--library", tmp_path, *command)
    assert (ran.code, ran.out) == (3, "")
    assert "not a Rujuk library" in ran.err


def test_both_work_while_it_is_served(rujuk: Rujuk, shelf: Path, serving: Serving, tmp_path: Path) -> None:
    with serving() as client:
        client.post("/v1/documents", files={"file": ("ferry.txt", "The ferry leaves at nine.")})
        assert rujuk("--library", shelf, "check").code == 0
        ran = rujuk("--library", shelf, "backup", tmp_path / "copy", "--json")
        size = (tmp_path / "copy").stat().st_size
        assert (ran.code, json.loads(ran.out)) == (
            0,
            {"path": str(tmp_path / "copy"), "generation": 2, "documents": 2, "size": size},
        )
        again = rujuk("--library", shelf, "backup", tmp_path / "copy")
        assert (again.code, again.out) == (3, "")
        assert "--force" in again.err
        client.delete("/v1/documents/ferry")
        ran = rujuk("--library", shelf, "backup", tmp_path / "copy", "--force")
        assert ran.out.startswith(f"backed up: {tmp_path / 'copy'}: 1 document, generation 3, ")
