import io
import json
from typing import Any

import pytest

from corpus.documents import Document
from corpus.errors import DocumentRefused
from corpus.languages import detect
from ingest.assembly import Divided, divide
from ingest.content import Refused
from ingest.formats.jsonl import read, read_record


def read_lines(*lines: object) -> list[Document | Refused]:
    """Records, or raw lines where they are bytes."""
    raw = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    return list(read(io.BytesIO(raw), "file.jsonl"))


def document(**record: object) -> Document:
    (made,) = read_lines({"text": "The text. Of two sentences.", **record})
    assert isinstance(made, Document), made
    return made


def reason(record: object) -> str:
    (made,) = read_lines(record)
    assert isinstance(made, Refused), made
    assert made.where == "file.jsonl:1"
    return made.reason


def test_a_line_with_all_keys_is_a_document() -> None:
    made = document(
        id="a/1", title="A  title", source="site", published="2025-10-24", language="zh-Hant", metadata={"k": [1, None]}
    )
    assert (made.id, made.title, made.source, made.published) == ("a/1", "A title", "site", "2025-10-24")
    assert (made.language, made.media_type, made.origin) == ("zh-Hant", "text/plain", None)
    assert made.metadata == {"k": [1, None]}
    assert [len(paragraph.sentences) for paragraph in made.paragraphs] == [2]


def test_a_line_of_beir_is_a_document() -> None:
    made = document(_id="4983", title="A study", metadata={})
    assert (made.id, made.title, made.metadata) == ("4983", "A study", {})


def test_other_keys_are_metadata_and_lang_serves_as_the_language() -> None:
    made = document(lang="th", doc="d1", url=None, metadata={"doc": "d2"})
    assert made.language == "th"
    assert made.metadata == {"doc": "d2", "url": None}
    assert document(lang="th", language="en").metadata == {"lang": "th"}
    assert document(lang=["th"]).metadata == {"lang": ["th"]}


def test_numbers_are_ids_too() -> None:
    assert document(id=7).id == "7"
    assert document(id=None, _id=8).id == "8"


def test_beside_an_id_the_one_of_a_database_is_passed_over() -> None:
    made = document(id="a", _id={"$oid": "66b2"})
    assert (made.id, made.metadata) == ("a", {})


def test_without_an_id_the_words_and_the_text_make_one() -> None:
    made = document(title="Đà Nẵng today")
    assert made.id == f"da-nang-today-{made.sha256[:8]}"
    assert made.origin is None
    assert document().id.startswith("the-text-of-two-sentences-")
    assert document() == document()


def test_without_a_title_the_first_words_are_it() -> None:
    assert document(title=" ", text="\ufeff\n " + "word " * 30).title == ("word " * 16).strip()


def test_the_text_is_taken_as_it_is() -> None:
    made = document(text=" Heading\r\n\r\nA longer line than that.  \n- item ")
    assert made.text == " Heading\n\nA longer line than that.  \n- item "
    assert [(p.headings, p.span.of(made.text)) for p in made.paragraphs] == [
        ((), "Heading"),
        (("Heading",), "A longer line than that.  \n- item"),
    ]


