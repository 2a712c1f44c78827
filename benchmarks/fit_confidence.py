"""Fit the confidence: how likely it is that the first passage answers. Writes retriever/confidence.json.

    python -m benchmarks.fit_confidence --fit SQUAD2 XQUAD_EN XQUAD_TH:XQUAD_EN --judge SET... [--embedder NAME]

A SET is a folder, or QUESTIONS:PARAGRAPHS for the questions of one parallel set asked of another's paragraphs.

Each question of a set is asked of the whole set and of its article alone (a small library), each with and without the
documents that answer it (without: an easy question to refuse); where the set has them, unanswerable ones too (hard: the
topic is there). People are taken to ask 70 questions that can be answered for 15 hard and 15 easy ones that cannot. Of
the first FIT set only the articles of even number are used; those of odd number are judged on, as are the JUDGE sets.
The threshold is 1/3: a missed answer is taken to cost twice a wrong one, which stands there with its proof to be seen.
"""

import argparse
import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks.datasets import retriever_over
from corpus.documents import DocumentRecord
from retriever.confidence import Features
from retriever.crossing import crossing, foreign, spoken
from retriever.evaluation.metrics import auroc, expected_calibration_error
from retriever.evaluation.questions import load
from retriever.index import Index
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.passages import ranked
from retriever.shifts import Shifts
from retriever.terms import question_words

CONSTANTS = Path("retriever/confidence.json")
_THRESHOLD = 1 / 3
_SHARES = {"answerable": 0.7, "hard": 0.15, "easy": 0.15}
_FEWEST = 4  # documents; in a smaller library every question has the same few candidates
_NO_COSINES = ("share", "quote_share", "kind", "chance", "foreign")


@dataclass(frozen=True, slots=True)
class Sample:
    """One question as asked: its first passage's features, and whether that passage answers it."""

    features: Features
    right: bool
    kind: str  # answerable, hard, easy
    odd: bool  # from an article of odd number


