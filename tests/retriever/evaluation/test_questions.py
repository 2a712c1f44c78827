import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import QuestionRefused
from retriever.answers import Turn
from retriever.evaluation.questions import Question, Relevant, load

GOOD: dict[str, Any] = {
    "id": "q1",
    "question": "Who?",
    "answerable": True,
    "relevant": [{"document": "d", "quote": "Ann"}],
}
SHARED = Path(__file__).parents[4] / "shared" / "data"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(*records: object, name: str = "any.jsonl") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def test_reads_rujuks_form_with_all_its_keys(write: Write) -> None:
    full = GOOD | {
        "language": "en",
        "kind": "follow-up",
        "documents": ["d", "e"],
        "history": [{"role": "user", "content": "Hello?"}, {"role": "assistant", "content": "Yes."}],
        "remark": "left alone",
    }
    assert load(write(full)) == [
        Question(
            id="q1",
            text="Who?",
            answerable=True,
            relevant=(Relevant("d", "Ann"),),
            language="en",
            history=(Turn("user", "Hello?"), Turn("assistant", "Yes.")),
            kind="follow-up",
            documents=("d", "e"),
        )
    ]


def test_optional_keys_may_be_missing_or_null(write: Write) -> None:
    unanswerable = {"id": "q2", "question": "Why?", "answerable": False, "language": None, "relevant": None}
    known, unknown = load(write(GOOD, "", unanswerable))
    assert (known.language, known.kind, known.documents) == (None, None, None)
    assert unknown == Question("q2", "Why?", answerable=False)


def test_reads_document_ids_with_spans_turns_and_lang(write: Write) -> None:
    spans = [
        {"text": "Ann", "start": 3, "cid": "d"},
        {"text": "Anna", "start": 0, "cid": "e"},
        {"text": "Ann", "start": 9, "cid": "d"},
        {"text": "she"},
    ]
    history = [{"role": "user", "text": "Hello?"}]
    record = GOOD | {"lang": "id", "relevant": ["d", "e", "d"], "answers": spans, "history": history, "meta": {"x": 1}}
    [question] = load(write(record))
    assert question.relevant == (Relevant("d", answers=("Ann", "she")), Relevant("e", answers=("Anna", "she")))
    assert question.expected == ("Ann", "she", "Anna")
    assert question.language == "id"
    assert question.history == (Turn("user", "Hello?"),)
    assert not question.by_paragraph


@pytest.mark.parametrize("qrels", ["qrels/test.tsv", "qrels.tsv"])
@pytest.mark.parametrize("by_folder", [True, False])
def test_reads_beir_keeping_grades(write: Write, qrels: str, by_folder: bool) -> None:
    path = write(
        {"_id": "1", "text": "One?"}, {"_id": "2", "text": ""}, {"_id": "3", "text": "Three?"}, name="queries.jsonl"
    )
    write("query-id\tcorpus-id\tscore", "3\ta\t1", "1\tb\t2", "1\tc\t1", "1\td\t0", "2\ta\t0", name=qrels)
    assert load(path.parent if by_folder else path) == [
        Question("1", "One?", answerable=True, relevant=(Relevant("b", grade=2), Relevant("c", grade=1))),
        Question("3", "Three?", answerable=True, relevant=(Relevant("a"),)),
    ]


