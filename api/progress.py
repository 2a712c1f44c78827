"""How far adding has come, on a terminal: the bytes of its files, documents a second, the time that is left."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from api import terminal

_WIDEST = 32


class Files:
    """A bar over files, by their sizes: nothing else about them is known before they are read."""

    def __init__(self, bar: Progress, files: list[Path]) -> None:
        self._bar = bar
        self._sizes = [_size(file) for file in files]
        self._done = 0
        self._documents = 0
        self._task = bar.add_task("", total=sum(self._sizes), documents=0)

    def begins(self, name: str) -> None:
        """The next file."""
        self._bar.update(self._task, description=name[:_WIDEST])

    def document(self, read: int) -> None:
        """One more document is done; `read`: about how many bytes of the file are."""
        self._documents += 1
        reached = self._done + min(read, self._sizes[0])
        self._bar.update(self._task, completed=reached, documents=self._documents)

    def ends(self) -> None:
        """The file is done."""
        self._done += self._sizes.pop(0)
        self._bar.update(self._task, completed=self._done)


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        documents, elapsed = task.fields["documents"], task.elapsed
        rate = f", {documents / elapsed:,.1f}/s" if documents and elapsed else ""
        return Text(f"{documents:,} document{'s' * (documents != 1)}{rate}", style="progress.data.speed")


@contextmanager
def over_files(files: list[Path]) -> Iterator[Files]:
    """A bar on standard error while a person looks on."""
    with _progress(_Rate()) as bar:
        yield Files(bar, files)


@contextmanager
def over_count() -> Iterator[Progress]:
    """A bar over things of one kind."""
    with _progress(MofNCompleteColumn()) as bar:
        yield bar


def _progress(rate: ProgressColumn) -> Progress:
    console = Console(stderr=True)
    together = terminal.is_terminal()  # else what goes into the pipe must not pass through the console
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
