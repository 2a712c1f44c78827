"""What a worker may not do, tried from inside of one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import selectolax

from ingest import Sandbox, sandbox_worker
from ingest.formats.registry import FORMATS
from ingest.sandbox import Limits
from ingest.sandbox_worker import _program
from tests.ingest.formats.test_epub import book_of
from tests.ingest.formats.test_msg import msg_of
from tests.ingest.formats.test_odt import odt_of
from tests.ingest.formats.test_office import book, presentation, shape, slide
from tests.ingest.making import archive, docx, paragraph, pdf

landlockpy = pytest.importorskip("landlockpy", reason="it is Linux's")
seccompy = pytest.importorskip("seccompy", reason="it is Linux's")

ROOT = Path(__file__).parents[2]
TRIED = """
import json, os, socket, subprocess, sys, threading, urllib.request
from pathlib import Path
{before}
from ingest.confinement import confine
from ingest.sandbox_worker import _program
secret, parent = sys.argv[1:]
said = confine(_program())
def tried(what):
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "done"
thread = threading.Thread(target=lambda: None)
print(json.dumps({{
    "said": said,
    "read a file": tried(Path(secret).read_bytes),
    "list a folder": tried(lambda: os.listdir(Path(secret).parent)),
    "list the project": tried(lambda: os.listdir("{root}")),
    "write a file": tried(lambda: Path(secret).write_bytes(b"")),
    "read the environment of another": tried(Path("/proc", parent, "environ").read_bytes),
    "open a socket": tried(socket.socket),
    "open a datagram socket": tried(lambda: socket.socket(type=socket.SOCK_DGRAM)),
    "start a program": tried(lambda: subprocess.run(["/bin/true"])),
    "fork": tried(lambda: os.fork() or os._exit(0)),
    "kill its parent": tried(lambda: os.kill(int(parent), 0)),
    "start a thread": tried(thread.start),
    "read the program": tried(Path(json.__file__).read_bytes),
}}), flush=True)
"""
FORBIDDEN = ("PermissionError", "BlockingIOError")


def confined(secret: Path, before: str = "") -> dict[str, object]:
    code = TRIED.format(root=ROOT, before=before)
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code, secret, str(os.getpid())],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    return dict(json.loads(ran.stdout))


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text("A secret.")
    return tmp_path / "secret"


@pytest.mark.skipif(not landlockpy.supported() or not seccompy.supported(), reason="this kernel has not both")
def test_a_worker_reaches_no_file_no_network_and_no_process(secret: Path) -> None:
    tried = confined(secret)
    assert tried.pop("said") == ["Landlock", "seccomp"]
    assert (tried.pop("start a thread"), tried.pop("read the program")) == ("done", "done")
    assert {what for what, became in tried.items() if became not in FORBIDDEN} == set()
    assert secret.read_text() == "A secret."


def test_where_the_system_has_neither_that_is_said(secret: Path) -> None:
    without = "import landlockpy, seccompy\nlandlockpy.abi_version = lambda: 0\nseccompy.supported = lambda: False"
    tried = confined(secret, without)
    assert (tried["said"], tried["read a file"]) == ([], "done")


def test_a_worker_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "of the service")
    with Sandbox() as sandbox:
        said = sandbox.confinement()
        (worker,) = sandbox.idle
        environment = Path("/proc") / str(worker) / "environ"
        if environment.exists():
            assert b"A_SECRET" not in environment.read_bytes()
    assert said in ("", "Landlock", "seccomp", "Landlock and seccomp")


def test_all_that_is_parsed_is_parsed_in_there() -> None:
    files = {
        "pdf": pdf([(60, 700, "Some words.")]),
        "docx": docx(paragraph("Some words.")),
        "html": b"<html><p>Some words.</p>",
        "markdown": b"Some *words*.",
        "plain": b"Some words.",
        "xlsx": book("<row><c t='str'><v>Some words.</v></c></row>"),
        "pptx": presentation(slide(shape("Some words."))),
        "odt": odt_of("<text:p>Some words.</text:p>"),
        "rtf": b"{\\rtf1 Some words.}",
        "epub": book_of("<p>Some words.</p>"),
        "csv": b"Some words.",
        "subtitles": b"00:00:01.000 --> 00:00:02.000\nSome words.",
        "mail": b"Subject: One\n\nSome words.",
        "msg": msg_of({0x1000: "Some words."}),
        "jsonl": b'{"text": "Some words."}',
    }
    assert {*files, "zip"} == {row.name for row in FORMATS}
    with Sandbox(Limits(seconds=60)) as sandbox:
        (member,) = sandbox.unpack("zip", archive({"one.txt": "Some words."}))
        assert member.data == b"Some words."
        for kind, data in files.items():
            assert "Some words." in sandbox.parse(kind, data).content.text
        assert len(sandbox.idle) == 1


def test_a_worker_may_read_the_libraries_that_an_installed_rujuk_lies_among(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = Path(selectolax.__file__).parents[1]
    assert libraries in _program()
    assert ROOT not in _program()  # a clone holds more than the program
    monkeypatch.setattr(sandbox_worker, "_ROOT", libraries)
    assert libraries in _program()
