"""Questions to train on: those of encyclopaedias and news paragraph by paragraph, and those of whole documents."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from corpus.documents import Document, Span
from ingest import Refused, read_bytes
from ingest.sentences import sentences
from ingest.text import trimmed
from retriever.indexing import passages_of
from retriever.models import Embedder

Spans = tuple[tuple[int, int], ...]

WRITTEN = Path(__file__).parent / "written"
"""Documents with questions, written for this; the form is told in `read_written`."""
WEIGHTS = {"squad": 0.5, "tydi": 1.5, "jaquad": 0.35, "cmrc": 0.5, "iapp": 1.2, "facqa": 1.5, "squad2": 3.0}
"""How often a question of a set is shown while each other one is shown once."""
UNANSWERABLE, PAIRED = 2.0, 0.9
"""The same for SQuAD's questions that people wrote as near misses, and for the others on those paragraphs."""
_FROM_TO = " ... "
_ELSEWHERE = 6
"""Paragraphs of other documents that are kept of a question."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question on a paragraph; `spans`: where its answers stand, none for a question without one."""

    set: str
    language: str
    title: str
    text: str
    question: str
    spans: Spans
    weight: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a whole document, and its language.

    `nearest`: the document's paragraphs, the nearest to the question first; `elsewhere`: the nearest paragraphs of
    other documents, as places of a release and of its paragraph.
    """

    question: str
    language: str
    spans: Spans
    answerable: bool
    nearest: tuple[int, ...]
    elsewhere: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A document as Rujuk reads it, and the questions on it."""

    document: Document
    questions: tuple[Asked, ...]


def load_rows(data: Path) -> list[Row]:
    """Load every question on a paragraph whose licence allows training.

    Of SQuAD 2 every second article is left out: it is for judging (`is_judged`).
    """
    rows: list[Row] = []
    for file in sorted((data / "qa_train").glob("*.jsonl")):
        name = file.stem.split("_")[0]
        if name != "near":
            rows += [row for line in _lines(file) for row in _on_paragraph(name, line)]
    for name in ("squad2", "iapp_th", "facqa_id"):
        rows += _of_corpus(data / name)
    return rows


def load_releases(data: Path, embedder: Embedder) -> list[Release]:
    """Load the documents of `near_written` and of WRITTEN, read as any text file is, with their questions."""
    written = [told for file in sorted(WRITTEN.glob("*.txt")) for told in read_written(file)]
    read = [
        (replace(document, title=line["title"]), line["questions"])
        for line in [*_lines(data / "qa_train" / "near_written.jsonl"), *written]
        for document in read_bytes(line["text"].encode(), "release.txt", origin="release.txt")
        if not isinstance(document, Refused) and document.text == line["text"]
    ]
    places = [(at, place) for at, (document, _) in enumerate(read) for place in range(len(document.paragraphs))]
    texts = [passages_of(document, paragraph)[0] for document, _ in read for paragraph in document.paragraphs]
    vectors = np.concatenate([embedder.embed_passages(texts[at : at + 256]) for at in range(0, len(texts), 256)])
    releases = []
    for at, (document, questions) in enumerate(read):
        own = np.array([of == at for of, _ in places])
        asked = []
        for each in questions:
            cosines = vectors @ embedder.embed_question(each["question"])
            nearest = np.argsort(-cosines[own]).tolist()
            far = np.argsort(-np.where(own, -1, cosines))[:_ELSEWHERE]
            spans = tuple((start, end) for start, end in each["spans"])
            elsewhere = tuple(places[place] for place in far)
            language = each.get("lang") or document.language or ""
            asked.append(Asked(each["question"], language, spans, each["answerable"], tuple(nearest), elsewhere))
        releases.append(Release(document, tuple(asked)))
    return releases


def read_written(file: Path) -> Iterator[dict[str, Any]]:
    """Read documents as "=== language | title", the text, "---", and a line for each question.

    Such a line is "language + | kind | question | the text's words that answer" or "language - | kind | question |".
    "first words ... last words" are all from the first to the last: a list. Raises ValueError where an answer does not
    stand in its text.
    """
    for part in re.split(r"^=== ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        language, title = (each.strip() for each in head.split("|", 1))
        text, _, asked = body.partition("\n---\n")
        text = text.strip()
        lines = [[each.strip() for each in line.split("|", 3)] for line in asked.splitlines() if line.strip()]
        questions = []
        for signs, kind, question, *answer in lines:
            words = "".join(answer)
            pattern = re.escape(words).replace(re.escape(_FROM_TO), "(?s:.*?)")
            spans = [each.span() for each in re.finditer(pattern, text)] if words else []
            if signs.endswith("+") != bool(spans):
                raise ValueError(f"{file}: {question!r} has no answer in its text, or one too many")
            told = {"lang": signs[:-1].strip(), "question": question, "kind": kind}
            questions.append({**told, "answerable": bool(words), "spans": spans})
        yield {"lang": language, "title": title, "text": text, "questions": questions}


def is_judged(titles: list[str]) -> set[str]:
    """Tell which articles of SQuAD 2, given in their order, are for judging."""
    return set(list(dict.fromkeys(titles))[1::2])


def _on_paragraph(name: str, line: dict[str, Any]) -> Iterator[Row]:
    paired = any(not each["answerable"] for each in line["questions"])
    for each in line["questions"]:
        spans = tuple((start, end) for start, end in each["spans"])
        weight = WEIGHTS[name]
        if name == "squad":
            weight = UNANSWERABLE if not spans else PAIRED if paired else weight
        yield Row(name, line["lang"], line["title"], line["text"], each["question"], spans, weight)


def _of_corpus(folder: Path) -> Iterator[Row]:
    name = folder.name.split("_")[0]
    corpus = {line["id"]: line for line in _lines(folder / "corpus.jsonl")}
    left_out = is_judged([line["title"] for line in corpus.values()]) if name == "squad2" else set()
    for line in _lines(folder / "questions.jsonl"):
        found = corpus[(line["relevant"] or [line["meta"]["source_paragraph"]])[0]]
        spans = tuple(
            (each["start"], each["start"] + len(each["text"])) for each in line["answers"] if each["cid"] == found["id"]
        )
        title = found.get("title") or ""
        if title not in left_out and (spans or not line["answerable"]):
            yield Row(name, line["lang"], title, found["text"], line["question"], spans, WEIGHTS[name])


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@lru_cache(30_000)
def sentence_spans(text: str, language: str) -> tuple[Span, ...]:
    """Divide a paragraph into sentences as Rujuk does."""
    return sentences(text, Span(*trimmed(text, 0, len(text))), language)
