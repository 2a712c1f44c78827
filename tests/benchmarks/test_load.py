"""The client asks every question once, at most so many at a time, and keeps the answers in the questions' order."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from benchmarks import load


class Echo(BaseHTTPRequestHandler):
    """Answers a question with itself; `busy` with 503; to `die` it hangs up."""

    protocol_version = "HTTP/1.1"
    at_once: ClassVar[list[int]] = []
    _now = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        question = json.loads(body)["question"]
        if question == "die":
            self.close_connection = True
            return
        type(self)._now += 1
        self.at_once.append(self._now)
        time.sleep(0.002)
        type(self)._now -= 1
        self.send_response(503 if question == "busy" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:5])
        self.wfile.write(body[5:])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    Echo.at_once.clear()
    with ThreadingHTTPServer((load.HOST, 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("clients", [1, 4])
def test_answers_are_in_the_order_of_the_questions(port: int, clients: int) -> None:
    questions = [f"question {number}" for number in range(40)]
    done = load.ask(port, questions, clients)
    assert [reply.answer()["question"] for reply in done.replies] == questions
    assert all(0.002 <= reply.seconds <= done.seconds for reply in done.replies)
    assert len(Echo.at_once) == 40
    assert max(Echo.at_once) <= clients


def test_what_is_refused_is_kept_with_its_status(port: int) -> None:
    busy, fine = load.ask(port, ["busy", "fine"], 1).replies
    assert (busy.status, busy.answer()) == (503, None)
    assert (fine.status, fine.answer()["question"]) == (200, "fine")


def test_a_broken_connection_is_a_failure_and_ends_its_client(port: int) -> None:
    replies = load.ask(port, ["die", "one", "two", "three"], 2).replies
    assert [reply.status for reply in replies] == [0, 200, 200, 200]


def test_nobody_left_to_ask_is_a_failure_too(port: int) -> None:
    replies = load.ask(port, ["die", "never sent"], 1).replies
    assert [reply.status for reply in replies] == [0, 0]


def test_no_server_is_said() -> None:
    with socket.create_server((load.HOST, 0)) as free:
        unused = free.getsockname()[1]
    with pytest.raises(OSError, match="Connect"):
        load.ask(unused, ["anybody there?"], 1)
