"""`rujuk add --watch` and Ctrl-C, as real processes: what is said is in the library, which is whole afterwards."""

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library
from tests.e2e.conftest import ROOT, Program

pytestmark = pytest.mark.slow


class Adding:
    """A running `rujuk add --json`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def line(self) -> dict[str, Any]:
        """The next line that it writes."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()
        said: dict[str, Any] = json.loads(line)
        return said

    def stop(self, number: signal.Signals) -> tuple[int, list[str]]:
        """Send a signal; the exit code, and the lines on standard error."""
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=60)
        return self.process.returncode, errors.splitlines()


@contextmanager
def adding(rujuk: Program, *arguments: str | Path) -> Iterator[Adding]:
    process = subprocess.Popen(
        rujuk.command("add", "--json", *arguments),
        env=rujuk.environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509  # as in `serve`
    )
    with process:
        try:
            yield Adding(process)
        finally:
            process.kill()


def documents(rujuk: Program) -> dict[str, str]:
    library = Library.open(Path(rujuk.environment["RUJUK_LIBRARY"]))
    return {document.id: library.text(document.id) for document in library.documents()}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_folder_is_followed_until_it_is_told_to_stop(rujuk: Program, tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "ferry.txt").write_text("The ferry leaves at nine.")
    (folder / "stays.txt").write_text("It stays.")
    with adding(rujuk, folder, "--watch") as running:
        assert {running.line()["id"] for _ in range(2)} == {"ferry", "stays"}
        (folder / "ferry.txt").write_text("The ferry leaves at ten.")
        assert running.line() == said(folder / "ferry.txt", "ferry", "updated")
        assert documents(rujuk)["ferry"] == "The ferry leaves at ten."
        (folder / "half.jsonl").write_text('{"id": "a", "text": "Al')
        assert running.line()["status"] == "refused"
        (folder / "half.jsonl").write_text('{"id": "a", "text": "Alpha."}\n')
        whole = running.line()
        while whole["status"] == "refused":  # it was written while it was still being read
            whole = running.line()
        assert whole == said(folder / "half.jsonl", "a", "added")
        (folder / "ferry.txt").rename(folder / "boat.txt")
        moved = said(folder / "boat.txt", "ferry", "updated", f"it was {folder}/ferry.txt")
        assert running.line() == moved
        (folder / "boat.txt").unlink()
        assert running.line() == said(folder / "boat.txt", "ferry", "removed")
        code, errors = running.stop(number)
    assert code == 0
    assert errors[-1].startswith("stopped: 3 added, 2 updated, 1 removed, ")
    assert set(documents(rujuk)) == {"stays", "a"}


def said(path: Path, document: str, status: str, detail: str | None = None) -> dict[str, Any]:
    return {"path": str(path), "id": document, "status": status, "detail": detail}


def test_ctrl_c_leaves_what_was_said_and_the_next_run_goes_on(rujuk: Program, tmp_path: Path) -> None:
    count = 600  # more than go in at once
    file = tmp_path / "many.jsonl"
    lines = [json.dumps({"id": f"d{number}", "text": f"Text {number}. More of it."}) for number in range(count)]
    file.write_text("\n".join(lines))
    with adding(rujuk, file) as running:
        first = [running.line()["id"] for _ in range(3)]
        code, errors = running.stop(signal.SIGINT)
    assert code == 130
    assert errors[-1].startswith("stopped: ")
    assert errors[-1].endswith(" added; run it again to go on")
    there = set(documents(rujuk))
    assert set(first) <= there < {f"d{number}" for number in range(count)}
    again = rujuk("add", file)
    assert again.returncode == 0
    assert again.stderr.splitlines()[-1] == f"{count - len(there)} added, {len(there)} unchanged"


def test_ctrl_c_in_the_midst_of_a_long_document_ends_soon_and_leaves_nothing_of_it(
    rujuk: Program, tmp_path: Path
) -> None:
    (tmp_path / "a-short.txt").write_text("It is short.")
    paragraphs = (f"Paragraph {number} says {number} things. It says no more." for number in range(20_000))
    (tmp_path / "long.txt").write_text("\n\n".join(paragraphs))
    with adding(rujuk, tmp_path / "a-short.txt", tmp_path / "long.txt") as running:
        assert running.line()["id"] == "a-short"
        code, errors = running.stop(signal.SIGINT)
    assert (code, errors[-1]) == (130, "stopped: 1 added; run it again to go on")
    assert set(documents(rujuk)) == {"a-short"}
