"""Write to the terminal or into a pipe: UTF-8 always, clean lines, progress bars, quiet where the reader has gone."""

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SIGPIPE_EXIT = 141  # what a shell reports of a program that SIGPIPE ended
_MAX_NAME = 32  # characters of a file's name beside a bar


def prepare() -> None:
    """Make standard output and error UTF-8 in every locale; what UTF-8 cannot carry is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def is_terminal() -> bool:
    """Whether a person reads along."""
    return sys.stdout.isatty()


def safe(text: str) -> str:
    """The text without control characters: a document's title shall not steer anybody's terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """The text, safe, on one line and without tabs."""
    return safe(" ".join(text.split()))


def write(text: str, end: str = "\n") -> None:
    """Write to standard output at once, exactly."""
    with _quiet():
        sys.stdout.write(text + end)
        sys.stdout.flush()


def show(*renderables: RenderableType) -> None:
    """Write something rich to standard output: with colour on a terminal, plain in a pipe."""
    with _quiet():
        console = Console(highlight=False)
        with console.capture() as capture:
            for renderable in renderables:
                console.print(renderable, soft_wrap=isinstance(renderable, Text))
        sys.stdout.write(capture.get())
        sys.stdout.flush()


def wrapped(text: Text, first: Text | None = None) -> Iterator[Text]:
    """The text's lines, as wide as the terminal and, after `first`, indented by its width; in a pipe, unwrapped."""
    first = first or Text()
    console = Console()
    width = console.width - len(first) if is_terminal() else sys.maxsize
    for number, line in enumerate(text.wrap(console, width)):
        line.rstrip()
        yield Text.assemble((first.plain, first.style) if number == 0 else " " * len(first), line)


def note(text: str) -> None:
    """Write a line to standard error: for the person, not for the pipe."""
    sys.stderr.write(f"{safe(text)}\n")
    sys.stderr.flush()


class LogFormatter(logging.Formatter):
    """One line for each record, whatever names are in it: control characters and line ends are written as escapes."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - as in logging
        """Write the line, without the trace that may follow it."""
        return _BREAKING.sub(lambda found: repr(found[0])[1:-1], super().formatMessage(record))


@contextmanager
def _quiet() -> Iterator[None]:
    """End without a word where whoever read our output has gone (`rujuk list | head`)."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_SIGPIPE_EXIT) from None


class FileProgress:
    """A bar over files by their sizes: nothing else about them is known before they are read."""

    def __init__(self, bar: Progress, files: list[Path]) -> None:
        self._bar = bar
        self._sizes = [_size(file) for file in files]
        self._done = 0
        self._documents = 0
        self._task = bar.add_task("", total=sum(self._sizes), documents=0)

    def begin_file(self, name: str) -> None:
        """Begin the next file."""
        self._bar.update(self._task, description=name[:_MAX_NAME])

    def count_document(self, read: int) -> None:
        """Count one more document; `read`: about how many bytes of the file are done."""
        self._documents += 1
        reached = self._done + min(read, self._sizes[0])
        self._bar.update(self._task, completed=reached, documents=self._documents)

    def end_file(self) -> None:
        """End the file that was begun last."""
        self._done += self._sizes.pop(0)
        self._bar.update(self._task, completed=self._done)


def counted(count: int, one: str) -> str:
    """Say how many: `1 question`, `2 questions`."""
    return f"{count:,} {one}{'s' * (count != 1)}"


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        documents, elapsed = task.fields["documents"], task.elapsed
        rate = f", {documents / elapsed:,.1f}/s" if documents and elapsed else ""
        return Text(f"{counted(documents, 'document')}{rate}", style="progress.data.speed")


@contextmanager
def show_file_progress(files: list[Path]) -> Iterator[FileProgress]:
    """Show a bar over files on standard error while a person looks on."""
    with _bar(_Rate()) as bar:
        yield FileProgress(bar, files)


@contextmanager
def show_count_progress() -> Iterator[Progress]:
    """Show a bar over things of one kind on standard error while a person looks on."""
    with _bar(MofNCompleteColumn()) as bar:
        yield bar


def _bar(rate: ProgressColumn) -> Progress:
    console = Console(stderr=True)
    together = is_terminal()  # else what goes into the pipe must not pass through the console
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        rate,
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=together,
    )


def _size(file: Path) -> int:
    try:
        return max(file.stat().st_size, 1)
    except OSError:
        return 1
