"""Every question of a set asked of a library of its corpus: what is found, quoted, answered and refused.

    python -m benchmarks.answering [--embedder NAME] [--work FOLDER] [--articles odd] [--most N] [--json FILE] SET...

A SET is a folder with `corpus.jsonl` and `questions.jsonl` (`answers` with `start` and `cid`). Of the answerable
questions: `right`, answered and with the right quote; `hit@1`, the first passage overlaps an answer's place; `holds`,
its quote holds the words of an answer; `F1` of the short answer. Of the others: `refused`. Of both: AUROC of the
confidence, calibration error, milliseconds; then the share of wrong answers among the most confident tenths, and what
the best single threshold would give. `judged_answers.py` says exactly what each means.
"""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from rich.progress import track

from benchmarks.datasets import retriever_over
from benchmarks.judged_answers import COVERAGES, Figures, Group, Judged, Task, figures, judge, read_tasks, risk_coverage
from benchmarks.options import parser
from retriever.models import load as load_embedder
from retriever.reader.reader import load_reader
from retriever.retriever import Retriever

_COLUMNS = ("right", "refused", "auroc", "hit@1", "holds", "quoted", "f1", "answered", "ece")


def main() -> None:
    """Print a row for each set, each of its languages, and all sets together."""
    options = parser(__doc__, sets="+")
    options.add_argument("--articles", choices=("all", "odd", "even"), default="all", help="every second title")
    options.add_argument("--most", type=int, metavar="N", help="at most so many questions of a set, evenly spread")
    options.add_argument("--reader", choices=("on", "off"), default="on")
    options.add_argument("--fresh", action="store_true", help="make the libraries anew")
    options.add_argument("--json", type=Path, metavar="FILE", help="write figures and every answer there")
    chosen = options.parse_args()
    embedder = load_embedder(chosen.embedder)
    reader = load_reader(user_cache_path("rujuk"), print) if chosen.reader == "on" else None
    judged: dict[str, list[Judged]] = {}
    for folder in chosen.sets:
        retriever = retriever_over(folder / "corpus.jsonl", chosen.work, embedder, reader=reader, fresh=chosen.fresh)
        judged[folder.name] = ask_all(retriever, read_tasks(folder, articles=chosen.articles, most=chosen.most))
        retriever.library.close()
    print("\n".join(table(judged)))
    if chosen.json:
        chosen.json.write_text(json.dumps(to_json(judged), ensure_ascii=False, indent=1), encoding="utf-8")


def ask_all(retriever: Retriever, tasks: Sequence[Task]) -> list[Judged]:
    """Ask one question after the other, and judge the answers."""
    texts = cache(retriever.library.text)
    judged = []
    for task in track(tasks, description="asking"):
        question = task.question
        started = time.perf_counter()
        answer = retriever.ask(question.text, documents=question.documents, history=question.history)
        judged.append(judge(task, answer, texts, time.perf_counter() - started))
    return judged


def table(judged: dict[str, list[Judged]]) -> list[str]:
    """The lines of the two tables."""
    width = max(len(name) for name, _ in _groups(judged)) + 1
    lines = [f"{'':{width}} {'yes':>5} {'no':>5} " + " ".join(f"{name:>8}" for name in (*_COLUMNS, "p50 ms"))]
    for name, group in _groups(judged):
        found = figures(group)
        row = " ".join(_cell(found[column]) for column in _COLUMNS)
        counts = f"{found['answerable']:5} {found['unanswerable']:5}"
        lines.append(f"{name:{width}} {counts} {row} {found['p50_ms'] or 0:8.1f}")
    lines += ["", "share of wrong answers by coverage; at the best threshold"]
    lines.append(f"{'':{width}} " + " ".join(f"{coverage:>6}" for coverage in COVERAGES) + "   best  right refused")
    for name, group in _groups(judged, languages=False):
        curve = " ".join(f"{error:6.3f}" for error in risk_coverage(group).values())
        lines.append(f"{name:{width}} {curve} {_best(figures(group))}")
    return lines


def to_json(judged: dict[str, list[Judged]]) -> dict[str, Any]:
    """Figures and curve of each group as they are printed, and every answer."""
    groups = {name: {**figures(group), "curve": risk_coverage(group)} for name, group in _groups(judged)}
    answers = [{"set": name, **asdict(each)} for name, group in judged.items() for each in group]
    return {"groups": groups, "answers": answers}


def _groups(judged: dict[str, list[Judged]], *, languages: bool = True) -> Iterable[tuple[str, Group]]:
    """The sets, each with its languages where there are several, and all of them together."""
    for name, group in judged.items():
        yield name, group
        spoken = sorted({each.language for each in group})
        for language in spoken if languages and len(spoken) > 1 else ():
            yield f"{name} {language}", [each for each in group if each.language == language]
    if len(judged) > 1:
        yield "all", [each for group in judged.values() for each in group]


def _cell(value: float | None) -> str:
    return f"{'-':>8}" if value is None else f"{value:8.3f}"


def _best(found: Figures) -> str:
    values = (found["best_threshold"], found["right_at_best"], found["refused_at_best"])
    return " ".join(f"{'-' if value is None else f'{value:.3f}':>6}" for value in values)


if __name__ == "__main__":
    main()
