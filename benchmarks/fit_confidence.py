"""Fit the confidence: how likely it is that the first passage answers. Writes retriever/calibration.json.

    python -m benchmarks.fit_confidence --fit SET... --judge SET... --absent QUESTIONS:LIBRARY... [--embedder NAME]

A SET is a folder, or QUESTIONS:PARAGRAPHS for the questions of one parallel set asked of another's paragraphs.

Each question of a set is asked of the whole set and of its article alone (a small library), each with and without the
documents that answer it (without: *withheld*, to be refused); where the set has them, unanswerable ones too (*hard*:
the topic is there). An ABSENT pair is the questions of one set asked of another's library: all to be refused, easily.
People are taken to ask 70 questions that can be answered for 15 hard ones, and 7.5 of either easy kind, in every set;
a set counts as the square root of its size. Of the FIT sets only the articles of even number are used (and every second
question of their ABSENT pairs); the others are judged on, as are the JUDGE sets. A set of one article is all fitted on.
The threshold is 1/3: a missed answer is taken to cost twice a wrong one, which stands there with its proof to be seen.
"""

import json
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.datasets import retriever_over
from benchmarks.options import parser
from corpus.documents import DocumentRecord
from retriever.calibration import Features
from retriever.conversation import earlier
from retriever.evaluation.metrics import auroc, weighted_calibration_error
from retriever.evaluation.questions import Question, load
from retriever.models import Embedder
from retriever.models import load as load_embedder
from retriever.reranking import ranked
from retriever.retriever import Retriever

CONSTANTS = Path("retriever/calibration.json")
_THRESHOLD = 1 / 3
_SHARES = {"answerable": 0.7, "hard": 0.15, "withheld": 0.075, "absent": 0.075}
_FEWEST = 4  # documents; in a smaller library every question has the same few candidates
_COSINES = ("dense", "sentence")

Floats = npt.NDArray[np.float64]
Masks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sample:
    """One question as asked: its first passage's features, and whether that passage answers it."""

    features: Features
    right: bool
    kind: str  # of `_SHARES`
    odd: bool  # from an article of odd number


def main() -> None:
    """Fit, judge, write."""
    options = parser(__doc__, embedder="all-MiniLM-L6-v2")
    options.add_argument("--fit", nargs="+", required=True)
    options.add_argument("--judge", nargs="*", default=[])
    options.add_argument("--absent", nargs="*", default=[])
    options.add_argument("--most", type=int, default=2400, help="questions of a set, chosen by lot")
    options.add_argument("--any", action="store_true", help="fit the one without cosines too, for every other embedder")
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    take = partial(_samples, embedder=embedder, work=chosen.work, most=chosen.most)
    samples = {_name(given): list(take(given)) for given in (*chosen.fit, *chosen.judge)}
    for given in chosen.absent:
        samples[_name(given.split(":")[0])] += take(given, absent=True)
    fitting = {_name(given): [each for each in samples[_name(given)] if not each.odd] for given in chosen.fit}
    judged = {f"{_name(given)}, odd": [each for each in samples[_name(given)] if each.odd] for given in chosen.fit}
    judged |= {_name(given): samples[_name(given)] for given in chosen.judge}
    names = [each.name for each in fields(Features)]
    fits = {embedder.name: names} | ({"any": [each for each in names if each not in _COSINES]} if chosen.any else {})
    constants = json.loads(CONSTANTS.read_text(encoding="utf-8"))
    for name, used in fits.items():
        intercept, weights = _fit(fitting, used)
        constants["calibrations"][name] = {
            "intercept": intercept,
            "weights": weights,
            "threshold": round(_THRESHOLD, 4),
            "fitted_on": [f"{each}, articles of even number" for each in fitting],
            "absent": chosen.absent
            and [_name(given) for given in chosen.absent if _name(given.split(":")[0]) in fitting],
            "samples": sum(map(len, fitting.values())),
            "with": embedder.name,
        }
        for group, given in judged.items():
            if any(each.kind == "answerable" for each in given):
                print(f"{name:22} {group:22} " + _judge(given, intercept, weights), flush=True)
    CONSTANTS.write_text(json.dumps(constants, indent=2) + "\n", encoding="utf-8")


def _name(given: str) -> str:
    return " -> ".join(Path(part).name for part in given.split(":"))


