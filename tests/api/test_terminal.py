"""The terminal: nothing that a document says can steer it, and a pipe gets clean lines."""

import io
import logging
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rich.progress import Progress

from api import terminal
from api.terminal import FileProgress


def test_control_characters_do_not_reach_a_terminal() -> None:
    assert terminal.safe("a\x1b[2Jb\x07\x9bc\u2028d") == "a\ufffd[2Jb\ufffd\ufffdc\ufffdd"
    assert terminal.safe("two\nlines\tand a tab, ภาษาไทย") == "two\nlines\tand a tab, ภาษาไทย"


def test_one_line_is_one_line() -> None:
    assert terminal.one_line(" a\n b\t\x00c\r\n") == "a b \ufffdc"


def test_output_is_utf_8_in_a_c_locale_and_survives_what_utf_8_cannot_carry(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    terminal.prepare()
    terminal.write("ភាសាខ្មែរ \udc80")
    assert raw.getvalue().decode() == "ភាសាខ្មែរ \\udc80\n"


def test_a_reader_that_leaves_ends_the_program_quietly() -> None:
    program = "from api import terminal\nwhile True: terminal.write('line')"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == b"line\n"
        running.stdout.close()
        errors = running.stderr.read()
    assert b"BrokenPipe" not in errors


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    sizes = {"small.txt": 10, "empty.txt": 0, "large.jsonl": 90}
    for name, size in sizes.items():
        (tmp_path / name).write_bytes(b"x" * size)
    return [*(tmp_path / name for name in sizes), tmp_path / "gone.txt"]


def test_the_bar_goes_with_the_bytes_that_are_read_and_ends_at_its_end(files: list[Path]) -> None:
    bar = Progress(disable=True)
    over = FileProgress(bar, files)
    (task,) = bar.tasks
    reached = []
    for reads in ([10], [0], [30, 60, 500], [1]):
        over.begin_file("a name that is too long for the terminal of most people")
        for read in reads:
            over.count_document(read)
            reached.append(task.completed)
        over.end_file()
        reached.append(task.completed)
    assert reached == sorted(reached) == [10, 10, 10, 11, 41, 71, 101, 101, 102, 102]
    assert (task.total, task.completed, task.fields["documents"]) == (102, 102, 6)
    assert len(task.description) <= 32


def test_a_terminal_is_shown_a_rate_and_the_time_that_is_left() -> None:
    program = """
import time
from pathlib import Path
from api import terminal
file = Path(terminal.__file__)
with terminal.show_file_progress([file, file]) as bar:
    for _ in range(2):
        bar.begin_file(file.name)
        for read in (100, 200, 300):
            bar.count_document(read)
            time.sleep(0.1)
        bar.end_file()
"""
    shown_to, ours = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen([sys.executable, "-c", program], stdout=ours, stderr=ours, env=environment) as running:
        os.close(ours)
        shown = read_all(shown_to)
    assert running.returncode == 0
    assert "terminal.py" in shown
    assert "6 documents, " in shown  # how it ends; what is shown before depends on the machine
    assert "/s" in shown
    assert "0:00:0" in shown


def read_all(shown_to: int) -> str:
    """All that is written until the other end is closed."""
    shown = b""
    try:
        while data := os.read(shown_to, 65536):
            shown += data
    except OSError:  # how Linux says that a terminal's other end is closed
        pass
    os.close(shown_to)
    return shown.decode()


def test_a_pipe_is_shown_nothing(files: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.show_file_progress(files) as bar:
        bar.begin_file("a")
        bar.count_document(1)
        bar.end_file()
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_a_log_line_stays_one_line_whatever_names_are_in_it() -> None:
    name = "a\nERROR forged\x1b[2J\u2028b"
    record = logging.LogRecord("rujuk", logging.ERROR, "", 1, "cannot read %s", (name,), None)
    written = terminal.LogFormatter("%(levelname)s %(message)s").format(record)
    assert written == r"ERROR cannot read a\nERROR forged\x1b[2J\u2028b"


def test_one_is_counted_in_the_singular() -> None:
    assert [terminal.counted(count, "question") for count in (0, 1, 2000)] == [
        "0 questions",
        "1 question",
        "2,000 questions",
    ]