def test_a_bad_line_loses_no_good_one_and_names_its_line() -> None:
    made = read_lines(b"\xef\xbb\xbf" + b'{"text": "One."}', b"", b"{", b" \r", {"text": "Two."}, b'{"text": "\xe9"}')
    assert [item.where if isinstance(item, Refused) else item.text for item in made] == [
        "One.",
        "file.jsonl:3",
        "Two.",
        "file.jsonl:6",
    ]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ([], "not a JSON object"),
        ({}, '"text" is missing'),
        ({"text": None}, '"text" is missing'),
        ({"text": " \u200b"}, '"text" is empty'),
        ({"text": 5}, '"text" must be a string, not a number'),
        ({"text": ["a"]}, '"text" must be a string, not a list'),
        ({"text": "a\0b"}, '"text" holds a NUL'),
        ({"text": "a\ud800b"}, '"text" holds half of a surrogate pair'),
        ({"text": "a", "title": {}}, '"title" must be a string, not an object'),
        ({"text": "a", "title": "\udfff"}, '"title" holds half'),
        ({"text": "a", "source": True}, '"source" must be a string, not true or false'),
        ({"text": "a", "id": True}, '"id" must be a string'),
        ({"text": "a", "id": ""}, '"id" is empty'),
        ({"text": "a", "_id": "x" * 513}, '"_id" is longer than 512'),
        ({"text": "a", "id": "a\nb"}, '"id" holds a control character'),
        ({"text": "a", "id": "a/text"}, '"id" ends in /text'),
        ({"text": "a", "id": "a/../b"}, '"id" has . or ..'),
        ({"text": "a", "published": "yesterday"}, '"published" must be a date'),
        ({"text": "a", "published": 2025}, '"published" must be a string'),
        ({"text": "a", "language": "English!"}, '"language" must be a language tag'),
        ({"text": "a", "metadata": []}, '"metadata" must be an object, not a list'),
        ({"text": "a", "metadata": {"k": ["\ud800"]}}, '"metadata" holds half'),
        ({"text": "a", "metadata": {"\ud800": 1}}, 'a key of "metadata" holds half'),
        ({"text": "a", "metadata": {"k": float("nan")}}, '"metadata" holds nan'),
        (b'{"text": "a", "metadata": {"k": 1e999}}', '"metadata" holds inf'),
        (b'{"text": "a", "metadata": ' + b"[" * 40 + b"]" * 40 + b"}", '"metadata" nests deeper'),
        (b'{"text": "a", "metadata": ' + b"[" * 100_000, "not JSON"),
        (b'{"text": "a", "metadata": {"k": ' + b"1" * 5000 + b"}}", "not JSON"),
        (b'{"text": "a" "b"}', "not JSON"),
    ],
)
def test_what_is_wrong_is_named(record: object, words: str) -> None:
    assert words in reason(record)


@pytest.mark.parametrize(
    "published", ["2025", "2025-10", "2025-10-24", "2025-10-24T08:00:00Z", "2025-10-24 08:00:00.5+07:00"]
)
def test_dates_stay_as_they_are_given(published: str) -> None:
    assert document(published=published).published == published


@pytest.mark.parametrize(
    "published", ["2025-13", "2025-02-30", "20251024", "2025-W01", "0000", "๒๐๒๕", "๒๐๒๕-๑๐", "24 October 2025", ""]
)
def test_other_dates_are_refused(published: str) -> None:
    assert '"published"' in reason({"text": "a", "published": published})


def test_lines_are_read_one_by_one() -> None:
    class Endless(io.RawIOBase):
        lines = 0

        def readline(self, _size: int | None = -1) -> bytes:
            self.lines += 1
            return json.dumps({"id": self.lines, "text": "A line."}).encode() + b"\n"

    file: Any = Endless()
    documents = read(file, "file.jsonl")
    assert [item.id for item in (next(documents), next(documents)) if isinstance(item, Document)] == ["1", "2"]
    assert file.lines == 2


def test_a_line_that_is_too_long_is_refused_and_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.formats.jsonl.MAX_BYTES", 2**20)
    made = read_lines({"text": "a" * 2**21}, {"text": "Next."})
    assert isinstance(made[0], Refused)
    assert "longer than 1 MiB" in made[0].reason
    assert isinstance(made[1], Document)


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"", "no document"), (b" \n\n", "no document"), ("{}".encode("utf-16"), "UTF-16")],
)
def test_a_file_without_lines_of_json_is_refused_whole(raw: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused, match=words):
        list(read(io.BytesIO(raw), "file.jsonl"))


def test_a_line_that_is_not_short_is_read_aside_and_gives_the_same() -> None:
    lines = [json.dumps({"id": "a", "text": "A word. " * count}).encode() for count in (10, 10_000)]
    aside: list[bytes] = []

    def parse(line: bytes) -> Divided:
        aside.append(line)
        content = read_record(line)
        return divide(content, detect(content.text))

    raw = b"\n".join(lines)
    assert list(read(io.BytesIO(raw), "f.jsonl", parse=parse)) == list(read(io.BytesIO(raw), "f.jsonl"))
    assert aside == [lines[1]]
