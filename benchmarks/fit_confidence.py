"""Fit the confidence: how likely it is that the first passage answers. Writes retriever/confidence.json.

    python -m benchmarks.fit_confidence --fit SQUAD2 XQUAD_EN --judge SET... [--embedder NAME] [--work FOLDER]

Each question of a set is asked three ways: as it is; with the documents that answer it withheld (an easy question to
refuse); and, where the set has them, the unanswerable ones (hard: the topic is there). Of the first FIT set only the
articles of even number are used; those of odd number are judged on, as are the JUDGE sets. The threshold is where a
wrong answer costs as much as a missed one: a half.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks.datasets import retriever_over
from retriever.confidence import Features
from retriever.evaluation.metrics import auroc, expected_calibration_error
from retriever.evaluation.questions import load
from retriever.index import Index
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.passages import ranked
from retriever.terms import question_words

CONSTANTS = Path("retriever/confidence.json")
_THRESHOLD = 0.5
_NO_COSINES = ("share", "quote_share", "chance")


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
    parser.add_argument("--fit", nargs="+", type=Path, required=True)
    parser.add_argument("--judge", nargs="*", type=Path, default=[])
    parser.add_argument("--embedder", default="all-MiniLM-L6-v2")
    parser.add_argument("--work", type=Path, default=Path(".rujuk/benchmarks"))
    chosen = parser.parse_args()
    embedder = load_embedder(chosen.embedder)
    samples = {folder.name: list(_samples(folder, chosen.work, embedder)) for folder in (*chosen.fit, *chosen.judge)}
    first, *others = (folder.name for folder in chosen.fit)
    fitting = [sample for sample in samples[first] if not sample.odd]
    fitting += [sample for name in others for sample in samples[name]]
    judged = {f"{first}, other half": [sample for sample in samples[first] if sample.odd]}
    judged |= {folder.name: samples[folder.name] for folder in chosen.judge}
    constants = json.loads(CONSTANTS.read_text(encoding="utf-8"))
    for name, used in ((embedder.name, tuple(each.name for each in fields(Features))), ("any", _NO_COSINES)):
        intercept, weights = _fit(fitting, used)
        constants["calibrations"][name] = {
            "intercept": intercept,
            "weights": weights,
            "threshold": _THRESHOLD,
            "fitted_on": [f"{first}, articles of even number", *others],
            "samples": len(fitting),
            "with": embedder.name,
            "date": datetime.now(UTC).date().isoformat(),
        }
        for group, given in judged.items():
            print(f"{name:18} {group:22} " + _judge(given, intercept, weights), flush=True)
    CONSTANTS.write_text(json.dumps(constants, indent=2) + "\n", encoding="utf-8")


def _samples(folder: Path, work: Path, embedder: Embedder) -> Iterator[Sample]:
    library = retriever_over(folder / "corpus.jsonl", work, embedder).library
    questions = load(folder / "questions.jsonl")
    index = Index(embedder.dimension)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        records = snapshot.documents()
        titles = sorted({record.title for record in records})
        odd = {record.id: bool(titles.index(record.title) % 2) for record in records}
        for question in questions:
            vector = embedder.embed_question(question.text)
            relevant = {item.document for item in question.relevant}
            others = [record.key for record in records if record.id not in relevant]
            for within in (None, others) if question.answerable else (None,):
                found = index.candidates(
                    vector,
                    question_words(question.text, index.languages),
                    generation=snapshot.generation,
                    count=50,
                    documents=within,
                )
                assert found is not None  # noqa: S101  # nobody else writes to the work folder
                best = ranked(snapshot, found, question.text, 1)[0]
                kind = "hard" if not question.answerable else "easy" if within else "answerable"
                near = relevant or {best.document.id}
                yield Sample(best.features, best.document.id in relevant, kind, any(odd[each] for each in near))


def _fit(samples: Sequence[Sample], used: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Fit a logistic model; answerable questions weigh as much as the unanswerable ones together."""
    kinds = [sample.kind for sample in samples]
    shares = {"answerable": 0.5, "hard": 0.25, "easy": 0.25}
    weights = [shares[kind] / kinds.count(kind) * len(kinds) for kind in kinds]
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
    text.append(f"ECE {expected_calibration_error(confidence, [sample.right for sample in samples]):.3f}")
    return "  ".join(text)


def _matrix(samples: Sequence[Sample], used: Sequence[str]) -> npt.NDArray[np.float64]:
    return np.array([[getattr(sample.features, name) for name in used] for sample in samples])


if __name__ == "__main__":
    main()
