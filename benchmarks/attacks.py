"""Small inputs that want to stop a server: what each takes of its memory, and how long /healthz waits beside it.

    python -m benchmarks.attacks [--code FOLDER] [--only NAME ...] [--seconds N] [--mixed N] [--set NAME=VALUE ...]
                                 [--embedder NAME] [--work FOLDER]

Each attack has a server of its own, of the code in `--code` (by default this), on an empty folder, and `--seconds` to
come to an end. Memory is the peak of the server and of its processes together, beyond what it held before. "nothing"
is no attack: what `/healthz` waits then is the machine's doing. Then, for `--mixed` seconds, 64 clients ask and add at
once, each as soon as it has its answer; one that is told 503 with `Retry-After` waits so long and counts as "told", and
any other 5xx stands with its number. `--set` is for the server's settings. Made for Linux, which tells what processes
hold.
"""

import argparse
import http.client
import io
import json
import os
import socket
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path

from benchmarks import machine
from benchmarks.figures import percentile
from benchmarks.load import HOST
from benchmarks.options import parser
from benchmarks.servers import Server, running

_RELEASE = "asean-msme-green-transition"
_QUESTION = "How many MSMEs are there in ASEAN?"
_CLIENTS = 64
_LOOK = 0.05
_LARGE = 10
Said = Counter[str]


