import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ModelError
from retriever.reader import reader as module
from retriever.reader.reader import Reader, load_reader

GRANT = (
    "The grant covers 70 per cent of the cost of pipes, up to 3,000 dollars a farm. "
    "Women farmers are paid 85 per cent. Pumps and solar panels are not covered."
)


def test_the_words_that_answer_are_found(reader: Reader) -> None:
    found = reader.read("How much are women farmers paid?", ("Rules of the grant",), GRANT)
    assert "85 per cent" in GRANT[found.start : found.end]


def test_what_is_asked_for_tells_an_answer_from_none(reader: Reader) -> None:
    answering = reader.read("How much are women farmers paid?", (), GRANT).answers
    assert answering > reader.read("Who is the mayor of the town?", (), GRANT).answers


def test_the_same_gives_the_same(reader: Reader) -> None:
    assert reader.read("Who pays?", ("Rules",), GRANT) == reader.read("Who pays?", ("Rules",), GRANT)


def test_what_was_read_lately_is_not_read_again(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[object] = []
    run = reader._run

    def count(*given: object) -> object:
        runs.append(given)
        return run(*given)

    monkeypatch.setattr(reader, "_run", count)
    asked = "How much is paid for the pumps of the ferry, if anything?"
    found = [reader.read(asked, context, GRANT) for context in ((), ("Rules",), ["Rules"], ())]
    assert found[0] == found[3]
    assert found[1] == found[2]
    assert len(runs) == 2


def test_hints_where_a_line_may_end_change_nothing_but_places(reader: Reader) -> None:
    passage = "ក្រុមប្រឹក្សា ជួប គ្នា នៅ ភ្នំពេញ ក្នុង ឆ្នាំ 2019 ហើយ សម្រេច ឲ្យ បើក សារមន្ទីរ។"
    plain = reader.read("តើក្រុមប្រឹក្សាជួបគ្នានៅឆ្នាំណា?", ("សេចក្តីជូនដំណឹង",), passage)
    hinted = passage.replace("្រឹ", "្រឹ\u200b").replace("ា", "ា\u200b")
    found = reader.read("តើក្រុម\u200bប្រឹក្សាជួបគ្នា\u200bនៅឆ្នាំណា?", ("សេចក្តី\u200bជូនដំណឹង",), hinted)
    assert found.answers == plain.answers
    words = hinted[found.start : found.end]
    assert words.strip("\u200b") == words
    assert words.replace("\u200b", "") == passage[plain.start : plain.end]


@settings(max_examples=40)
@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=6), st.text(max_size=400))
def test_words_lie_within_the_passage(reader: Reader, question: str, context: list[str], passage: str) -> None:
    found = reader.read(question, context, passage)
    assert 0 <= found.start <= found.end <= len(passage)


def test_a_reader_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(module, "SHA256", "0" * 64)
    with pytest.raises(ModelError, match="not the published reader"):
        load_reader(tmp_path, print)  # type: ignore[arg-type]
