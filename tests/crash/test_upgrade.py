"""Killed while a library of format 1 is taken over, it is of format 1 or 2, and all of it is there."""

import random
import shutil
from contextlib import closing
from pathlib import Path

from corpus.integrity import check
from corpus.library import FILE, Library
from retriever.indexing import encode, encoding_of
from tests.corpus.format_1 import Format1
from tests.crash.conftest import CRASHES, SURVIVED
from tests.crash.embedding import HashedWords
from tests.crash.killing import Nursery
from tests.crash.work import State, document

_MOMENTS = 150  # as many as there are


def test_taking_a_library_over_is_done_or_not(nursery: Nursery, tmp_path: Path) -> None:
    chance, embedder = random.Random("upgrade"), HashedWords(16)  # noqa: S311  # a seed, no secret
    documents = [document(f"d{number}", number) for number in range(5)]
    old = Format1(tmp_path / "old", encoding_of(embedder))
    for each in documents:
        old.add(each, encode(each, embedder))
    crashes = 0
    while crashes < CRASHES // 10:
        shutil.copytree(tmp_path / "old", tmp_path / "library", dirs_exist_ok=True)
        ended = nursery.run(tmp_path, State(), [], die=(0, chance.randrange(_MOMENTS)), after=None)
        if ended.killed:
            crashes += 1
            SURVIVED["while a library of format 1 was taken over"] += 1
        with closing(Library.open(tmp_path / "library")) as library, library.reading() as snapshot:
            assert [snapshot.whole(each.id) for each in documents] == documents
            assert check(library.file).damage == []
        for path in (tmp_path / "library").glob(f"{FILE}*"):
            path.unlink()
