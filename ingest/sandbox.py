"""The sandbox: files are parsed in confined worker processes with limits on time and memory, killed without harm."""

import atexit
import base64
import contextlib
import copy
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from corpus.errors import DocumentRefused
from corpus.languages import Detect, detect
from ingest.assembly import Divided
from ingest.formats.bundle import Member
from ingest.formats.registry import by_name
from ingest.metadata import language_of
from ingest.packing import unpack
from ingest.sandbox_worker import MEMBERS, PAGE

Result = TypeVar("Result")

_IDLE: Final = 2
"""Workers kept for the next file."""
_log = logging.getLogger("rujuk")
_STARTING_SECONDS: Final = 120
_INHERITED: Final = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONPATH", "SYSTEMROOT")
"""Of the environment, what Python needs to start: whatever else is in it is not for a worker to know."""
FULL_CONFINEMENT: Final = "Landlock and seccomp"
"""What a worker on Linux says that confines it where the kernel has both."""
_ROOT: Final = str(Path(__file__).parents[1])
_START: Final = (
    "import sys; sys.path.append(sys.argv[1]); from ingest.sandbox_worker import main; main(int(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may take: seconds for a small file, more for each MiB, at the most; bytes of memory.

    `memory` is beyond what a worker has when it starts. Dense text takes a few seconds for each MiB. After `files`
    files a worker is replaced, so that what a library leaks goes.
    """

    seconds: int = 30
    seconds_per_mib: int = 20
    most_seconds: int = 240
    memory: int = 2**30
    files: int = 200

    def seconds_for(self, length: int) -> int:
        """Give the seconds for a file of so many bytes."""
        return min(self.most_seconds, self.seconds + self.seconds_per_mib * length // 2**20)


class Sandbox:
    """Worker processes that parse files, one file each at a time; idle ones are kept for the next. Safe for threads.

    It opens with the first file. After `close` it holds no process, and a next file opens it again.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._working = set[_Worker]()
        self._interrupted = False

    def interruptible(self) -> Self:
        """Give one of the same processes, whose reading can be interrupted by itself."""
        made = copy.copy(self)
        made._working = set()
        return made

    def interrupt(self) -> None:
        """End the processes that are reading now, and read nothing more."""
        with self._lock:
            self._interrupted = True
            for worker in self._working:
                worker.kill()

    @property
    def working(self) -> int:
        """How many files are being read."""
        return len(self._working)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the workers that are idle."""
        with self._lock:
            workers = self._idle.copy()
            self._idle.clear()
        for worker in workers:
            worker.end()

    def parse(self, kind: str, data: bytes, detect: Detect = detect) -> Divided:
        """Tell what the reader of the format of that name finds in the bytes, divided into paragraphs.

        `detect` tells languages apart, here: no worker need load what it knows. Raises DocumentRefused, also for a
        file that takes too long or too much memory, or that ends the worker.
        """
        trusted = by_name(kind).takes in {"text", "lines"}

        def receive(worker: "_Worker", about: dict[str, Any]) -> Divided:
            worker.tell(language_of(about["declared"], about["sample"], detect, trusted=trusted))
            return unpack(worker.take_plain(), worker.take)

        return self._run(kind, data, receive)

    def unpack(self, kind: str, data: bytes) -> list[Member]:
        """Give the files of an archive of the format of that name. Raises DocumentRefused as `parse` does."""

        def receive(worker: "_Worker", answer: dict[str, Any]) -> list[Member]:
            named = answer["members"]
            return [Member(name, b"" if refused else worker.take(), refused) for name, refused in named]

        return self._run(f"{MEMBERS}{kind}", data, receive)

    def draw(self, data: bytes, page: int) -> bytes:
        """Give a page of a PDF, from 1, as a PNG image. Raises DocumentRefused as `parse` does."""
        return self._run(f"{PAGE}{page}", data, lambda _, answer: base64.b64decode(answer["image"]))

    def _run(self, kind: str, data: bytes, receive: "_Receive[Result]") -> Result:
        """Tell what a worker answers, a new one where an old one fails. Raises DocumentRefused."""
        worker = self._take() or _Worker(self._limits)
        try:
            answer = self._ask(worker, kind, data, receive)
        except _Lost:
            if worker.files == 1:
                raise DocumentRefused(self._too_much) from None
            worker = _Worker(self._limits)  # what files before it left in memory must not be laid to this one
            try:
                answer = self._ask(worker, kind, data, receive)
            except _Lost:
                raise DocumentRefused(self._too_much) from None
        self._give_back(worker)
        if isinstance(answer, DocumentRefused):
            raise answer
        return answer

    def _ask(self, worker: "_Worker", kind: str, data: bytes, receive: "_Receive[Result]") -> Result | DocumentRefused:
        """Give the worker's answer; without one the worker is ended. Raises DocumentRefused, _Lost."""
        try:
            with self._at_work(worker):
                return worker.answer(kind, data, receive)
        except BaseException as error:
            worker.end()
            if self._interrupted:
                raise DocumentRefused("reading it was interrupted; add it again") from error
            raise

    @contextlib.contextmanager
    def _at_work(self, worker: "_Worker") -> Iterator[None]:
        with self._lock:
            if self._interrupted:
                worker.kill()
            self._working.add(worker)
        try:
            yield
        finally:
            with self._lock:
                self._working.discard(worker)

    def confinement(self) -> str:
        """Name what the system confines a worker with, "" for nothing. Raises DocumentRefused where none can be had."""
        worker = self._take() or _Worker(self._limits)
        try:
            worker.greet()
        except DocumentRefused:
            worker.end()
            raise
        self._give_back(worker)
        return worker.confinement

    @property
    def idle(self) -> tuple[int, ...]:
        """The numbers of the processes that wait for a file."""
        with self._lock:
            return tuple(worker.pid for worker in self._idle)

    @property
    def _too_much(self) -> str:
        memory = self._limits.memory // 2**20
        return f"reading it takes more than {memory} MiB of memory, or it is damaged; divide or repair it"

    def _take(self) -> "_Worker | None":
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None or worker.lives:
                return worker
            worker.end()

    def _give_back(self, worker: "_Worker") -> None:
        with self._lock:
            kept = worker.files < self._limits.files and len(self._idle) < _IDLE and not worker.killed
            if kept:
                self._idle.append(worker)
        if not kept:
            worker.end()


@cache
def shared() -> Sandbox:
    """Give the sandbox of whoever has none: one for the process, made when it is first needed."""
    return Sandbox()


class _Lost(Exception):
    """A worker ended or had no memory left."""


class _Refusal(Exception):
    """A worker refuses the file; why."""


class _Worker:
    """A process that runs `ingest/sandbox_worker.py`. Raises DocumentRefused where the system gives none."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        command = [sys.executable, "-P", "-c", _START, _ROOT, str(limits.memory)]
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
                command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment
            )
        except OSError as error:
            raise DocumentRefused(f"no process could be had to read it ({error.strerror}); try again") from error
        if self._process.stdin is None or self._process.stdout is None:
            raise TypeError("both were asked to be pipes")
        self._orders, self._answers = self._process.stdin, self._process.stdout
        self.killed = False
        self._greeted = False
        self.confinement = ""
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

    def greet(self) -> None:
        """Wait until the process has started, and says what confines it. Raises DocumentRefused where it does not."""
        if self._greeted:
            return
        timer = threading.Timer(_STARTING_SECONDS, self.kill)
        timer.start()
        said = self._answers.readline()
        timer.cancel()
        if not said:
            raise DocumentRefused("the process that is to read it does not start; try again")
        self._greeted = True
        self.confinement = said.decode().strip()
        _log.info("files are parsed in a process confined by %s", self.confinement or "limits on time and memory alone")

    def answer(self, kind: str, data: bytes, receive: "_Receive[Result]") -> Result | DocumentRefused:
        """Give the result that `receive` makes, which gets the first answer and reads the others; or the refusal.

        Raises DocumentRefused when time is up, _Lost when none comes: the worker is of no use then.
        """
        self.files += 1
        self.greet()
        seconds = self._limits.seconds_for(len(data))
        timer = threading.Timer(seconds, self.kill)
        timer.start()
        try:
            self._orders.write(b"%s %d %d\n" % (kind.encode(), seconds, len(data)))
            self._orders.write(data)
            self._orders.flush()
            return receive(self, self.take_plain())
        except _Refusal as refusal:
            return DocumentRefused(str(refusal))
        except (OSError, ValueError) as error:
            if self.killed:
                late = f"reading it takes longer than {seconds} seconds; divide or simplify it"
                raise DocumentRefused(late) from error
            raise _Lost from error
        finally:
            timer.cancel()

    def end(self) -> None:
        """Kill the process and wait until it is gone."""
        atexit.unregister(self.end)
        self._process.kill()
        for stream in (self._orders, self._answers):
            with contextlib.suppress(OSError):  # what was still to be written has nobody to read it
                stream.close()
        self._process.wait()

    def tell(self, what: str | None) -> None:
        """Tell the worker what it waits for. Raises OSError."""
        self._orders.write(json.dumps(what).encode() + b"\n")
        self._orders.flush()

    def take(self) -> bytes:
        """The worker's next frame. Raises OSError, or ValueError where it is not whole."""
        length = int(self._answers.readline())
        frame = self._answers.read(length)
        if len(frame) < length:
            raise ValueError("the worker ended within a frame")
        return frame

    def take_plain(self) -> dict[str, Any]:
        """The worker's next frame, of JSON. Raises _Refusal, _Lost, OSError, ValueError."""
        answer = dict(json.loads(self.take()))
        if "refused" not in answer:
            return answer
        if answer["refused"] is None:
            raise _Lost
        raise _Refusal(answer["refused"])

    def kill(self) -> None:
        """Have no answer come."""
        self.killed = True
        self._process.kill()


_Receive = Callable[[_Worker, dict[str, Any]], Result]
