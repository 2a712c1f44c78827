"""The terminal: nothing that a document says can steer it, and a pipe gets clean lines."""

import io
import subprocess
import sys

import pytest

from api import terminal


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
