"""A process that has loaded all that is needed, and forks a child for each piece of work: to be killed at it.

Started as `python -m tests.crash.nursery`. Reads a line of JSON a child from its standard input; the child writes "at",
when it begins, "done N" when its N-th step has returned, and which moment it is at before it kills itself.
"""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus.library import Library
from corpus.storage import DatabaseURL
from tests.crash.work import State, Step, carry_out

_INSTRUCTIONS = 300  # of SQLite's machine, between two looks at whether to die


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _work(json.loads(line))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        _say(f"ended {os.waitstatus_to_exitcode(status)}")


def _work(job: dict[str, Any]) -> None:
    folder = Path(job["folder"])
    state = State(job["documents"], job["dimension"])
    death = Death(*job["die"]) if job["die"] else None
    if death is not None:
        death.lie_in_wait()
    _say(f"at {os.getpid()}")
    library = Library.create(DatabaseURL(job["database"]) if job.get("database") else folder / "library")
    for number, fields in enumerate(job["steps"], start=1):
        step = Step(**fields)
        if death is not None:
            death.begin(number)
        carry_out(folder, library, state, step)
        state = state.after(step)
        _say(f"done {number}")
    library.close()


class Death:
    """Kills its process at the n-th moment of a step; before and after each call that changes files, moments pass."""

    def __init__(self, step: int, moment: int) -> None:
        self._step = step
        self._moment = moment
        self._now = 0

    def begin(self, step: int) -> None:
        self._now = step

    def passes(self, what: str) -> None:
        if self._now != self._step:
            return
        self._moment -= 1
        if self._moment < 0:
            _say(f"dies {what}")
            os.kill(os.getpid(), signal.SIGKILL)

    def lie_in_wait(self) -> None:
        for name in ("rename", "replace", "link", "unlink", "fsync", "mkdir", "rmdir", "write"):
            setattr(os, name, self._around(f"os.{name}", getattr(os, name)))
        death, connect = self, sqlite3.connect

        class Mortal(sqlite3.Connection):
            def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
                if sql.lstrip().startswith("SELECT"):
                    return super().execute(sql, *arguments)
                what = " ".join(sql.split()[:3])
                death.passes(f"before {what}")
                done = super().execute(sql, *arguments)
                death.passes(f"after {what}")
                return done

            def backup(self, *arguments: Any, **named: Any) -> None:
                named |= {"pages": 1, "progress": lambda *_: death.passes("during a back-up")}
                super().backup(*arguments, **named)

        def connect_mortal(*arguments: Any, **named: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*arguments, **named, factory=Mortal)
            connection.set_progress_handler(lambda: death.passes("inside a statement"), _INSTRUCTIONS)
            return connection

        sqlite3.connect = connect_mortal  # type: ignore[assignment]  # the child is ours, and ends here

    def _around(self, what: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def around(*arguments: Any, **named: Any) -> Any:
            if what == "os.write" and arguments[0] == 1:  # our own word
                return call(*arguments, **named)
            self.passes(f"before {what}")
            result = call(*arguments, **named)
            self.passes(f"after {what}")
            return result

        return around


def _say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    main()
