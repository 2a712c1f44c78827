"""Children that are killed, from the outside: what they had said was done, and how they ended."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.crash.work import State, Step, to_json

_ROOT = Path(__file__).parents[2]
_PATIENCE = 60.0


@dataclass(frozen=True)
class Ended:
    """How a child ended: steps it had said were done, whether it was killed, and where it killed itself."""

    done: int
    killed: bool
    where: str | None


class Nursery:
    """The process that forks children; one at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.nursery"],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._read = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def run(
        self,
        folder: Path,
        state: State,
        steps: Sequence[Step],
        *,
        die: tuple[int, int] | None,
        after: float | None,
        database: str | None = None,
    ) -> Ended:
        """Have a child do the steps; it dies at a moment (step, number), or is killed after so many seconds.

        Its library is in the folder, or in the database.
        """
        job = {"folder": str(folder), "documents": state.documents, "dimension": state.dimension, "die": die}
        job["database"] = database
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({**job, "steps": steps}, default=to_json).encode() + b"\n")
        return self._until_it_ends(after)

    def _until_it_ends(self, after: float | None) -> Ended:
        child = int(self._next().removeprefix("at "))
        done, where, deadline = 0, None, None if after is None else time.monotonic() + after
        while True:
            said = self._next(deadline)
            what, _, rest = said.partition(" ")
            if not said:
                with contextlib.suppress(ProcessLookupError):  # it has just come to its own end
                    os.kill(child, signal.SIGKILL)
                deadline = None
            elif what == "done":
                done = int(rest)
            elif what == "dies":
                where = rest
            else:
                assert what == "ended", said
                code = int(rest)
                assert code in (0, -signal.SIGKILL), f"a child failed ({code}): standard error says why"
                return Ended(done, code != 0, where)

    def _next(self, deadline: float | None = None) -> str:
        """The next line that is said; empty where none is until then."""
        assert self._process.stdout is not None
        while b"\n" not in self._read:
            left = _PATIENCE if deadline is None else max(deadline - time.monotonic(), 0)
            if not select.select([self._process.stdout], [], [], left)[0]:
                assert deadline is not None, "nothing is heard of the child"
                return ""
            self._read += os.read(self._process.stdout.fileno(), 65536)
        line, _, self._read = self._read.partition(b"\n")
        return line.decode()
