"""What a worker answers to an order, run in this process: the sandbox's own tests run it confined."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import DocumentRefused
from corpus.languages import SAMPLE
from ingest import sandbox_worker
from ingest.content import MISFITS
from ingest.packing import unpack
from ingest.sandbox_worker import MEMBERS, PAGE, parse
from tests.ingest.making import archive, pdf


@pytest.fixture(autouse=True)
def _no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarm that ends a worker is none of the tests' business."""
    monkeypatch.delattr("signal.alarm")


def frames(kind: str, data: bytes, told: object = "en") -> Iterator[bytes]:
    """What the worker gives for bytes, after which stand the language and the next order."""
    file = io.BytesIO(data + json.dumps(told).encode() + b"\nnext")
    yield from sandbox_worker._frames(kind, 30, file, len(data))


def refusal(kind: str, data: bytes) -> Any:
    (only,) = frames(kind, data)
    return json.loads(only)["refused"]


def test_a_document_says_what_tells_its_language_before_it_is_divided() -> None:
    text = "Fees\n\n" + "The fee for a berth is 40 baht. " * 400
    given = frames("plain", text.encode(), "th")
    head = json.loads(next(given))
    assert (head["declared"], len(head["sample"])) == (None, SAMPLE)
    made = unpack(json.loads(next(given)), lambda: next(given))
    assert made.language == "th"
    assert made.content.text == text.strip() or made.content.text == text
    assert list(given) == []


def test_no_more_of_the_input_is_read_than_the_order_says() -> None:
    file = io.BytesIO(b"One sentence." + b'"en"\nnext')
    assert len(list(sandbox_worker._frames("plain", 30, file, len(b"One sentence.")))) > 2
    assert file.read() == b"next"


def test_a_refusal_is_given_in_its_own_words() -> None:
    assert refusal("pdf", b"%PDF-1.4 broken")
    assert refusal("plain", b" \n ") == "it holds no text"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RecursionError(), "it nests too deep; simplify it"),
        (MemoryError(), None),
        (ZeroDivisionError(), "our reader fails at it (ZeroDivisionError at test_sandbox_worker.py:"),
    ],
)
def test_whatever_a_reader_raises_is_an_answer(
    error: Exception, said: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(sandbox_worker, "parse", fail)
    told = refusal("plain", b"words")
    assert told is said is None or told.startswith(said)


def test_nothing_of_a_document_is_given_that_cannot_be_divided_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(*_: object) -> Iterator[bytes]:
        yield b"{}"
        raise DocumentRefused("it ends here")

    monkeypatch.setattr(sandbox_worker, "pack", half)
    head, last = frames("plain", b"One sentence.")
    assert "sample" in json.loads(head)
    assert json.loads(last) == {"refused": "it ends here"}


def test_a_page_is_drawn_in_one_frame_and_one_that_is_not_there_is_refused() -> None:
    page = pdf([(72, 760, "The first page.")])
    (drawn,) = frames(f"{PAGE}1", page)
    assert list(json.loads(drawn)) == ["image"]
    assert "page 2" in refusal(f"{PAGE}2", page)


def test_members_come_after_their_names_and_without_those_that_are_refused() -> None:
    packed = archive({"a.txt": b"One.", "folder/b.txt": b"Two.", "inner.zip": archive({"c.txt": b"x"})})
    head, *members = frames(f"{MEMBERS}zip", packed)
    named = json.loads(head)["members"]
    kept = [name for name, refused in named if refused is None]
    assert [name for name, _ in named[:2]] == ["a.txt", "folder/b.txt"]
    assert members[:2] == [b"One.", b"Two."]
    assert len(members) == len(kept)


def test_characters_that_were_lost_are_counted_once() -> None:
    made = parse("plain", "The f\ufffde is f\ufffdrty.".encode())
    assert [each for each in made.remarks if each.startswith(MISFITS)] == [f"{MISFITS}: 2"]
    assert not any(each.startswith(MISFITS) for each in parse("plain", b"The fee is forty.").remarks)


def test_a_record_is_read_as_one() -> None:
    assert parse("jsonl", b'{"id": "a", "text": "The fee is forty."}').id == "a"
    with pytest.raises(DocumentRefused):
        parse("jsonl", b"[1]")


def test_of_a_clone_only_what_readers_need_may_be_read() -> None:
    root = Path(sandbox_worker.__file__).parents[1]
    program = sandbox_worker._program()
    assert root not in program
    assert {root / "ingest", root / "corpus"} <= set(program)
