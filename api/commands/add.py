"""`rujuk add`: files and folders into the library, a line for each document once it is durable."""

import signal
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NoReturn

import typer

from api import process, terminal
from api.bootstrap import open_or_create
from api.commands.library import tidy
from api.commands.options import (
    CollectionOption,
    JsonOption,
    KeepOption,
    LibraryOption,
    PathsArgument,
    ReEmbedOption,
    SyncOption,
    WatchOption,
    settings,
)
from api.schemas.documents import ReEmbeddedDocument
from api.settings import Settings
from api.sync.sync import Outcome, SyncPass
from corpus.errors import LibraryBusy
from corpus.library import Library
from ingest.formats.registry import titles
from ingest.text import shown
from retriever.indexing import re_embed as embed_anew
from retriever.models import load
from retriever.models.registry import STANDARD

_STATUSES = ("re-embedded", "added", "updated", "unchanged", "removed", "refused")
_INTERRUPTED_EXIT = 130  # what a shell reports of a program that Ctrl-C ended


_SYNC = """\
With --sync a document goes once its file is gone, on the disk or from a ZIP archive, or its line in a .jsonl file. One
whose file is there but can no longer be read stays, and so does all of a folder that is gone itself, or is empty: its
disk may not be mounted."""


def describe() -> str:
    """What the command line says of the command, with every format that is read."""
    return f"Add files and folders: {titles()}.\n\n{_SYNC}"


def add(
    context: typer.Context,
    paths: PathsArgument = None,
    sync: SyncOption = False,
    watch: WatchOption = False,
    collection: CollectionOption = None,
    re_embed: ReEmbedOption = False,
    keep_original: KeepOption = False,
    json: JsonOption = False,
    library: LibraryOption = None,
) -> None:
    """Add files and folders, as `describe` says."""
    chosen = settings(context, library, keep_originals=keep_original or None)
    if not paths and (sync or watch or not re_embed):
        raise typer.BadParameter("name the files and folders to add", param_hint="PATH...")
    process.lower_priority()
    log = _OutcomeLog(json)
    try:
        with _interrupted_by_sigterm() if watch else nullcontext():
            if re_embed:
                _re_embed(chosen, log)
            if paths:
                retriever = open_or_create(chosen, terminal.note)
                look = partial(SyncPass, retriever, paths, collection=collection, keep=chosen.kept_bytes)
                _take(look, paths, log, sync=sync, watch=watch)
    except KeyboardInterrupt:
        log.note("stopped: ", "" if watch else "; run it again to go on", nothing="0 added")
        raise typer.Exit(0 if watch else _INTERRUPTED_EXIT) from None
    log.note()
    if log.counts["refused"]:
        raise typer.Exit(3)


@dataclass
class _OutcomeLog:
    """What was said so far: a line for each outcome, and how many there were of each kind."""

    json: bool
    counts: Counter[str] = field(default_factory=Counter)

    def say(self, outcome: Outcome | ReEmbeddedDocument) -> None:
        self.counts[outcome.status] += 1
        terminal.write(outcome.model_dump_json() if self.json else _line(outcome))

    def note(self, before: str = "", after: str = "", *, nothing: str = "nothing to do") -> None:
        counts = ", ".join(f"{self.counts[status]} {status}" for status in _STATUSES if self.counts[status])
        terminal.note(before + (counts or nothing) + after)


def _re_embed(chosen: Settings, log: _OutcomeLog) -> None:
    library = Library.open(chosen.library)
    name = chosen.embedder or STANDARD
    embedder = load(name, cache=chosen.cache, say=terminal.note, network=chosen.network)
    with terminal.show_count_progress() as bar:
        for document in bar.track(embed_anew(library, embedder), len(library.documents()), description="re-embedding"):
            log.say(ReEmbeddedDocument(id=document.id))


def _take(
    sync_pass: Callable[..., SyncPass], paths: Sequence[Path], log: _OutcomeLog, *, sync: bool, watch: bool
) -> None:
    """Add what the paths mean, and follow them with `watch`; `sync_pass` makes a look at them, of some `twins`."""
    if not watch:
        _once(sync_pass(), log, sync=sync)
        return
    from api.sync.watcher import FolderWatcher

    watcher = FolderWatcher(paths, lambda: sync_pass().files()[0])
    first = sync_pass()
    _once(first, log, sync=True)
    log.note(after="; following until Ctrl-C")
    for changed in watcher.changes():
        try:
            for outcome in sync_pass(twins=first.twins).take_changed(changed):
                log.say(outcome)
        except LibraryBusy as error:
            terminal.note(f"{error}; they are tried again")
            watcher.retry(changed)


def _once(sync_pass: SyncPass, log: _OutcomeLog, *, sync: bool) -> None:
    """Read and add file by file, with progress on standard error while a person looks on; then remove what is gone."""
    files, refused = sync_pass.files()
    for outcome in refused:
        log.say(outcome)
    with terminal.show_file_progress(files) as bar:
        for file in files:
            bar.begin_file(shown(file.name))
            for document in sync_pass.take(file, later=sync):
                log.say(document)
                bar.count_document(sync_pass.read)
            bar.end_file()
    if sync:
        for each in sync_pass.finish():
            log.say(each)
    if log.counts["removed"]:
        tidy(sync_pass.library)


@contextmanager
def _interrupted_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end what is done as Ctrl-C does."""

    def interrupt(_number: int, _frame: object) -> NoReturn:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _line(outcome: Outcome | ReEmbeddedDocument) -> str:
    if isinstance(outcome, ReEmbeddedDocument):
        return terminal.one_line(f"{outcome.status}: {outcome.id}")
    if outcome.id is None:
        return terminal.one_line(f"{outcome.status}: {outcome.path}: {outcome.detail}")
    detail = f" ({outcome.detail})" if outcome.detail else ""
    return terminal.one_line(f"{outcome.status}: {outcome.path} as {outcome.id}{detail}")
