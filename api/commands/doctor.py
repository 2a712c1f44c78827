"""`rujuk doctor`: whether this installation can do its work, and with what."""

import json as json_
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import typer

import api
from api import bootstrap, terminal
from api.commands.options import JsonOption, LibraryOption, settings
from api.settings import Settings
from corpus.errors import RujukError
from corpus.library import FILE, Library
from corpus.storage import Location
from ingest import Sandbox
from ingest.sandbox import Limits
from retriever.models import cache
from retriever.reader.reader import SHA256, WORDS_OF
from retriever.retriever import Retriever

_LIBRARIES = ("faiss-cpu", "onnxruntime", "pypdfium2", "sentence-transformers", "fastapi", "uvicorn")
_HTML = b"<html><body><p>Is the sandbox in force?</p></body></html>"
_QUESTION = "Is the library ready to answer?"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what was found: `fine`, `warning` (it works, with a loss) or `failed`."""

    about: str
    state: Literal["fine", "warning", "failed"]
    said: str


def doctor(context: typer.Context, json: JsonOption = False, library: LibraryOption = None) -> None:
    """Check that everything Rujuk needs works: versions, models, library, sandbox, disk, a question.

    It changes nothing but the cache of compiled models. Exit 0 where all is fine, 3 where something failed.
    """
    chosen = settings(context, library)
    found = []
    for about, look in _looks(chosen):
        finding = _try(about, look)
        found.append(finding)
        if not json:
            terminal.write(f"{finding.state:<7}  {finding.about:<8}  {terminal.one_line(finding.said)}")
    if json:
        status = "failed" if any(each.state == "failed" for each in found) else "fine"
        terminal.write(json_.dumps({"status": status, "findings": list(map(asdict, found))}, ensure_ascii=False))
    if any(each.state == "failed" for each in found):
        raise typer.Exit(3)


Look = Callable[[], Finding | str]


def _looks(chosen: Settings) -> Iterator[tuple[str, Look]]:
    yield "versions", _say_versions
    yield "settings", lambda: _say_settings(chosen)
    yield "disk", lambda: _look_at_disk(chosen)
    yield "sandbox", _look_at_sandbox
    yield "cache", lambda: _look_at_cache(chosen)
    yield "library", lambda: _look_at_library(chosen)
    yield "question", lambda: _ask(chosen)


def _try(about: str, look: Look) -> Finding:
    try:
        found = look()
    except (RujukError, OSError) as error:
        return Finding(about, "failed", str(error))
    return found if isinstance(found, Finding) else Finding(about, "fine", found)


def _say_versions() -> str:
    ours = f"rujuk {api.version()}, Python {platform.python_version()}, {platform.platform(terse=True)}"
    return ", ".join([ours, *(f"{name} {metadata.version(name)}" for name in _LIBRARIES)])


def _say_settings(chosen: Settings) -> str:
    """Name the settings that differ from their defaults; their values may be nobody else's business."""
    defaults = Settings.model_construct().model_dump()
    differing = [name for name, value in chosen.model_dump().items() if value != defaults[name]]
    return f"set here: {', '.join(differing)}" if differing else "all as they are by default"


def _look_at_disk(chosen: Settings) -> Finding:
    places = {"library": chosen.library, "cache": chosen.cache, "temporary files": Path(tempfile.gettempdir())}
    here = {name: place for name, place in places.items() if isinstance(place, Path)}
    free = {name: shutil.disk_usage(_existing(place)).free for name, place in here.items()}
    short = [name for name, left in free.items() if left < chosen.min_free_bytes]
    said = ", ".join(f"{left / 1e9:,.1f} GB free for {name}" for name, left in free.items())
    return Finding("disk", "warning" if short else "fine", said + f"; too little for {', '.join(short)}" * bool(short))


def _existing(place: Path) -> Path:
    return next(folder for folder in (place, *place.parents) if folder.exists())


def _look_at_sandbox() -> Finding:
    with Sandbox() as sandbox:
        sandbox.parse("html", _HTML)
        (process,) = sandbox.idle
        limits = Path(f"/proc/{process}/limits")
        if not limits.exists():
            return Finding(
                "sandbox", "warning", "files are read in processes of their own, without limits on memory here"
            )
        unlimited = [line.split("  ")[0] for line in limits.read_text("ascii").splitlines() if _is_open(line)]
    if unlimited:
        return Finding("sandbox", "warning", f"this system does not limit: {', '.join(unlimited)}")
    most = Limits()
    return Finding(
        "sandbox",
        "fine",
        f"in force: {most.memory // 2**20} MiB and {most.most_seconds} s a file, no file is written, none is dumped",
    )


def _is_open(line: str) -> bool:
    """Whether a line of a process's limits names one that a worker sets, and does not have."""
    ours = ("Max address space", "Max file size", "Max core file size")
    return line.startswith(ours) and "unlimited" in line


def _look_at_cache(chosen: Settings) -> Finding:
    damaged = [str(folder) for folder in cache.damaged(chosen.cache)]
    said = (
        f"damaged, and made again at their next use: {', '.join(damaged)}" if damaged else f"whole, in {chosen.cache}"
    )
    return Finding("cache", "warning" if damaged else "fine", said)


def _look_at_library(chosen: Settings) -> Finding:
    if not Library.exists(chosen.library):
        return Finding(
            "library", "warning", f"none in {chosen.library} yet: the first `rujuk serve` or `add` makes one"
        )
    opened = Library.open(chosen.library)
    with opened.reading() as snapshot:
        held, made = snapshot.documents(), snapshot.encoding
    count = terminal.counted(len(held), "document")
    said = f"{count}, generation {opened.generation}, {_size(chosen.library)}in {chosen.library}"
    opened.close()
    said += f", vectors by {made.embedder} ({made.digest[:12]})" if made else ", empty"
    return Finding("library", "fine", said + "; `rujuk check` reads all of it")


def _size(location: Location) -> str:
    """The size of the library's files, where it has some."""
    if not isinstance(location, Path):
        return ""
    return f"{sum(file.stat().st_size for file in location.glob(f'{FILE}*')) / 1e6:,.1f} MB "


def _ask(chosen: Settings) -> Finding:
    with tempfile.TemporaryDirectory(prefix="rujuk-doctor-") as aside:
        there = Library.exists(chosen.library)
        used = chosen if there else chosen.model_copy(update={"library": Path(aside)})
        began = time.perf_counter()
        retriever = bootstrap.open_or_make(used, lambda _said: None)
        retriever.ask(_QUESTION)  # the first one loads what the others need
        loaded = time.perf_counter()
        retriever.ask(_QUESTION)
        asked = time.perf_counter() - loaded
        said = _describe(retriever, chosen)
        retriever.close()
    where = "" if there else ", of the bundled release"
    return Finding(
        "question", "fine", f"answered in {asked * 1000:.0f} ms{where}, after {loaded - began:.1f} s of loading; {said}"
    )


def _describe(retriever: Retriever, chosen: Settings) -> str:
    embedder = f"embedder {retriever.embedder.name} ({retriever.embedder.digest[:12]})"
    return f"{embedder}, reader {chosen.reader}" + f" ({SHA256[:12]}, words of {WORDS_OF})" * (chosen.reader == "on")
