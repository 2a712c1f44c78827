"""Each complaint about a file of questions names the file, the line and the key."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest

from corpus.errors import QuestionRefused
from retriever.evaluation.jsonl import (
    Form,
    IdForm,
    Record,
    Text,
    find_qrels,
    read_lines,
    read_objects,
    read_qrels,
    read_records,
)

Write = Callable[[bytes], Path]


class Place(Form):
    quote: Text


class Asked(IdForm):
    question: Text
    kind: Literal["open", "closed"] = "open"
    places: list[Place] | None = None
    checked: bool = False


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(content: bytes) -> Path:
        path = tmp_path / "asked.jsonl"
        path.write_bytes(content)
        return path

    return to_file


def records(path: Path) -> list[Record[Asked]]:
    return read_records(path, read_objects(path), Asked, "id")


def refused(path: Path) -> str:
    with pytest.raises(QuestionRefused) as raised:
        records(path)
    return str(raised.value).removeprefix(str(path))


def test_lines_are_counted_with_the_blank_ones_and_without_the_byte_order_mark(write: Write) -> None:
    path = write(b"\xef\xbb\xbfone\r\n\r\n \t\ntwo\xe2\x80\xa8still two\n")
    assert list(read_lines(path)) == [(1, "one"), (4, "two\u2028still two")]


def test_a_line_that_is_no_utf_8_is_named_and_those_before_it_are_read(write: Write) -> None:
    found = read_lines(write(b"one\ncaf\xe9\n"))
    assert next(found) == (1, "one")
    with pytest.raises(QuestionRefused, match="line 2: this is not UTF-8"):
        next(found)


def test_a_file_that_is_not_there_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(QuestionRefused, match=r"cannot be read: No such file.*give the path"):
        list(read_lines(tmp_path / "none.jsonl"))


def test_objects_become_records_that_know_their_lines(write: Write) -> None:
    path = write(
        b'{"id": "a", "question": "Where?", "kind": null, "more": 1}\n\n'
        b'{"id": "b", "question": "When?", "kind": "closed", "places": [{"quote": "May"}]}\n'
    )
    first, second = records(path)
    assert (first.line, first.form.kind, first.form.places) == (1, "open", None)  # null counts as missing
    assert (second.file, second.line, second.form.places) == (path, 3, [Place(quote="May")])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "a"}', "key 'question': is missing"),
        ('{"id": "a", "question": null}', "key 'question': is missing"),
        ('{"id": "a", "question": " \\n"}', "key 'question': must be a text that is not empty, not \" \\n\""),
        ('{"id": 7, "question": "?"}', "key 'id': must be a text that is not empty, not 7"),
        ('{"id": "a", "question": "\\ud800?"}', "key 'question': has half a surrogate pair, which is no character"),
        ('{"id": "a", "question": "?", "kind": "odd"}', "key 'kind': must be open or closed, not \"odd\""),
        ('{"id": "a", "question": "?", "checked": "yes"}', "key 'checked': must be true or false, not \"yes\""),
        ('{"id": "a", "question": "?", "checked": 1}', "key 'checked': must be true or false, not 1"),
        ('{"id": "a", "question": "?", "places": {}}', "key 'places': must be a list, not {}"),
        ('{"id": "a", "question": "?", "places": [{"quote": "x"}, 5]}', "key 'places[1]': must be an object, not 5"),
        ('{"id": "a", "question": "?", "places": [{}]}', "key 'places[0].quote': is missing"),
        ("[1, 2]", "must be a JSON object, not [1, 2]"),
        ("null", "must be a JSON object, not null"),
    ],
)
def test_a_complaint_names_the_line_and_the_key(write: Write, line: str, said: str) -> None:
    message = refused(write(b'{"id": "z", "question": "Where?"}\n' + line.encode()))
    assert message in {f", line 2, {said}", f", line 2: {said}"}


@pytest.mark.parametrize("line", [b"{", b'{"id": "a",}', b"{'id': 1}", b"[" * 5_000])
def test_what_is_no_json_is_named_by_its_line(write: Write, line: bytes) -> None:
    assert refused(write(b'{"id": "z", "question": "Where?"}\n' + line)).startswith(", line 2: this is not JSON (")


def test_a_long_value_is_shown_by_its_beginning(write: Write) -> None:
    said = refused(write(f'{{"id": "a", "question": "?", "places": "{"x" * 500}"}}'.encode()))
    assert said.endswith(f'not "{"x" * 38}…')


def test_a_complaint_can_be_written_whatever_the_value_is(write: Write) -> None:
    said = refused(write(b'{"id": "a", "question": "?", "places": "\\ud800"}'))
    assert "must be a list" in said
    assert said.encode()


def test_an_id_that_comes_twice_is_refused_with_the_line_of_the_first(write: Write) -> None:
    same = b'{"id": "a", "question": "Where?"}\n'
    said = refused(write(same + b"\n" + same))
    assert said == ", line 3, key 'id': 'a' stands on line 1 already; give each question its own id"


def test_an_error_carries_the_key_as_its_field(write: Write) -> None:
    with pytest.raises(QuestionRefused) as raised:
        records(write(b'{"id": "a", "question": "?", "places": [{}]}'))
    assert raised.value.field == "places[0].quote"


def test_judgements_are_read_without_those_that_say_not_places(write: Write) -> None:
    path = write(b"query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td1\t-1\nq1\td3\t1\nq1\td3\t2\n")
    assert read_qrels(path) == {"q1": {"d1": 1, "d3": 2}}


def test_judgements_may_come_without_their_header(write: Write) -> None:
    assert read_qrels(write(b"q1\td1\t1\n")) == {"q1": {"d1": 1}}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"q1\td1", "line 2: must have three columns"),
        (b"q1 d1 1", "line 2: must have three columns"),
        (b"q1\t\t1", "line 2: must have three columns"),
        (b"q1\td1\t1\tx", "line 2: must have three columns"),
        (b"q1\td1\thigh", "line 2, key 'score': must be a whole number, not 'high'"),
        (b"q1\td1\t0.5", "line 2, key 'score': must be a whole number, not '0.5'"),
    ],
)
def test_a_judgement_that_cannot_be_read_is_named_by_its_line(write: Write, line: bytes, said: str) -> None:
    with pytest.raises(QuestionRefused, match=said):
        read_qrels(write(b"q0\td0\t1\n" + line))


def test_judgements_are_found_where_beir_puts_them_first(tmp_path: Path) -> None:
    with pytest.raises(QuestionRefused, match=r"no judgements: put them at qrels/test\.tsv or qrels\.tsv"):
        find_qrels(tmp_path)
    (tmp_path / "qrels.tsv").touch()
    assert find_qrels(tmp_path) == tmp_path / "qrels.tsv"
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").touch()
    assert find_qrels(tmp_path) == tmp_path / "qrels" / "test.tsv"
