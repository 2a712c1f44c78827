"""The real program, as its users start it: a process of its own, on a real port."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Server:
    """A running `rujuk serve`, ready."""

    process: "subprocess.Popen[str]"
    client: httpx.Client

    def stop(self, number: signal.Signals) -> tuple[int, str]:
        """Send a signal; the exit code, and what was said on standard error."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors


class Program:
    """`rujuk`, with its own environment."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def __call__(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    @contextmanager
    def serve(self) -> Iterator[Server]:
        process = subprocess.Popen(
            self.command("serve", "--port", "0"),
            env=self.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            # A shell starts what runs behind it deaf to Ctrl-C, and that is handed down: the server must hear it.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  # no threads yet
        )
        with process:
            try:
                assert process.stdout is not None
                said = process.stdout.readline()
                assert " is ready at " in said, process.communicate()
                with httpx.Client(base_url=said.split()[5], timeout=60) as client:
                    yield Server(process, client)
            finally:
                process.kill()

    def command(self, *arguments: str | Path) -> list[str]:
        return [sys.executable, "-m", "api.cli", *map(str, arguments)]


@pytest.fixture
def rujuk(tmp_path: Path) -> Program:
    """The program; its library is a folder that does not exist yet."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("RUJUK_")}
    return Program(kept | {"RUJUK_LIBRARY": str(tmp_path / "library")})
