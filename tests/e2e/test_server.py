"""The server on a real port: a first start makes the library, offline, and what it answers can be checked."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Program, Server

pytestmark = pytest.mark.slow

QUESTIONS = (
    "How many MSMEs are there in ASEAN?",
    "Which country chairs ASEAN in 2025?",
    "Who is the director of the centre?",
    "What is the boiling point of mercury?",
)
OFFLINE = """
import os, sys
LOOPBACK = {None, "", "127.0.0.1", "::1", "localhost", b"127.0.0.1", b"localhost"}
def guard(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if host not in LOOPBACK:
        with open(os.environ["ATTEMPTS"], "a") as attempts:
            attempts.write(f"{event} {host}\\n")
        raise OSError(f"no network here: {event} {host}")
sys.addaudithook(guard)
"""


def ask(server: Server, question: str) -> dict[str, Any]:
    response = server.client.post("/v1/ask", json={"question": question})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    answer.pop("elapsed_ms")
    return answer


def test_a_first_start_answers_with_quotes_that_can_be_checked_and_the_same_after_a_restart(rujuk: Program) -> None:
    with rujuk.serve() as server:
        before = [ask(server, question) for question in QUESTIONS]
        assert before[0]["status"] == "answered"
        assert "70 million" in before[0]["answer"]["text"]
        for answer in before:
            for passage in answer["passages"]:
                quote = passage["citation"]["quote"]
                text = server.client.get(passage["citation"]["href"]).text
                assert text[quote["start"] : quote["end"]] == quote["text"]
                assert text[passage["citation"]["start"] : passage["citation"]["end"]] == passage["text"]
                assert server.client.post("/v1/verify", json=passage["citation"]).json()["status"] == "found"
        code, errors = server.stop(signal.SIGTERM)
        assert (code, "Traceback" in errors) == (-signal.SIGTERM, False)
    with rujuk.serve() as server:
        assert [ask(server, question) for question in QUESTIONS] == before
        code, errors = server.stop(signal.SIGINT)
        assert (code, "Traceback" in errors) == (130, False)


def test_a_first_start_uses_no_network(rujuk: Program, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(OFFLINE)
    attempts = tmp_path / "attempts"
    offline = {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]),
        "ATTEMPTS": str(attempts),
    }
    rujuk.environment.update(offline)
    with rujuk.serve() as server:
        assert ask(server, QUESTIONS[0])["status"] == "answered"
    assert not attempts.exists(), attempts.read_text()

    reaching_out = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    refused = subprocess.run(
        [sys.executable, "-c", reaching_out], env=rujuk.environment, check=False, capture_output=True
    )
    assert b"no network here" in refused.stderr
    assert "192.0.2.1" in attempts.read_text()


def test_what_another_process_adds_and_removes_counts_at_the_next_question(rujuk: Program, tmp_path: Path) -> None:
    path = tmp_path / "keeper.txt"
    path.write_text("The lighthouse keeper of Pulau Pisang counted 412 ships in March.")
    question = "How many ships did the lighthouse keeper count?"
    with rujuk.serve() as server:
        assert "412" not in str(ask(server, question))
        added = rujuk("add", path)
        assert (added.returncode, added.stdout) == (0, f"added: {path} as keeper\n"), added.stderr
        answer = ask(server, question)
        assert answer["status"] == "answered"
        assert "412" in answer["answer"]["text"]
        assert rujuk("remove", "keeper").returncode == 0
        assert "412" not in str(ask(server, question))


def test_two_first_starts_at_once_both_answer(rujuk: Program) -> None:
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        starting = [pool.submit(stack.enter_context, rujuk.serve()) for _ in range(2)]
        one, other = (started.result() for started in starting)
        assert ask(one, QUESTIONS[0]) == ask(other, QUESTIONS[0])
        assert len(one.client.get("/v1/documents").json()["documents"]) == 1


def test_an_upload_over_the_limit_hears_why(rujuk: Program) -> None:
    rujuk.environment["RUJUK_MAX_UPLOAD_BYTES"] = "1000000"
    with rujuk.serve() as server:
        for content in (b"x" * 4_000_000, b"x" * 1_000_001):
            response = server.client.post("/v1/documents", files={"file": ("large.txt", content)})
            assert response.status_code == 413
            assert response.headers["content-type"] == "application/problem+json"


def test_text_is_utf_8_in_a_c_locale(rujuk: Program, tmp_path: Path) -> None:
    text = "เรือเฟอร์รี่ออกเวลาเก้าโมง"
    (tmp_path / "thai.txt").write_text(text, "utf-8")
    rujuk.environment.update({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})
    assert rujuk("add", tmp_path / "thai.txt").returncode == 0
    assert rujuk("show", "thai").stdout == text


def test_a_model_that_is_not_there_ends_the_server_with_one_line(rujuk: Program) -> None:
    rujuk.environment["RUJUK_EMBEDDER"] = "no-such-model"
    ended = rujuk("serve", "--port", "0")
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.splitlines()[-1].startswith("rujuk: ")
    assert "no-such-model" in ended.stderr
    assert "Traceback" not in ended.stderr
