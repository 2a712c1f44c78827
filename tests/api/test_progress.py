"""Progress on a terminal: how much of the files is read, documents a second, and the time that is left."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rich.progress import Progress

from api import progress
from api.progress import Files


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    sizes = {"small.txt": 10, "empty.txt": 0, "large.jsonl": 90}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(b"x" * size)
    return [*(tmp_path / name for name in sizes), tmp_path / "gone.txt"]


def test_the_bar_goes_with_the_bytes_that_are_read_and_ends_at_its_end(files: list[Path]) -> None:
    bar = Progress(disable=True)
    over = Files(bar, files)
    (task,) = bar.tasks
    reached = []
    for reads in ([10], [0], [30, 60, 500], [1]):
        over.begins("a name that is too long for the terminal of most people")
        for read in reads:
            over.document(read)
            reached.append(task.completed)
        over.ends()
        reached.append(task.completed)
    assert reached == sorted(reached) == [10, 10, 10, 11, 41, 71, 101, 101, 102, 102]
    assert (task.total, task.completed, task.fields["documents"]) == (102, 102, 6)
    assert len(task.description) <= 32


def test_a_terminal_is_shown_a_rate_and_the_time_that_is_left() -> None:
    program = """
import time
from pathlib import Path
from api import progress
file = Path(progress.__file__)
with progress.over_files([file, file]) as bar:
    for _ in range(2):
        bar.begins(file.name)
        for read in (100, 200, 300):
            bar.document(read)
            time.sleep(0.1)
        bar.ends()
"""
    terminal, ours = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen([sys.executable, "-c", program], stdout=ours, stderr=ours, env=environment) as running:
        os.close(ours)
        shown = read_all(terminal)
    assert running.returncode == 0
    assert "progress.py" in shown
    assert "6 documents, " in shown  # how it ends; what is shown before depends on the machine
    assert "/s" in shown
    assert "0:00:0" in shown


def read_all(terminal: int) -> str:
    """All that is written until the other end is closed."""
    shown = b""
    try:
        while data := os.read(terminal, 65536):
            shown += data
    except OSError:  # how Linux says that a terminal's other end is closed
        pass
    os.close(terminal)
    return shown.decode()


def test_a_pipe_is_shown_nothing(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    with progress.over_files(files) as bar:
        bar.begins("a")
        bar.document(1)
        bar.ends()
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
