"""Writing to the terminal or into a pipe: UTF-8 always, clean lines, quiet where the reader has gone."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import typer
from rich.console import Console, RenderableType
from rich.text import Text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SIGPIPE_EXIT = 141  # what a shell reports of a program that SIGPIPE ended


def prepare() -> None:
    """Make standard output and error UTF-8 in every locale; what UTF-8 cannot carry is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def is_terminal(stream: IO[str] | None = None) -> bool:
    """Whether a person reads along."""
    return (stream or sys.stdout).isatty()


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


@contextmanager
def _quiet() -> Iterator[None]:
    """End without a word where whoever read our output has gone (`rujuk list | head`)."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_SIGPIPE_EXIT) from None
