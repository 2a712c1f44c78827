"""Real files and corpora of others, where they are at hand beside the project."""

import json
from pathlib import Path

import pytest

from corpus.documents import Document
from ingest import read
from tests.ingest.laws import assert_laws

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data is not here")

CORPORA = sorted(DATA.glob("*/corpus.jsonl"))


@pytest.mark.parametrize("path", CORPORA, ids=[path.parent.name for path in CORPORA])
def test_every_line_of_every_corpus_is_a_lawful_document(path: Path) -> None:
    for item in read(path):
        assert isinstance(item, Document), item
        assert_laws(item)


def answers_within(name: str) -> tuple[float, float]:
    """Which share of the answers that others marked lies within one paragraph, and within one sentence."""
    documents = {item.id: item for item in read(DATA / name / "corpus.jsonl") if isinstance(item, Document)}
    inside = [0, 0]
    total = 0
    for line in (DATA / name / "questions.jsonl").read_text("utf-8").splitlines():
        for answer in json.loads(line)["answers"]:
            start, end = answer["start"], answer["start"] + len(answer["text"])
            paragraphs = documents[answer["cid"]].paragraphs
            spans = [[p.span for p in paragraphs], [s for p in paragraphs for s in p.sentences]]
            for index, pieces in enumerate(spans):
                inside[index] += any(piece.start <= start and end <= piece.end for piece in pieces)
            total += 1
    return inside[0] / total, inside[1] / total


@pytest.mark.parametrize(
    ("name", "in_sentence"),
    [("squad2", 0.99), ("xquad_vi", 0.99), ("xquad_th", 0.98), ("iapp_th", 0.96), ("facqa_id", 0.99)],
)
def test_answers_marked_by_others_lie_within_sentences(name: str, in_sentence: float) -> None:
    paragraphs, sentences = answers_within(name)
    assert paragraphs >= 0.995
    assert sentences >= in_sentence
