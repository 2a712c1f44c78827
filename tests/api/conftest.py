"""The command line, run in this process."""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from api import cli, process


@dataclass(frozen=True)
class Ran:
    code: Any
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Rujuk = Callable[..., Ran]


@pytest.fixture
def rujuk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], _loaded_once: None) -> Rujuk:
    """Run the command line in this process, where the model is loaded already."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "false")
    monkeypatch.setattr(process, "lower_priority", lambda: None)  # this process has other tests to run

    def run(*arguments: str | Path, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["rujuk", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = cli._run()
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