class Client:
    """Sends what an attack is made of, and counts what is answered."""

    def __init__(self, port: int, most: float, *, patient: bool = False) -> None:
        self.port = port
        self.said: Said = Counter()
        self._most = most
        self._patient = patient

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> int:
        """Send a request; its status, 0 where none came. Where it is told when to come again it waits until then."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=self._most)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            response.read()
            status = response.status
            later = response.headers["Retry-After"]
        except (OSError, http.client.HTTPException):
            status, later = 0, None
        finally:
            connection.close()
        self.said[f"{status or 'cut off'}{' told' * bool(later)}"] += 1
        if self._patient and later:
            time.sleep(int(later))
        return status

    def ask(self, **given: object) -> int:
        """Ask a question."""
        return self.send("POST", "/v1/ask", json.dumps({"question": _QUESTION} | given).encode(), **_JSON)

    def upload(self, name: str, data: bytes) -> int:
        """Upload a file."""
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + b"\r\n--x--\r\n"
        return self.send("POST", "/v1/documents", body, Content_Type="multipart/form-data; boundary=x")

    def stall(self, *begun: bytes) -> None:
        """Open a connection for each beginning of a request, and say no more until the server hangs up."""
        open_ones = [socket.create_connection((HOST, self.port), timeout=self._most) for _ in begun]
        for each, beginning in zip(open_ones, begun, strict=True):
            with suppress(OSError):
                each.sendall(beginning)
        for each in open_ones:
            with suppress(OSError):
                self.said[each.recv(12)[9:12].decode() or "cut off"] += 1
            each.close()

    def leave(self) -> None:
        """Ask a question, and be gone before it is answered."""
        with suppress(OSError), socket.create_connection((HOST, self.port), timeout=self._most) as each:
            each.sendall(_question())
        self.said["left"] += 1


_JSON = {"Content_Type": "application/json"}


def _head(path: str, length: int, kind: str = "application/json") -> bytes:
    lines = (f"POST {path} HTTP/1.1", f"Host: {HOST}", f"Content-Type: {kind}", f"Content-Length: {length}")
    return "\r\n".join((*lines, "", "")).encode()


def _question() -> bytes:
    body = json.dumps({"question": _QUESTION, "top_k": 100}).encode()
    return _head("/v1/ask", len(body)) + body


def _at_once(work: Callable[[int], object], times: int = _CLIENTS, clients: int = _CLIENTS) -> None:
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(times)))


def _archive(words: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", words)
    return packed.getvalue()


def _records(name: str, count: int) -> bytes:
    lines = (json.dumps({"id": f"{name}-{n}", "text": f"Ferry {n} of {name} leaves at nine."}) for n in range(count))
    return "\n".join(lines).encode()


def _send_fields(client: Client, times: int) -> None:
    body = json.dumps({f"{number:x}": 1 for number in range(85_000)}).encode()
    _at_once(lambda _: client.send("POST", "/v1/ask", body, **_JSON), times, times // 2)


def _headings() -> bytes:
    above = "\n\n".join(f"{'#' * (depth + 1)} {'x' * 20_000}" for depth in range(6))
    return f"{above}\n\n{'word' * 2}\n\n".encode() + b"word\n\n" * 5_000


def _citation() -> bytes:
    words = (resources.files("corpus.bundled") / f"{_RELEASE}.txt").read_text("utf-8")
    quote = {"text": "".join(reversed(words)) * 280, "start": 0, "end": 900_000}
    return json.dumps({"document": {"id": _RELEASE}, "quote": quote}).encode()


ATTACKS: dict[str, Callable[[Client], object]] = {
    "nothing": lambda _: time.sleep(10),
    "headings of 20 KB over 5,000 paragraphs": lambda c: c.upload("a.md", _headings()),
    "240 KB of marks on one letter": lambda c: c.upload("a.txt", b"a" + "\u0301\u0316".encode() * 60_000),
    "a citation with a quote of 850 KB": lambda c: c.send("POST", "/v1/verify", _citation(), **_JSON),
    "a header of 60 MB": lambda c: c.send("GET", "/healthz", A="x" * 60_000_000),
    "64 uploads of 2,000 records at once": lambda c: _at_once(lambda n: c.upload("a.jsonl", _records(f"u{n}", 2_000))),
    "400 clients that stall": lambda c: c.stall(
        *[b""] * 100,
        *[b"GET / HTTP/1.1\r\nA: "] * 100,
        *[_head("/v1/ask", 900) + b"{"] * 100,
        *[_head("/v1/documents", 40_000_000, "multipart/form-data; boundary=x") + b"--x\r\n"] * 100,
    ),
    "20 connections with 10,000 requests each, sent at once": lambda c: c.stall(
        *[_question() + b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 10_000] * 20
    ),
    "500 questions whose clients leave": lambda c: _at_once(lambda _: c.leave(), 500),
    "9 MB of text on one line": lambda c: c.upload("a.txt", b"word. " * 1_500_000),
    "9 MB of Thai without a space": lambda c: c.upload("a.txt", "เรือข้ามฟากออกเก้าโมง".encode() * 140_000),
    "a record with 40 MB of brackets": lambda c: c.upload(
        "a.jsonl", b'{"text": "a", "metadata": {"a": [' + b"{}," * 13_000_000 + b"{}]}}"
    ),
    "a Word file of 50 KB that holds 50 MB": lambda c: c.upload("a.docx", _archive(b"<w:p/>" * 8_000_000)),
    "a body of 1 MB of brackets": lambda c: c.send("POST", "/v1/ask", b"[" * 1_000_000, **_JSON),
    "600 bodies of 1 MB of fields, 300 at once": lambda c: _send_fields(c, 600),
    "512 questions for 100 passages": lambda c: _at_once(lambda n: c.ask(question=f"{_QUESTION} {n}", top_k=100), 512),
    "512 lists of documents": lambda c: _at_once(lambda _: c.send("GET", "/v1/documents"), 512),
}


def main() -> None:
    """Print the tables."""
    chosen = _arguments()
    print(f"{machine.line()}\n\n| attack | memory, MB | longest wait of /healthz, s | took, s | answered |")
    print("|---|---|---|---|---|")
    for name, attack in ATTACKS.items():
        if any(part in name for part in chosen.only or [""]):
            with _server(chosen) as (server, folder):
                print(f"| {name} | {_attacked(server, folder, attack, chosen.seconds)} |", flush=True)
    if chosen.mixed:
        with _server(chosen) as (server, _):
            print("\n" + _mixed(server, chosen.mixed))


def _arguments() -> argparse.Namespace:
    made = parser(__doc__, work="attacks")
    made.add_argument("--code", type=Path, default=Path(__file__).parents[1], metavar="FOLDER", help="whose server")
    made.add_argument("--only", nargs="*", metavar="NAME", help="parts of the attacks' names")
    made.add_argument("--seconds", type=float, default=60, metavar="N", help="by default 60")
    made.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="settings, such as RUJUK_READER=off")
    made.add_argument("--mixed", type=float, default=60, metavar="N", help="by default 60; 0: not at all")
    return made.parse_args()


@contextmanager
def _server(chosen: argparse.Namespace) -> Iterator[tuple[Server, Path]]:
    chosen.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=chosen.work) as folder:
        settings = {
            "PYTHONPATH": chosen.code,
            "RUJUK_LIBRARY": f"{folder}/library",
            "RUJUK_EMBEDDER": chosen.embedder,
            "TMPDIR": folder,
        }
        program = ["env", "-C", str(chosen.code), *(f"{name}={value}" for name, value in settings.items()), *chosen.set]
        program += [sys.executable, "-m", "api.cli", "serve", "--port"]
        with running(lambda port: [*program, str(port)], chosen.work / "attacks.log") as server:
            server.answer(_QUESTION)
            yield server, Path(folder)


class _Watch:
    """Asks /healthz all the time, and looks at what the server and its processes hold, until the `with` block ends."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._ends = threading.Event()
        self.longest = 0.0
        self.peak = self.before = self.held()

    def held(self) -> int:
        """MB that the server's processes hold."""
        return sum(_resident(process) for process in _family(self._server.process.pid)) >> 20

    def __enter__(self) -> "_Watch":
        self._threads = [threading.Thread(target=each) for each in (self._ask, self._look)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        while not self._ends.wait(_LOOK):
            began = time.perf_counter()
            Client(self._server.port, 300).send("GET", "/healthz")
            self.longest = max(self.longest, time.perf_counter() - began)

    def _look(self) -> None:
        while not self._ends.wait(_LOOK):
            self.peak = max(self.peak, self.held())


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _resident(process: int) -> int:
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")
    return 0


def _attacked(server: Server, folder: Path, attack: Callable[[Client], object], seconds: float) -> str:
    client = Client(server.port, seconds)
    began = time.perf_counter()
    with _Watch(server) as watch, ThreadPoolExecutor(1) as pool:
        done, _ = wait([pool.submit(attack, client)], seconds)
        took = time.perf_counter() - began
        if not done:
            server.process.kill()
    said = ", ".join(f"{count} x {status}" for status, count in sorted(client.said.items()))
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) >> 20
    said += f"; {size} MB on the disk" * (size > _LARGE)
    return f"{watch.peak - watch.before:,} | {watch.longest:.2f} | {took:.1f} | {said}"


