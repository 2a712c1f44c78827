"""The real program with the real model, killed while it adds a folder: what it said was added is there."""

import json
import random
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from corpus.integrity import check
from corpus.library import FILE, Library
from tests.crash.conftest import CRASHES, Survived
from tests.e2e.conftest import Program, rujuk

__all__ = ["rujuk"]  # a fixture

_FILES = 60
_SECONDS = 0.3  # at most, from a word of the program's to its end


@pytest.mark.slow
def test_what_the_program_said_was_added_is_there(rujuk: Program, survived: Survived, tmp_path: Path) -> None:
    chance = random.Random("program")  # noqa: S311  # a seed, no secret
    folder = _folder(tmp_path / "papers")
    said: set[str] = set()
    for _ in range(max(CRASHES // 50, 3)):
        said |= _killed_while_adding(rujuk, folder, chance, survived)
        library = Path(rujuk.environment["RUJUK_LIBRARY"])
        if said or (library / FILE).exists():
            assert said <= set(_whole(library))
            ran = rujuk("check", "--json")
            assert (ran.returncode, json.loads(ran.stdout)["damage"]) == (0, []), ran.stderr
    ran = rujuk("add", folder)
    assert ran.returncode == 0, ran.stderr
    assert _whole(library) == {path.stem: path.read_text() for path in folder.iterdir()}
    found = json.loads(rujuk("ask", "Who is the keeper of lighthouse 17?", "--json").stdout)["passages"]
    assert "keeper17" in found[0]["text"]


def _folder(folder: Path) -> Path:
    folder.mkdir()
    for number in range(_FILES):
        text = f"Lighthouse {number} stands by the sea. The keeper of lighthouse {number} is keeper{number}."
        (folder / f"paper{number}.txt").write_text(text)
    return folder


def _killed_while_adding(rujuk: Program, folder: Path, chance: random.Random, survived: Survived) -> set[str]:
    """The ids of what it said was added, or here already, before it was killed."""
    words = chance.randrange(_FILES // 4)
    with subprocess.Popen(
        rujuk.command("add", folder, "--json"), env=rujuk.environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(words)]
        time.sleep(chance.uniform(0, _SECONDS))  # not waiting for anything: any moment will do
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()
    if process.returncode:
        survived("while the program was adding")
    return {json.loads(line)["id"] for line in lines if line.endswith("\n")}


def _whole(folder: Path) -> dict[str, str]:
    with closing(Library.open(folder)) as library:
        assert check(library.file, beside=folder).damage == []
        return {record.id: library.text(record.id) for record in library.documents()}
