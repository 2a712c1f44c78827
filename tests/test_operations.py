"""The guide to operations does what it says: its commands, run one after the other, print what it shows."""

import re
import shlex
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from corpus.library import FILE
from tests.api.conftest import Rujuk, rujuk

__all__ = ["rujuk"]  # a fixture

GUIDE = (Path(__file__).parents[1] / "docs" / "operations.md").read_text("utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", GUIDE, re.DOTALL)
TEXTS = {"ferry": "The ferry leaves at nine.\n\nIt is blue.", "museum": "The museum opens late."}


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rujuk: Rujuk) -> Path:
    """The library that the guide is about."""
    monkeypatch.chdir(tmp_path)
    for name, text in TEXTS.items():
        Path(f"{name}.txt").write_text(text)
        assert rujuk("--library", "shelf", "add", f"{name}.txt").code == 0
    return tmp_path / "shelf"


@pytest.mark.parametrize("damaged", [False, True])
def test_its_commands_print_what_it_shows(damaged: bool, shelf: Path, rujuk: Rujuk) -> None:
    blocks = [block for block in BLOCKS if ("damaged" in block) is damaged]
    if damaged:
        with closing(sqlite3.connect(shelf / FILE)) as connection:
            connection.execute("UPDATE documents SET text = replace(text, 'nine', 'none') WHERE id = 'ferry'")
            connection.commit()
    assert len(blocks) == (1 if damaged else 3)
    for command, shown in re.findall(r"^\$ (.*)\n((?:[^$].*\n)*)", "".join(blocks), re.MULTILINE):
        assert _without_sizes(_run(command, rujuk)) == _without_sizes(shown)


def _run(command: str, rujuk: Rujuk) -> str:
    program, *arguments = shlex.split(command)
    if program == "rujuk":
        ran = rujuk(*arguments)
        said = "".join(line for line in ran.err.splitlines(keepends=True) if not line.startswith("to restore it"))
        return ran.out + said
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def _without_sizes(text: str) -> str:
    return re.sub(r"[\d,]+ bytes", "N bytes", text)
