"""Damage to a library's file or its log is refused at open or told by a check, or else all of it reads as before."""

import json
import os
import random
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from api import bootstrap
from corpus.errors import LibraryError
from corpus.integrity import check
from corpus.library import FILE, Library
from ingest import Refused, read_bytes
from retriever.models import Embedder
from retriever.retriever import Retriever
from tests.corpus import damaging

DAMAGES = int(os.environ.get("DAMAGES", "400"))
"""Damaged copies in all."""
PLACES = [("at rest", FILE), ("served", FILE), ("served", f"{FILE}-wal")]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """The bundled release and pieces of it, encoded with the real model; some replaced and removed.

    `at rest`: all of it in its file; `served`: as it is meanwhile, the latest changes in the log beside the file.
    """
    folder = tmp_path_factory.mktemp("real")
    with closing(Library.create(folder / "at rest")) as library:
        retriever = Retriever(library, embedder)
        release = bootstrap.read_release()
        retriever.add(release)
        lines = [line for line in release.text.splitlines() if line]
        for number in range(8):
            _add(retriever, f"piece{number}", lines[number : number + 3])
        library.remove("piece1")
        library.remove("piece5")
        library.close()
        _add(retriever, "piece2", lines[7:8])
        _add(retriever, "late", lines[5:7])
        shutil.copytree(library.folder, folder / "served", ignore=shutil.ignore_patterns("*-shm"))
    return folder


def _add(retriever: Retriever, document_id: str, lines: list[str]) -> None:
    record = json.dumps({"id": document_id, "title": document_id, "text": "\n\n".join(lines)})
    (document,) = read_bytes(record.encode(), "records.jsonl", origin="records")
    assert not isinstance(document, Refused)
    retriever.add(document)


def test_the_copies_are_whole_and_one_has_a_log(real: Path, tmp_path: Path) -> None:
    assert (real / "served" / f"{FILE}-wal").stat().st_size > 10 * damaging.PAGE
    for name in ("at rest", "served"):
        folder = shutil.copytree(real / name, tmp_path / name)
        assert _outcome(folder, damaging.dump(real / "at rest" / FILE)) == "as before"


@pytest.mark.parametrize(("state", "name"), PLACES)
@pytest.mark.parametrize("damage", damaging.ALL, ids=lambda damage: damage.__name__)
def test_damage_is_not_silent(damage: damaging.Damaging, state: str, name: str, real: Path, tmp_path: Path) -> None:
    found: Counter[str] = Counter()
    held = damaging.dump(real / "at rest" / FILE)
    chance = random.Random(f"{damage.__name__} {state} {name}")  # noqa: S311  # a seed, no secret
    while found.total() < -(-DAMAGES // (len(PLACES) * len(damaging.ALL))):
        folder = shutil.copytree(real / state, tmp_path / "copy")
        before = (folder / name).read_bytes()
        data = bytearray(before)
        damage(data, chance)
        if data != before:  # where it was no zeros that became zeros
            (folder / name).write_bytes(data)
            what = _outcome(folder, held)
            assert what, found.total()
            found[what] += 1
        shutil.rmtree(folder)
    print(damage.__name__, f"{name} {state}", dict(found))  # noqa: T201  # shown by `pytest -rP`


def _outcome(folder: Path, held: dict[str, str]) -> str | None:
    """What is said of a damaged library; None where nothing is, and it does not hold what it held."""
    try:
        with closing(Library.open(folder)) as library:
            if check(library.file, beside=folder).damage:
                return "told"
            return "as before" if damaging.dump(library.file) == held else None
    except LibraryError:
        return "refused"
