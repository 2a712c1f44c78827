"""What is taken out of an answer's way is taken out, and put back."""

from types import ModuleType
from typing import Any

import pytest

from benchmarks.ablation import PARTS, RememberingReader
from retriever import query, reranking
from retriever.index.bm25 import BM25Leg
from retriever.reader.reader import Reader


def _state() -> list[Any]:
    held: list[ModuleType | type] = [query, reranking, BM25Leg]
    return [dict(vars(each)) for each in held]


@pytest.mark.parametrize("name", [name for name in PARTS if name != "as served"])
def test_each_part_is_taken_out_and_put_back(name: str) -> None:
    before = _state()
    with PARTS[name]():
        assert _state() != before
    assert _state() == before


def test_no_window_is_read_twice_and_each_is_counted(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    remembering = RememberingReader(reader)
    asked = ("When is the harvest?", ["Rice"], "The harvest is in October.")
    assert remembering.read(*asked) == reader.read(*asked)
    monkeypatch.delattr(Reader, "read")  # what is remembered needs it no more
    assert remembering.read(*asked).end > 0
    assert remembering.windows == 2
    assert remembering.milliseconds > 0