def main() -> None:
    """Fit, judge, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", nargs="+", required=True)
    parser.add_argument("--judge", nargs="*", default=[])
    parser.add_argument("--embedder", default="all-MiniLM-L6-v2")
    parser.add_argument("--any", action="store_true", help="fit the one without cosines too, for every other embedder")
    parser.add_argument("--work", type=Path, default=Path(".rujuk/benchmarks"))
    chosen = parser.parse_args()
    embedder = load_embedder(chosen.embedder)
    samples = {_name(given): list(_samples(given, chosen.work, embedder)) for given in (*chosen.fit, *chosen.judge)}
    first, *others = map(_name, chosen.fit)
    fitting = [sample for sample in samples[first] if not sample.odd]
    fitting += [sample for name in others for sample in samples[name]]
    judged = {f"{first}, other half": [sample for sample in samples[first] if sample.odd]}
    judged |= {_name(given): samples[_name(given)] for given in chosen.judge}
    constants = json.loads(CONSTANTS.read_text(encoding="utf-8"))
    fits = {embedder.name: tuple(each.name for each in fields(Features))} | ({"any": _NO_COSINES} if chosen.any else {})
    for name, used in fits.items():
        intercept, weights = _fit(fitting, used)
        constants["calibrations"][name] = {
            "intercept": intercept,
            "weights": weights,
            "threshold": round(_THRESHOLD, 4),
            "fitted_on": [f"{first}, articles of even number", *others],
            "samples": len(fitting),
            "with": embedder.name,
        }
        for group, given in judged.items():
            print(f"{name:18} {group:22} " + _judge(given, intercept, weights), flush=True)
    CONSTANTS.write_text(json.dumps(constants, indent=2) + "\n", encoding="utf-8")


def _name(given: str) -> str:
    return " -> ".join(Path(part).name for part in given.split(":"))


def _samples(given: str, work: Path, embedder: Embedder) -> Iterator[Sample]:
    asked, *elsewhere = map(Path, given.split(":"))
    corpus = (elsewhere or [asked])[0]
    library = retriever_over(corpus / "corpus.jsonl", work, embedder).library
    questions = load(asked / "questions.jsonl")
    index, shifts = Index(embedder.dimension), Shifts(embedder)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        records = snapshot.documents()
        titles = sorted({record.title for record in records})
        odd = {record.id: bool(titles.index(record.title) % 2) for record in records}
        for question in questions:
            vector = embedder.embed_question(question.text)
            words = crossing(question.text, question_words(question.text, index.languages))
            abroad = tuple(foreign(question.text, words, index.languages))
            vectors = [vector, *shifts.toward(abroad, vector, spoken(question.text))]
            relevant = {item.document for item in question.relevant}
            if elsewhere:  # the parallel paragraphs' ids differ in their language alone
                relevant = {corpus.name[-2:] + each[2:] for each in relevant}
            for within in _shelves(records, relevant):
                found = index.candidates(
                    snapshot,
                    partial(list, vectors),
                    words,
                    abroad,
                    count=100,
                    documents=[record.key for record in within],
                )
                assert found is not None  # noqa: S101  # nobody else writes to the work folder
                best = ranked(snapshot, found, question.text, 1)[0]
                held = any(record.id in relevant for record in within)
                kind = "hard" if not question.answerable else "answerable" if held else "easy"
                near = relevant or {best.document.id}
                yield Sample(best.features, best.document.id in relevant, kind, any(odd[each] for each in near))


def _shelves(records: Sequence[DocumentRecord], relevant: Collection[str]) -> Iterator[list[DocumentRecord]]:
    """Give the libraries to ask: all documents, and the article's alone; both with and without those that answer."""
    article = {record.title for record in records if record.id in relevant}
    for shelf in (list(records), [record for record in records if record.title in article]):
        for held in (shelf, [record for record in shelf if record.id not in relevant]) if relevant else (shelf,):
            if len(held) >= _FEWEST:
                yield held


def _fit(samples: Sequence[Sample], used: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Fit a logistic model on questions in the shares of `_SHARES`, whatever the sets' own are."""
    counts = Counter(sample.kind for sample in samples)
    weights = [_SHARES[sample.kind] / counts[sample.kind] * len(samples) for sample in samples]
    model = LogisticRegression(C=100.0, max_iter=10_000)
    model.fit(_matrix(samples, used), [sample.right for sample in samples], sample_weight=weights)
    coefficients = dict(zip(used, model.coef_[0], strict=True))
    names = [each.name for each in fields(Features)]
    return round(float(model.intercept_[0]), 4), {name: round(float(coefficients.get(name, 0.0)), 4) for name in names}


def _judge(samples: Sequence[Sample], intercept: float, weights: dict[str, float]) -> str:
    features = np.array([[asdict(sample.features)[name] for name in weights] for sample in samples])
    confidence = (1 / (1 + np.exp(-intercept - features @ np.array(list(weights.values()))))).tolist()
    by_kind: dict[str, list[float]] = {"answerable": [], "easy": [], "hard": []}
    for sample, value in zip(samples, confidence, strict=True):
        by_kind[sample.kind].append(value)
    text = [
        f"{kind}: AUROC {area:.3f}, answered {np.mean(np.array(by_kind[kind]) >= _THRESHOLD):.2f} "
        for kind in ("easy", "hard")
        if (area := auroc(by_kind["answerable"], by_kind[kind])) is not None
    ]
    text.insert(0, f"answerable: answered {np.mean(np.array(by_kind['answerable']) >= _THRESHOLD):.2f} ")
    text.append(f"ECE as asked {expected_calibration_error(confidence, [sample.right for sample in samples]):.3f}")
    return "  ".join(text)


def _matrix(samples: Sequence[Sample], used: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.array([[getattr(sample.features, name) for name in used] for sample in samples])


if __name__ == "__main__":
    main()
