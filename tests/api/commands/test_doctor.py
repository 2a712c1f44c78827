"""`rujuk doctor`: what it says of an installation that is well, and of one that is not."""

import json
from pathlib import Path

import pytest

from corpus.library import FILE
from tests.api.conftest import Rujuk


def test_all_is_fine_where_all_works(rujuk: Rujuk, library_folder: Path) -> None:
    ran = rujuk("--library", library_folder, "doctor", "--json")
    body = json.loads(ran.out)
    assert (ran.code, body["status"]) == (0, "fine")
    found = {each["about"]: (each["state"], each["said"]) for each in body["findings"]}
    assert {state for state, _ in found.values()} == {"fine"}, found
    assert "1 document, generation 1" in found["library"][1]
    assert found["sandbox"][1].startswith("in force: 1024 MiB")
    assert "multilingual-e5-small" in found["question"][1]


def test_where_there_is_no_library_none_is_made(rujuk: Rujuk, tmp_path: Path) -> None:
    ran = rujuk("--library", tmp_path / "none", "doctor")
    assert ran.code == 0
    assert any(line.startswith("warning  library") for line in ran.lines)
    assert ran.lines[-1].startswith("fine     question")
    assert not (tmp_path / "none").exists()


def test_what_does_not_work_is_named_and_the_rest_is_looked_at(rujuk: Rujuk, shelf: Path) -> None:
    (shelf / FILE).write_bytes(b"no library" * 1000)
    ran = rujuk("--library", shelf, "doctor")
    assert ran.code == 3
    states = {line.split()[1]: line.split()[0] for line in ran.lines}
    assert states == {
        "versions": "fine",
        "settings": "fine",
        "disk": "fine",
        "sandbox": "fine",
        "cache": "fine",
        "library": "failed",
        "question": "failed",
    }


def test_the_values_of_settings_are_not_told(rujuk: Rujuk, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_EMBED_ORIGINS", "https://secret.example")
    ran = rujuk("--library", shelf, "doctor", "--json")
    assert "embed_origins" in ran.out
    assert "secret" not in ran.out
