"""Fit what makes a sentence the one that answers: the weights in retriever/quotes.py. Prints them; changes nothing.

    python -m benchmarks.fit_quotes --fit SQUAD2 XQUAD_EN --judge SET... [--embedder NAME] [--work FOLDER]

Among the sentences of the paragraph that answers, the one that holds the answer should be judged best: a conditional
logit model. Of the first FIT set only the articles of even number are used; those of odd number are judged on, as are
the JUDGE sets. Beside each accuracy stands that of the sentence nearest in meaning, which is what most systems quote,
and that of what is quoted in the end, which may be a run of sentences.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from corpus.documents import Span
from retriever.analysis import question_words
from retriever.evaluation.judging import contains
from retriever.evaluation.questions import load
from retriever.index.index import Index
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.quotes import WEIGHTS, Asked, features, run

Floats = npt.NDArray[np.float64]
_PULL = 1e-3  # towards 0: keeps the weight of a kind that few questions ask for small


@dataclass(frozen=True, slots=True)
class Sample:
    """A paragraph that answers: its sentences' features (n, len(WEIGHTS)), and which of them hold an answer.

    `text` is the document's up to the paragraph's end, in which the `sentences` are.
    """

    features: Floats
    right: npt.NDArray[np.bool_]
    odd: bool
    text: str
    sentences: Sequence[Span]
    answers: Sequence[str]


def main() -> None:
    """Fit, judge, print."""
    options = parser(__doc__, embedder="all-MiniLM-L6-v2")
    options.add_argument("--fit", nargs="+", type=Path, required=True)
    options.add_argument("--judge", nargs="*", type=Path, default=[])
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    samples = {folder.name: list(_samples(folder, chosen.work, embedder)) for folder in (*chosen.fit, *chosen.judge)}
    first, *others = (folder.name for folder in chosen.fit)
    fitting = [each for each in samples[first] if not each.odd] + [each for name in others for each in samples[name]]
    fitted = _fit(fitting)
    for number, (name, weight) in enumerate(zip(WEIGHTS, fitted, strict=True)):
        asking = sum(bool(sample.features[:, number].any()) for sample in fitting)
        print(f"{name:14} {weight:6.2f}   in use {WEIGHTS[name]:5.2f}   questions {asking}")
    groups = {f"{first}, other half": [each for each in samples[first] if each.odd]}
    groups |= {folder.name: samples[folder.name] for folder in (*chosen.fit[1:], *chosen.judge)}
    used = np.array(list(WEIGHTS.values()))
    for name, group in groups.items():
        rows = ((0, np.eye(len(WEIGHTS))[0]), (1, fitted), (2, used))
        nearest, as_fitted, as_used = (_accuracy(group, weights) for _, weights in rows)
        quoted, length = _quoted(group, used)
        print(
            f"{name:22} {len(group):5}  nearest {nearest:.3f}  fitted {as_fitted:.3f}  in use {as_used:.3f}  "
            f"as quoted {quoted:.3f}, {length:.0f} characters"
        )


def _samples(folder: Path, work: Path, embedder: Embedder) -> Iterator[Sample]:
    library = retriever_over(folder / "corpus.jsonl", work, embedder).library
    index = Index(embedder.dimension)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        records = {record.id: record for record in snapshot.documents()}
        titles = sorted({record.title for record in records.values()})
        for question in load(folder / "questions.jsonl"):
            answers = question.expected
            if not answers:
                continue
            found = index.candidates(
                snapshot,
                partial(list, [embedder.embed_question(question.text)]),
                question_words(question.text, index.languages),
                count=50,
            )
            assert found is not None  # noqa: S101  # nobody else writes to the work folder
            asked = Asked.among(question.text, found.words, found.cosines.sentences)
            record = records[question.relevant[0].document]
            odd = bool(titles.index(record.title) % 2)
            read = snapshot.paragraphs(found.keys.tolist())
            for place, stored in enumerate(read[key] for key in found.keys.tolist()):
                if stored.document != record.key or len(stored.sentences) < 2:
                    continue
                text = " " * stored.span.start + stored.text
                words = [span.of(text) for span in stored.sentences]
                right = np.array([any(contains(sentence, answer) for answer in answers) for sentence in words])
                if right.any():
                    first = [True] + [False] * (len(words) - 1)
                    judged = features(asked, found.cosines.of(place), words, stored.terms, [False] * len(words), first)
                    yield Sample(judged, right, odd, text, stored.sentences, answers)


def _fit(samples: Sequence[Sample]) -> Floats:
    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for sample in samples:
            scores = sample.features @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            right = chances * sample.right
            total -= float(np.log(right.sum()))
            slope -= sample.features.T @ (right / right.sum() - chances)
        count = len(samples)
        return total / count + _PULL * float(weights @ weights), slope / count + 2 * _PULL * weights

    return np.asarray(minimize(loss, np.zeros(len(WEIGHTS)), jac=True, method="L-BFGS-B").x)


def _quoted(samples: Sequence[Sample], weights: Floats) -> tuple[float, float]:
    """Give the share of quotes, of one sentence or of a run of them, that hold an answer, and their mean length."""
    quotes = [run(sample.features @ weights, sample.sentences).of(sample.text) for sample in samples]
    right = [
        any(contains(quote, answer) for answer in sample.answers) for quote, sample in zip(quotes, samples, strict=True)
    ]
    return float(np.mean(right)), float(np.mean([len(quote) for quote in quotes]))


def _accuracy(samples: Sequence[Sample], weights: Floats) -> float:
    return float(np.mean([sample.right[np.argmax(sample.features @ weights)] for sample in samples]))


if __name__ == "__main__":
    main()
