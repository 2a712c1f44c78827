"""`rujuk check`: whether the library is whole, and what is damaged."""

import json as json_
from dataclasses import asdict

import typer

from api import terminal
from api.commands.options import JsonOption, LibraryOption, settings
from corpus import integrity
from corpus.integrity import Damage, Health
from corpus.library import Library
from ingest import Sandbox
from ingest.sandbox import FULL_CONFINEMENT
from retriever.models import cache


def check(context: typer.Context, json: JsonOption = False, library: LibraryOption = None) -> None:
    """Check all that the library holds: its file, hashes, spans, vectors and counts.

    Exit 0 where it is whole, 3 where anything is damaged. Works while it is served and added to.
    """
    chosen = settings(context, library)
    opened = Library.open(chosen.library)
    with terminal.show_count_progress() as bar:
        task = bar.add_task("checking", total=None)
        health = integrity.check_library(opened, progress=lambda done, of: bar.update(task, completed=done, total=of))
    damaged = [str(folder) for folder in cache.damaged(chosen.cache)]
    with Sandbox() as sandbox:
        confinement = sandbox.confinement()
    if json:
        terminal.write(_json(health, damaged, confinement))
    else:
        for damage in health.damage:
            terminal.write(_line(damage))
    for folder in damaged:
        terminal.note(f"{folder} is damaged: it is no part of the library, and is made again at its next use")
    if confinement != FULL_CONFINEMENT:
        terminal.note(
            f"files are parsed with limits on time and memory, and of {FULL_CONFINEMENT} {confinement or 'neither'}"
        )
    terminal.note(_summary(health))
    if health.damage:
        raise typer.Exit(3)


def _json(health: Health, caches: list[str], confinement: str) -> str:
    status = "damaged" if health.damage else "whole"
    about = {"status": status, **asdict(health), "caches": caches, "sandbox": confinement}
    return json_.dumps(about, ensure_ascii=False)


def _line(damage: Damage) -> str:
    what = "the library" if damage.document is None else f"document {damage.document}"
    return terminal.one_line(f"damaged: {what}: {damage.what}")


def _summary(health: Health) -> str:
    held = f"{health.documents:,} documents, {health.paragraphs:,} paragraphs, generation {health.generation}"
    if not health.damage:
        return f"whole: {held}"
    named = [damage.document for damage in health.damage]
    if None in named:
        return f"damaged: restore a back-up, or add what is still in the files to a new library ({held} found)"
    return f"damaged: remove the documents named and add them again, or restore a back-up ({held} found)"