def test_a_folder_may_hold_questions_in_rujuks_form(write: Write) -> None:
    assert load(write(GOOD, name="questions.jsonl").parent) == load(write(GOOD))


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        ({"id": ""}, "id", "not empty"),
        ({"id": 7}, "id", "not 7"),
        ({"question": None}, "question", "missing"),
        ({"question": "\ud800"}, "question", "surrogate"),
        ({"answerable": "yes"}, "answerable", 'true or false, not "yes"'),
        ({"answerable": None}, "answerable", "missing"),
        ({"answerable": False}, "relevant", "must be empty"),
        ({"relevant": []}, "relevant", "must say what answers"),
        ({"relevant": "d"}, "relevant", "must be a list"),
        ({"relevant": [{"quote": "Ann"}]}, "relevant[0].document", "missing"),
        ({"relevant": ["d", {"document": "e", "quote": " "}]}, "relevant[1].quote", "not empty"),
        ({"relevant": ["d", 3]}, "relevant[1]", "not 3"),
        ({"answers": ["Ann"]}, "answers[0]", 'must be an object, not "Ann"'),
        ({"answers": {}}, "answers", "must be a list"),
        ({"answers": [{"text": "Ann", "cid": "z"}]}, "answers[0].cid", "not among"),
        ({"language": 5}, "language", "must be a text"),
        ({"history": [{"role": "system", "content": "x"}]}, "history[0].role", "user or assistant"),
        ({"history": [{"role": "user"}]}, "history[0].text", "missing"),
        ({"documents": ["d", {}]}, "documents[1]", "must be a text"),
    ],
)
def test_a_bad_value_is_refused_by_file_line_and_key(
    write: Write, change: dict[str, object], key: str, says: str
) -> None:
    path = write(GOOD, "", GOOD | {"id": "q2"} | change)
    with pytest.raises(QuestionRefused) as refused:
        load(path)
    assert str(refused.value).startswith(f"{path}, line 3, key {key!r}: ")
    assert says in str(refused.value)
    assert refused.value.field == key


@pytest.mark.parametrize("line", ["{", "[1]", '"text"', "[" * 100_000])
def test_a_line_that_is_no_object_is_refused(write: Write, line: str) -> None:
    path = write(GOOD, line)
    with pytest.raises(QuestionRefused, match="line 2: "):
        load(path)


def test_an_id_that_comes_twice_is_refused(write: Write) -> None:
    with pytest.raises(QuestionRefused, match="line 3, key 'id': 'q1' stands on line 1 already"):
        load(write(GOOD, "", GOOD))


def test_a_file_without_questions_is_refused(write: Write) -> None:
    with pytest.raises(QuestionRefused, match="has no question"):
        load(write("", "  "))


def test_what_cannot_be_read_is_refused(write: Write, tmp_path: Path) -> None:
    with pytest.raises(QuestionRefused, match="cannot be read"):
        load(tmp_path / "absent.jsonl")
    with pytest.raises(QuestionRefused, match=r"neither queries\.jsonl"):
        load(tmp_path)
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b'{"id": "caf\xe9"}\n')
    with pytest.raises(QuestionRefused, match=r"latin\.jsonl, line 1: this is not UTF-8"):
        load(latin)


def test_a_byte_order_mark_and_windows_lines_are_fine(write: Write, tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(GOOD).encode() + b"\r\n\r\n")
    assert load(path) == load(write(GOOD))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("1\td", "three columns"),
        ("1\td\t1\tx", "three columns"),
        ("1\t\t1", "three columns"),
        ("1\td\thigh", "key 'score'"),
        ("9\td\t1", "judges query '9'"),
        ("1\td\t0", "has no question"),
    ],
)
def test_bad_judgements_are_refused(write: Write, line: str, says: str) -> None:
    path = write({"_id": "1", "text": "One?"}, name="queries.jsonl")
    write("query-id\tcorpus-id\tscore", line, name="qrels.tsv")
    with pytest.raises(QuestionRefused, match=says):
        load(path)


def test_queries_without_judgements_are_refused(write: Write) -> None:
    with pytest.raises(QuestionRefused, match=r"put them at qrels/test\.tsv or qrels\.tsv"):
        load(write({"_id": "1", "text": "One?"}))


def test_the_bundled_questions_are_of_our_form() -> None:
    import corpus.bundled

    questions = load(Path(corpus.bundled.__path__[0]) / "questions.jsonl")
    assert all(question.by_paragraph for question in questions if question.answerable)
    assert not all(question.answerable for question in questions)


@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared/data here")
def test_reads_every_shared_set_whole() -> None:
    paths = sorted(SHARED.glob("*/questions.jsonl"))
    assert paths
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            assert len(load(path)) == sum(1 for _ in lines), path
