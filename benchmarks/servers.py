"""Server processes: started, waited for, weighed, stopped."""

import http.client
import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.load import HOST, PATH, TOP_K

_MOST_SECONDS = 120
_PAUSE = 0.02  # seconds between two looks at a server that does not answer yet: oftener would slow its start

Command = Callable[[int], Sequence[str]]
"""The command line for a port."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running process, and the port that it serves on."""

    process: "subprocess.Popen[bytes]"
    port: int
    started: float

    def first(self, questions: Iterable[str], right: Callable[[int, Any], bool]) -> float:
        """Seconds from the start of the process to the first answer that is right: `right(number, answer)`."""
        for number, question in enumerate(questions):
            if right(number, self.answer(question)):
                return time.perf_counter() - self.started
        raise SystemExit("the server answers none of the first questions right")

    def answer(self, question: str) -> Any:
        """Ask; the answer, as soon as there is one: until then the port is closed, or what listens says 503."""
        while time.perf_counter() < self.started + _MOST_SECONDS and self.process.poll() is None:
            connection = http.client.HTTPConnection(HOST, self.port, timeout=_MOST_SECONDS)
            try:
                body = json.dumps({"question": question, "top_k": TOP_K})
                connection.request("POST", PATH, body, {"Content-Type": "application/json"})
                response = connection.getresponse()
                if response.status == 200:
                    return json.load(response)
            except (ConnectionError, http.client.BadStatusLine):
                pass
            finally:
                connection.close()
            time.sleep(_PAUSE)
        raise SystemExit("the server does not answer; its log in the work folder may say why")

    def memory(self, kind: str) -> float:
        """Memory of the process, MB (2**20): `VmRSS` now, `VmHWM` at most since its start; only Linux tells."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(rf"{kind}:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else float("nan")


@contextmanager
def running(command: Command, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[Server]:
    """A server of that command on a free port, until the `with` block ends; what it says goes into the log.

    `environment`: what it has besides this process's.
    """
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    with log.open("wb") as out:
        started = time.perf_counter()
        process = subprocess.Popen([*command(port)], stdout=out, stderr=out, env=os.environ | (environment or {}))
        try:
            yield Server(process, port, started)
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