def _mixed(server: Server, seconds: float) -> str:
    """Three clients in four ask, one adds."""
    waits: list[float] = []
    asked, added = Client(server.port, 60, patient=True), Client(server.port, 60, patient=True)
    ends = time.monotonic() + seconds
    held: list[int] = []

    def act(number: int) -> None:
        turn = 0
        while time.monotonic() < ends:
            turn += 1
            if number % 4 == 0:
                added.upload(f"{number}-{turn}.txt", f"The ferry {number} leaves at {turn}.".encode())
                continue
            began = time.perf_counter()
            if asked.ask(question=f"{_QUESTION} {number} {turn}") == http.HTTPStatus.OK:
                waits.append(time.perf_counter() - began)

    with _Watch(server) as watch, ThreadPoolExecutor(_CLIENTS) as pool:
        for number in range(_CLIENTS):
            pool.submit(act, number)
        while time.monotonic() < ends:
            time.sleep(seconds / 4)
            held.append(watch.held())
    return (
        f"{_CLIENTS} clients for {seconds:g} s: questions {dict(asked.said)}, p50 {percentile(waits, 0.5):.2f} s, "
        f"p99 {percentile(waits, 0.99):.2f} s; uploads {dict(added.said)}; /healthz at most {watch.longest:.2f} s; "
        f"memory {watch.before} MB before, then {held}"
    )


if __name__ == "__main__":
    main()
