"""The comparison on BEIR's sets: BM25 by its formula, scores as ir-measures gives them, questions in both forms."""

import json
import math
from pathlib import Path

import ir_measures
import pytest
from ir_measures import Qrel, ScoredDoc, nDCG

from benchmarks.beir import Texts, dense, judged, read, score
from benchmarks.bm25 import BM25
from retriever.evaluation.questions import Question, Relevant
from retriever.models import Embedder


def test_bm25_is_the_formula() -> None:
    index = BM25(["the cats sat", "a cat and a dog", "birds"])
    lengths = [2, 2, 1]
    damping = 0.9 * (1 - 0.4 + 0.4 * lengths[0] / (sum(lengths) / 3))
    expected = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5)) / (1 + damping)
    assert index.scores("Cats!").tolist() == pytest.approx([expected, expected, 0])
    assert index.scores("cat cat").tolist() == pytest.approx([2 * expected, 2 * expected, 0])
    assert index.scores("the unknown").tolist() == [0, 0, 0]


def test_a_ranking_is_scored_as_ir_measures_does() -> None:
    question = Question("q", "?", answerable=True, relevant=(Relevant("b", grade=2), Relevant("d"), Relevant("z")))
    ranked = ["a", "b", "c", "d"]
    qrels = [Qrel("q", relevant.document, relevant.grade) for relevant in question.relevant]
    run = [ScoredDoc("q", document, -rank) for rank, document in enumerate(ranked)]
    expected = ir_measures.calc_aggregate([nDCG @ 10], qrels, run)[nDCG @ 10]
    gained, first = score(ranked, question)
    assert gained == pytest.approx(expected)
    assert not first
    assert score(["b"], question)[1]


def test_questions_and_documents_are_read_in_both_forms(tmp_path: Path) -> None:
    claims = [
        {"id": "1", "question": "One?", "meta": {"beir_relevant": ["a", "b"]}},
        {"id": "2", "question": "Two?", "meta": {}},
    ]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, claims)))
    (tmp_path / "corpus.jsonl").write_text(
        '{"id": "a", "title": "T", "text": "x"}\n{"_id": "b", "title": "", "text": "y"}'
    )
    (question,) = judged(tmp_path)
    assert question.relevant == (Relevant("a"), Relevant("b"))
    texts = read(tmp_path / "corpus.jsonl")
    assert (texts.ids, texts.texts) == (["a", "b"], ["T x", "y"])
    (tmp_path / "queries.jsonl").write_text('{"_id": "9", "text": "Nine?"}')
    (tmp_path / "qrels.tsv").write_text("9\ta\t1\n")
    assert [question.id for question in judged(tmp_path)] == ["9"]


def test_vectors_are_kept_for_the_texts_that_they_are_of(
    tmp_path: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question("1", "When does the ferry leave?", answerable=True)
    ferry, rice = "The ferry leaves at nine.", "Rice is planted in May."
    assert dense(Texts(["a", "b"], [ferry, rice]), embedder, tmp_path / "set")(question) == ["a", "b"]
    assert dense(Texts(["a", "b"], [rice, ferry]), embedder, tmp_path / "set")(question) == ["b", "a"]
    assert dense(Texts(["a"], [rice]), embedder, tmp_path / "set")(question) == ["a"]
    assert len(list(tmp_path.iterdir())) == 3
    monkeypatch.setattr(embedder, "embed_passages", lambda _: pytest.fail("they were kept"))
    assert dense(Texts(["a", "b"], [ferry, rice]), embedder, tmp_path / "set")(question) == ["a", "b"]