def _samples(given: str, *, embedder: Embedder, work: Path, most: int, absent: bool = False) -> Iterator[Sample]:
    asked, *elsewhere = map(Path, given.split(":"))
    corpus = (elsewhere or [asked])[0]
    retriever = retriever_over(corpus / "corpus.jsonl", work, embedder)
    questions = load(asked / "questions.jsonl")
    random.Random(7).shuffle(questions)  # noqa: S311  # a sample, not a secret
    with retriever.library.reading() as snapshot:
        records = snapshot.documents()
    titles = sorted({record.title for record in records})
    odd = {record.id: bool(titles.index(record.title) % 2) for record in records}
    for number, question in enumerate(questions[: most // 8 if absent else most]):
        if absent:
            for _, features in _firsts(retriever, question, [[]]):
                yield Sample(features, right=False, kind="absent", odd=bool(number % 2))
            continue
        relevant = {item.document for item in question.relevant}
        if elsewhere:  # the parallel paragraphs' ids differ in their language alone
            relevant = {corpus.name[-2:] + each[2:] for each in relevant}
        within = [record for record in records if not question.documents or record.id in question.documents]
        shelves = list(_shelves(within, relevant))
        for shelf, (first, features) in zip(shelves, _firsts(retriever, question, shelves), strict=True):
            held = any(record.id in relevant for record in shelf)
            kind = "hard" if not question.answerable else "answerable" if held else "withheld"
            yield Sample(features, first in relevant, kind, any(odd[each] for each in relevant or {first}))


def _firsts(
    retriever: Retriever, question: Question, shelves: Sequence[Sequence[DocumentRecord]]
) -> Iterator[tuple[str, Features]]:
    """Ask a question of each shelf (an empty one: of the library): the first passage's document, and its features."""
    before = earlier(question.history)
    vector = retriever._vector(question.text, before)
    for shelf in shelves:
        ids = [record.id for record in shelf] or None
        with retriever._followed() as snapshot:
            found = retriever._candidates(snapshot, question.text, before, lambda: vector, ids)
            assert found is not None  # noqa: S101  # nobody else writes to the work folder
            first = ranked(snapshot, found, question.text, 1)[0]
        yield first.document.id, first.features


def _shelves(records: Sequence[DocumentRecord], relevant: Collection[str]) -> Iterator[list[DocumentRecord]]:
    """Give the libraries to ask: all documents, and the article's alone; both with and without those that answer."""
    article = {record.title for record in records if record.id in relevant}
    for shelf in (list(records), [record for record in records if record.title in article]):
        for held in (shelf, [record for record in shelf if record.id not in relevant]) if relevant else (shelf,):
            if len(held) >= _FEWEST:
                yield held


def _fit(sets: Mapping[str, Sequence[Sample]], used: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Fit a logistic model on questions in the shares of `_SHARES`, whatever the sets' own are."""
    samples = [sample for given in sets.values() for sample in given]
    weights = np.concatenate([np.full(len(given), 1 / np.sqrt(max(len(given), 1))) for given in sets.values()])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=10_000))
    weights = _shared(samples, weights) * len(samples)
    model.fit(_matrix(samples, used), [each.right for each in samples], logisticregression__sample_weight=weights)
    scaler, logistic = model[0], model[1]
    slopes = logistic.coef_[0] / scaler.scale_
    intercept = float(logistic.intercept_[0] - slopes @ scaler.mean_)
    coefficients = dict(zip(used, slopes, strict=True))
    names = [each.name for each in fields(Features)]
    return round(intercept, 4), {name: round(float(coefficients.get(name, 0.0)), 4) for name in names}


def _shared(samples: Sequence[Sample], weights: Floats) -> Floats:
    """Scale weights so that each kind has its share; together 1."""
    shared = np.zeros(len(samples))
    for kind, share in _SHARES.items():
        of_kind = np.array([sample.kind == kind for sample in samples])
        if of_kind.any():
            shared[of_kind] = share * weights[of_kind] / weights[of_kind].sum()
    return np.asarray(shared / shared.sum(), dtype=np.float64)


def _judge(samples: Sequence[Sample], intercept: float, weights: dict[str, float]) -> str:
    confidence = 1 / (1 + np.exp(-intercept - _matrix(samples, list(weights)) @ np.array(list(weights.values()))))
    kinds = np.array([sample.kind for sample in samples])
    answerable = confidence[kinds == "answerable"]
    text = [f"answerable: answered {np.mean(answerable >= _THRESHOLD):.2f} "]
    for kind in ("absent", "withheld", "hard"):
        others = confidence[kinds == kind]
        if len(others):
            area = auroc(answerable.tolist(), others.tolist())
            text.append(f"{kind}: AUROC {area:.3f}, answered {np.mean(others >= _THRESHOLD):.2f} ")
    text.append(f"ECE {_error(samples, confidence):.3f}")
    return "  ".join(text)


def _error(samples: Sequence[Sample], confidence: Floats) -> float:
    """Give the expected calibration error with the kinds in their shares."""
    shares = _shared(samples, np.ones(len(samples)))
    right = np.array([sample.right for sample in samples], dtype=np.float64)
    return float(weighted_calibration_error(confidence, right)(shares[None])[0])


def _matrix(samples: Sequence[Sample], used: Sequence[str]) -> Floats:
    return np.array([[asdict(sample.features)[name] for name in used] for sample in samples])


if __name__ == "__main__":
    main()
