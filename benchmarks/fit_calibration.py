"""Fit the confidence to whether answers are right.

    python -m benchmarks.fit_calibration FIT... [--judge JUDGE...] [--reader off] [--signs SIGN...]

FIT and JUDGE are folders of question sets. What is fitted is printed as an entry of retriever/calibration.json; each
set counts alike. Of `squad2` the articles of odd number are asked about: FIT takes the first half, JUDGE the other.
The threshold is where, of the first set, as large a share of the answerable questions is answered rightly as of the
others is refused.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from platformdirs import user_cache_path
from rich.progress import track
from scipy.optimize import minimize

from benchmarks.datasets import retriever_over
from benchmarks.judged_answers import Task, judge, read_tasks
from benchmarks.options import parser
from retriever.calibration import Calibration, Signs
from retriever.evaluation.metrics import auroc, expected_calibration_error
from retriever.models import load as load_embedder
from retriever.reader.reader import load_reader

_SIGNS = {"on": ("answers",), "off": ("dense", "sentence", "share")}
_RIDGE = 1e-3

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recorder(Calibration):
    """A calibration that keeps the signs that it is asked about."""

    asked: list[Signs] = field(default_factory=list)

    def confidence(self, signs: Signs) -> float:
        """Keep the signs."""
        self.asked.append(signs)
        return 0.5


@dataclass(frozen=True, slots=True)
class Sample:
    """A set's signs (n, signs), whether each answer is right (n,), and whether each question has an answer (n,)."""

    name: str
    signs: Floats
    right: npt.NDArray[np.bool_]
    answerable: npt.NDArray[np.bool_]


def main() -> None:
    """Print the fitted entry, and how it does on every set."""
    options = parser(__doc__, sets="+")
    options.add_argument("--judge", type=Path, nargs="*", default=[])
    options.add_argument("--reader", choices=("on", "off"), default="on")
    options.add_argument("--signs", nargs="+", help="by default all; what looks at no cosine serves any embedder")
    options.add_argument("--most", type=int, default=600, help="questions of a set")
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    reader = load_reader(user_cache_path("rujuk"), print) if chosen.reader == "on" else None
    names = tuple(chosen.signs or _SIGNS[chosen.reader])

    def sample(folder: Path, part: int) -> Sample:
        recorder = Recorder(0.0, {}, 0.5)
        retriever = retriever_over(folder / "corpus.jsonl", chosen.work, embedder, reader=reader, calibration=recorder)
        tasks = _tasks(folder, part, chosen.most)
        rights, signs = [], []
        for task in track(tasks, description=folder.name):
            recorder.asked.clear()
            answer = retriever.ask(task.question.text, documents=task.question.documents, history=task.question.history)
            rights.append(task.question.answerable and judge(task, answer, retriever.library.text, 0).quoted)
            signs.append([recorder.asked[0][name] for name in names])
        retriever.close()
        answerable = np.array([task.question.answerable for task in tasks])
        return Sample(folder.name, np.array(signs), np.array(rights), answerable)

    fitted = [sample(folder, 0) for folder in chosen.sets]
    intercept, weights = fit(fitted)
    entry = {"intercept": round(intercept, 4), "weights": dict(zip(names, weights.round(4).tolist(), strict=True))}
    threshold = balance(fitted[0], _told(fitted[0], intercept, weights))
    print(json.dumps({**entry, "threshold": round(threshold, 3)}))
    for each in (*fitted, *(sample(folder, 1) for folder in chosen.judge)):
        print(_row(each, _told(each, intercept, weights), threshold))


def _tasks(folder: Path, part: int, most: int) -> Sequence[Task]:
    if folder.name != "squad2":
        return read_tasks(folder, most=most)
    tasks = read_tasks(folder, articles="odd")
    half = len(tasks) // 2
    kept = tasks[half:] if part else tasks[:half]
    return kept[:: -(-len(kept) // most)]


def fit(samples: Sequence[Sample]) -> tuple[float, Floats]:
    """Fit a logistic model, (intercept, weights (signs,)), in which each sample counts alike."""
    signs = np.concatenate([each.signs for each in samples])
    right = np.concatenate([each.right for each in samples])
    counts = np.concatenate([np.full(len(each.right), 1 / len(each.right)) for each in samples]) / len(samples)

    def loss(parameters: Floats) -> float:
        logits = parameters[0] + signs @ parameters[1:]
        losses = np.logaddexp(0, np.where(right, -logits, logits))
        return float(counts @ losses + _RIDGE * (parameters[1:] @ parameters[1:]))

    found = minimize(loss, np.zeros(1 + signs.shape[1])).x
    return float(found[0]), found[1:]


def balance(sample: Sample, told: Floats) -> float:
    """Give the threshold at which the lesser of "answered rightly" and "refused" is greatest."""
    yes, no = sample.answerable, ~sample.answerable

    def least(threshold: float) -> float:
        answered = told >= threshold
        refused = float((~answered)[no].mean()) if no.any() else 1.0
        return min(float((answered & sample.right)[yes].mean()), refused)

    return float(max(np.unique(told), key=least))


def _told(sample: Sample, intercept: float, weights: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-intercept - sample.signs @ weights)))


def _row(sample: Sample, told: Floats, threshold: float) -> str:
    yes, no, answered = sample.answerable, ~sample.answerable, told >= threshold
    figures: Mapping[str, float | None] = {
        "AUROC": auroc(told[yes].tolist(), told[no].tolist()) if no.any() else None,
        "ECE": expected_calibration_error(told.tolist(), sample.right.tolist()),
        "right": float((answered & sample.right)[yes].mean()),
        "refused": float((~answered)[no].mean()) if no.any() else None,
    }
    shown = "  ".join(f"{name} {math.nan if value is None else value:.3f}" for name, value in figures.items())
    return f"{sample.name:12} {len(told):5}  {shown}"


if __name__ == "__main__":
    main()
