"""Parsing in worker processes: limits on time and memory, and whatever a file does to its worker, we go on."""

import atexit
import contextlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Final

from corpus.documents import Span
from corpus.errors import DocumentRefused
from ingest.content import Block, Content
from ingest.sniff import Parsed

SECONDS: Final = 30
"""Time for a small file."""
SECONDS_PER_MIB: Final = 10
"""Time more for each MiB of a file: dense text takes about a second."""
MOST_SECONDS: Final = 120
MEMORY: Final = 2**30
"""Bytes that a worker may take beyond what it has when it starts."""
FILES: Final = 200
"""Files after which a worker is replaced, so that what a library leaks goes."""
_IDLE: Final = 2
"""Workers kept for the next file."""
_TOO_MUCH: Final = f"reading it takes more than {MEMORY // 2**20} MiB of memory, or it is damaged; divide or repair it"
_ROOT: Final = str(Path(__file__).parents[1])
_START: Final = (
    "import sys; sys.path.append(sys.argv[1]); from ingest.sandbox_worker import main; main(int(sys.argv[2]))"
)

_idle: list["_Worker"] = []
_lock = threading.Lock()


def parse(kind: Parsed, data: bytes) -> Content:
    """What the reader of the format finds in the bytes, read by a worker process; one is kept for the next file.

    Raises DocumentRefused, also for a file that takes too long or too much memory, or that ends the worker.
    """
    worker = _taken() or _Worker()
    try:
        answer = _answer(worker, kind, data)
    except _Lost:
        if worker.files == 1:
            raise DocumentRefused(_TOO_MUCH) from None
        worker = _Worker()  # what files before it left in memory must not be laid to this one
        try:
            answer = _answer(worker, kind, data)
        except _Lost:
            raise DocumentRefused(_TOO_MUCH) from None
    _give_back(worker)
    return _unpacked(answer)


def _answer(worker: "_Worker", kind: Parsed, data: bytes) -> dict[str, Any]:
    """The worker's answer; without one the worker is ended."""
    try:
        return worker.answer(kind, data)
    except BaseException:
        worker.end()
        raise


def close() -> None:
    """End the workers that are kept."""
    with _lock:
        workers, _idle[:] = _idle[:], []
    for worker in workers:
        worker.end()


def _taken() -> "_Worker | None":
    while True:
        with _lock:
            worker = _idle.pop() if _idle else None
        if worker is None or worker.lives:
            return worker
        worker.end()


def _give_back(worker: "_Worker") -> None:
    with _lock:
        kept = worker.files < FILES and len(_idle) < _IDLE
        if kept:
            _idle.append(worker)
    if not kept:
        worker.end()


class _Lost(Exception):
    """A worker ended or had no memory left."""


class _Worker:
    """A process that runs `ingest/sandbox_worker.py`. Raises DocumentRefused where the system gives none."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-c", _START, _ROOT, str(MEMORY)]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
                command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise DocumentRefused(f"no process could be had to read it ({error.strerror}); try again") from error
        if self._process.stdin is None or self._process.stdout is None:
            raise TypeError("both were asked to be pipes")
        self._orders, self._answers = self._process.stdin, self._process.stdout
        self._late = False
        self.files = 0
        atexit.register(self.end)

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether the process is there; others may have ended it."""
        return self._process.poll() is None

    def answer(self, kind: Parsed, data: bytes) -> dict[str, Any]:
        """The worker's answer. Raises DocumentRefused when time is up, _Lost when none comes: it is of no use then."""
        self.files += 1
        seconds = min(MOST_SECONDS, SECONDS + SECONDS_PER_MIB * len(data) // 2**20)
        timer = threading.Timer(seconds, self._kill)
        timer.start()
        try:
            answer = self._exchange(b"%s %d %d\n" % (kind.encode(), seconds, len(data)), data)
        except (OSError, ValueError) as error:
            if self._late:
                late = f"reading it takes longer than {seconds} seconds; divide or simplify it"
                raise DocumentRefused(late) from error
            raise _Lost from error
        finally:
            timer.cancel()
        if answer.get("refused", "") is None:
            raise _Lost
        return answer

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        atexit.unregister(self.end)
        self._process.kill()
        for stream in (self._orders, self._answers):
            with contextlib.suppress(OSError):  # what was still to be written has nobody to read it
                stream.close()
        self._process.wait()

    def _exchange(self, order: bytes, data: bytes) -> dict[str, Any]:
        self._orders.write(order)
        self._orders.write(data)
        self._orders.flush()
        length = int(self._answers.readline())
        return dict(json.loads(self._answers.read(length)))

    def _kill(self) -> None:
        self._late = True
        self._process.kill()


def _unpacked(answer: dict[str, Any]) -> Content:
    if "refused" in answer:
        raise DocumentRefused(answer["refused"])
    blocks = tuple(Block(Span(start, end), kind, level, page) for start, end, kind, level, page in answer["blocks"])
    return Content(answer["text"], blocks, answer["title"], answer["published"], answer["language"], answer["metadata"])
