"""Killed while a library of an earlier format is migrated, it is of that format or this, and all of it is there."""

import random
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from corpus.integrity import check
from corpus.library import FILE, Library
from retriever.indexing import encode, encoding_of
from tests.corpus.format_1 import Format1
from tests.corpus.format_2 import Format2
from tests.corpus.format_3 import Format3
from tests.crash.conftest import CRASHES, Survived
from tests.crash.embedding import HashedWords
from tests.crash.killing import Nursery
from tests.crash.work import State, document

_MOMENTS = 250  # as many as there are, from format 1


Old = Format1 | Format2 | Format3


@pytest.mark.parametrize("earlier", [Format1, Format2, Format3])
def test_a_migration_is_done_or_not(earlier: type[Old], nursery: Nursery, survived: Survived, tmp_path: Path) -> None:
    chance, embedder = random.Random("upgrade"), HashedWords(16)  # noqa: S311  # a seed, no secret
    documents = [document(f"d{number}", number) for number in range(5)]
    old = earlier(tmp_path / "old", encoding_of(embedder))
    for each in documents:
        old.add(each, encode(each, embedder))
    crashes = 0
    while crashes < CRASHES // 20:
        shutil.copytree(tmp_path / "old", tmp_path / "library", dirs_exist_ok=True)
        ended = nursery.run(tmp_path, State(), [], die=(0, chance.randrange(_MOMENTS)), after=None)
        if ended.killed:
            crashes += 1
            survived("while a library of an earlier format was migrated")
        with closing(Library.open(tmp_path / "library")) as library, library.reading() as snapshot:
            assert [snapshot.read_document(each.id) for each in documents] == documents
            assert check(library.file).damage == []
        for path in (tmp_path / "library").glob(f"{FILE}*"):
            path.unlink()
