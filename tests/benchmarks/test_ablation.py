"""What is taken out of an answer's way is taken out, and put back."""

from types import ModuleType
from typing import Any

import pytest

from benchmarks.ablation import PARTS
from retriever import language_shift, reranking
from retriever.index.bm25 import BM25Leg


def _state() -> list[Any]:
    held: list[ModuleType | type] = [reranking, language_shift, BM25Leg]
    return [dict(vars(each)) for each in held]


@pytest.mark.parametrize("name", [name for name in PARTS if name != "as served"])
def test_each_part_is_taken_out_and_put_back(name: str) -> None:
    before = _state()
    with PARTS[name]():
        assert _state() != before
    assert _state() == before
