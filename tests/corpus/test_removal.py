"""What was removed or replaced is gone from the file, byte for byte, whatever came and went around it."""

import random
import re
from pathlib import Path

import numpy as np
import pytest

from corpus import sqlite_storage
from corpus.documents import Document, Paragraph, Span
from corpus.integrity import check
from corpus.library import Library
from corpus.records import EncodedParagraph, Encoding

D = 16  # small vectors: many rows share a page, and SQLite moves them about
ENCODING = Encoding("a-model", "d" * 64, D, 1)


def _document(number: int, chance: random.Random) -> Document:
    """Its number stands in each sentence, and so in the text, the terms and, for vectors, in their bytes."""
    text, paragraphs = "", []
    for _ in range(chance.choice([1, 3, 12, 40])):
        text += "\n\n" if text else ""
        start, sentences = len(text), []
        for _ in range(chance.randint(1, 6)):
            begin = len(text)
            text += f"zqd{number}q and {' '.join(f'w{chance.randrange(1000)}' for _ in range(20))}. "
            sentences.append(Span(begin, len(text) - 1))
        text = text[:-1]
        paragraphs.append(Paragraph(Span(start, len(text)), tuple(sentences)))
    return Document(f"d{number}", f"zqd{number}q", text, tuple(paragraphs), "text/plain", origin=f"/a/{number}")


def _encoded(made: Document, number: int) -> list[EncodedParagraph]:
    mark = np.frombuffer(f"zqd{number}q".encode().ljust(4 * D), dtype="<f4")
    return [
        EncodedParagraph(
            np.tile(mark, (1 + len(p.sentences) if len(p.sentences) > 1 else 1, 1)),
            (),
            tuple((f"zqd{number}q", "w", "x" * 100) for _ in p.sentences),
        )
        for p in made.paragraphs
    ]


def _come_and_go(library: Library, chance: random.Random) -> set[int]:
    """Add and remove many; which are left."""
    here: list[int] = []
    for number in range(250):
        if here and chance.random() < 0.4:
            library.remove(f"d{here.pop(chance.randrange(len(here)))}")
        else:
            made = _document(number, chance)
            library.add(made, _encoded(made, number), ENCODING)
            here.append(number)
    return set(here)


def _in_the_files(folder: Path) -> set[int]:
    return {int(number) for path in folder.iterdir() for number in re.findall(rb"zqd(\d+)q", path.read_bytes())}


@pytest.mark.parametrize("seed", [0, 6])  # in some, SQLite leaves a copy of what is removed later
def test_a_small_library_holds_nothing_of_it_at_once(seed: int, library: Library) -> None:
    here = _come_and_go(library, random.Random(seed))  # noqa: S311  # a seed, no secret
    assert _in_the_files(library.folder) == here


@pytest.mark.parametrize("seed", [0, 6])
def test_a_large_one_once_it_is_tidied(seed: int, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_storage, "_SMALL", 0)
    here = _come_and_go(library, random.Random(seed))  # noqa: S311  # a seed, no secret
    with library.reading() as snapshot:
        assert snapshot.read_metadata("untidy") is not None
    library.tidy()
    assert _in_the_files(library.folder) == here
    with library.reading() as snapshot:
        assert snapshot.read_metadata("untidy") is None
    assert not [each for each in check(library.file).damage if "unit length" not in each.what]
