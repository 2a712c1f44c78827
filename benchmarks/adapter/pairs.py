"""What the adapter is trained on: texts, and the vectors of the frozen embedder that theirs shall come to.

A text of a language that the embedder knows little goes to its English twin's vector: questions to that of a question,
passages to that of a passage, so that a question lies to its passage as in English. Texts of languages that it knows go
to their own vectors, so that nothing is forgotten.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from benchmarks.reader.pool import Row, load_rows, sentence_spans
from corpus.documents import Span
from retriever.models import Embedder

Side = Literal["question", "passage"]

HELD_BACK = 18
"""The last documents of `ntrex` are for judging."""
WEIGHTS = {"km": 0.7, "lo": 1.5, "my": 0.7, "th": 0.3, "fil": 0.5, "ms": 0.1}
"""How often a sentence of a language is shown an epoch."""
_DOCUMENTED = ("ntrex",)
_SENTENCES = ("ntrex", "tico19", "talpco", "massive", "libreoffice_help", "alt_test_vi_km_lo")
_SHARE = {"massive": 0.12, "libreoffice_help": 0.15, "talpco": 0.7}
_REPLAYED = 3_500
_KNOWN = ("vi", "th", "id", "ms")
_JUDGED = ("squad2", "iapp", "facqa")
_WINDOW = 3  # sentences of a passage


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and the text whose vector it shall have. `side`: as what both are embedded."""

    text: str
    target: str
    side: Side


def load_sentences(data: Path, name: str) -> list[dict[str, str]]:
    """Load a file of sentences in several languages, without the zero-width signs that a text may hold."""
    lines = (data / "parallel" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def held_back(sentences: Sequence[dict[str, str]]) -> set[str]:
    """Name the documents for judging."""
    return set(list(dict.fromkeys(each["doc"] for each in sentences))[-HELD_BACK:])


def make_epoch(data: Path, chance: random.Random) -> list[Example]:
    """Make the examples of an epoch, drawn anew each time, in no order."""
    examples = [*_twins(data, chance), *_words(data, chance), *_passages(data, chance), *_replayed(data, chance)]
    chance.shuffle(examples)
    return examples


def embed_targets(
    examples: Sequence[Example], embedder: Embedder, known: dict[tuple[str, Side], npt.NDArray[np.float32]]
) -> None:
    """Add the targets' vectors, float32 (dimension,), to those known."""
    for side in ("question", "passage"):
        wanted = {each.target for each in examples if each.side == side} - {text for text, its in known if its == side}
        texts = sorted(wanted, key=len)
        if side == "passage":
            for start in range(0, len(texts), 256):
                some = texts[start : start + 256]
                known |= {
                    (text, side): vector for text, vector in zip(some, embedder.embed_passages(some), strict=True)
                }
        else:
            known |= {(text, side): embedder.embed_question(text) for text in texts}


def _times(weight: float, chance: random.Random) -> int:
    return int(weight) + (chance.random() < weight % 1)


def _twins(data: Path, chance: random.Random) -> Iterator[Example]:
    for name in _SENTENCES:
        sentences = load_sentences(data, name)
        left_out = held_back(sentences) if name in _DOCUMENTED else set()
        source = "vi" if name.startswith("alt") else "en"
        for each in sentences:
            if each.get("doc") in left_out or not each.get(source):
                continue
            for language, weight in WEIGHTS.items():
                if language == source or not isinstance(each.get(language), str):
                    continue
                for _ in range(_times(weight * _SHARE.get(name, 1.0), chance)):
                    side: Side = "question" if name == "massive" or chance.random() < 0.4 else "passage"
                    yield Example(each[language], each[source], side)


def _words(data: Path, chance: random.Random) -> Iterator[Example]:
    """Words by themselves, joined by threes: a vector of one word says little."""
    dictionary = [each for each in load_sentences(data, "lao_english_dictionary") if 2 < len(each["en"]) < 30]
    names = [each for each in load_sentences(data, "cldr_words") if each.get("en")]
    for _ in range(700):
        some = chance.sample(dictionary, 4)
        yield _listed([each["lo"] for each in some], [each["en"] for each in some])
    for _ in range(800):
        language = chance.choice(("km", "lo", "my", "th", "fil", "ms"))
        some = [each for each in chance.sample(names, 8) if isinstance(each.get(language), str)][:4]
        if some:
            yield _listed([each[language] for each in some], [each["en"] for each in some])


def _listed(texts: list[str], targets: list[str]) -> Example:
    target = ", ".join(targets)
    return Example(", ".join(texts), target, "passage")


def _passages(data: Path, chance: random.Random) -> Iterator[Example]:
    """Passages of a few sentences."""
    for name in _DOCUMENTED:
        sentences = load_sentences(data, name)
        documents = defaultdict[str, list[dict[str, str]]](list)
        for each in sentences:
            documents[each["doc"]].append(each)
        for document in held_back(sentences):
            del documents[document]
        for told in documents.values():
            for start in range(0, len(told) - 1, 4):
                window = told[start : start + _WINDOW]
                for language, weight in WEIGHTS.items():
                    texts = [each[language] for each in window if each.get(language)]
                    if len(texts) == len(window) and chance.random() < weight / 2:
                        yield Example(" ".join(texts), " ".join(each["en"] for each in window), "passage")


def _replayed(data: Path, chance: random.Random) -> Iterator[Example]:
    rows = [row for row in load_rows(data) if row.set not in _JUDGED]
    known = [
        Row("parallel", language, "", each[language], each[language], (), 1.0)
        for name in _DOCUMENTED
        for each in load_sentences(data, name)
        for language in _KNOWN
        if each.get(language)
    ]
    for row in (*chance.sample(rows, _REPLAYED), *chance.sample(known, _REPLAYED)):
        if chance.random() < 0.5:
            yield Example(row.question, row.question, "question")
        else:
            pieces = sentence_spans(row.text, row.language)
            at = chance.randrange(len(pieces))
            text = Span(pieces[at].start, pieces[min(at + 1, len(pieces) - 1)].end).of(row.text)
            yield Example(text, text, "passage")


def judged(data: Path) -> list[dict[str, Any]]:
    """Give the sentences of the documents that are for judging."""
    sentences = load_sentences(data, "ntrex")
    left_out = held_back(sentences)
    return [each for each in sentences if each["doc"] in left_out]
