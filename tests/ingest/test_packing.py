"""What comes over from the process that reads a file is what it made, in frames of which none is large."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings

from ingest import assembly
from ingest.assembly import Divided, divide
from ingest.formats import markdown
from ingest.packing import pack, unpack
from ingest.sandbox import Sandbox
from ingest.text import is_visible
from tests.ingest.test_laws import TEXTS

BOOK = "# A heading\n\n" + "Is it long?\n\nIt is: \n\n- an item\n- another\n\nA word. Another one.\n\n" * 300


def came_over(frames: Sequence[bytes]) -> Divided:
    """What is made of the frames."""
    following = iter(frames)
    return unpack(json.loads(next(following)), lambda: next(following))


@settings(max_examples=100, deadline=None)
@given(TEXTS.filter(is_visible))
def test_all_but_the_blocks_comes_over(text: str) -> None:
    content = markdown.read(f"---\ntitle: A\n---\n\nIt has words.\n\n{text}")
    made = divide(content, "en")
    assert came_over(list(pack(made))) == replace(made, content=replace(content, blocks=()))


def test_no_frame_that_is_taken_apart_is_large() -> None:
    head, _, *frames = pack(divide(markdown.read(BOOK), "en"))
    assert len(frames) > 5
    assert max(map(len, (head, *frames))) < 50_000


def test_a_file_is_divided_where_it_is_parsed_and_not_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a long text would hold up all threads")

    monkeypatch.setattr(assembly, "paragraphs", never)
    with Sandbox() as sandbox:
        for kind, data in {"plain": BOOK.encode(), "jsonl": json.dumps({"text": BOOK}).encode()}.items():
            assert len(sandbox.parse(kind, data).paragraphs) > 100
