"""Answers judged by spans: a set's questions with the places of their answers, and what each answer got right."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from corpus.documents import Span
from retriever.answers import Answer, Passage
from retriever.evaluation.judging import contains
from retriever.evaluation.metrics import auroc, expected_calibration_error, mean, percentile
from retriever.evaluation.questions import Question, load

Articles = Literal["all", "odd", "even"]
COVERAGES = tuple(tenth / 10 for tenth in range(1, 11))
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff]")
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese letters: words are not parted by spaces there."""


@dataclass(frozen=True, slots=True)
class Place:
    """One right answer: its words, and where they begin in the document's text (code points), where that is known."""

    text: str
    document: str
    start: int | None


@dataclass(frozen=True, slots=True)
class Task:
    """A question with the places that answer it. `places` is empty where only the documents that answer are known."""

    question: Question
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer judged.

    `hit`: the first passage overlaps an answer's place (or is of a right document, where no place is known).
    `holds`: its quote holds the words of an answer, None where none is known. `quoted`: the quote is of a right
    document, and holds the words of an answer or overlaps its place. `f1` in [0, 1] is the short answer's, None where
    the question has no answer with a known text or the retriever gave no short answer to any question.
    All four are of the first passage whether the question was answered or refused. `seconds` is the wall time.
    """

    id: str
    language: str
    answerable: bool
    answered: bool
    confidence: float
    hit: bool
    holds: bool | None
    quoted: bool
    f1: float | None
    quote: str
    short: str | None
    seconds: float

    @property
    def right(self) -> bool:
        """Whether it was answered, and with the right quote."""
        return self.answered and self.quoted


Figures = Mapping[str, float | None]
Group = Sequence[Judged]


def read_tasks(folder: Path, *, articles: Articles = "all", most: int | None = None) -> list[Task]:
    """The questions of a set, in their order.

    `articles` keeps those about every second title of the corpus, the first title being even. `most` thins them out
    evenly to at most so many. A question is searched for within `meta.doc_scope` or `meta.target_lang` of its record.
    """
    corpus = list(_records(folder / "corpus.jsonl"))
    titles = list(dict.fromkeys(record["title"] for record in corpus))
    kept = set({"all": titles, "odd": titles[1::2], "even": titles[::2]}[articles])
    title = {record["id"]: record["title"] for record in corpus}
    records = {record["id"]: record for record in _records(folder / "questions.jsonl")}
    tasks = [
        _task(question, records[question.id], corpus)
        for question in load(folder / "questions.jsonl")
        if articles == "all" or title[_about(records[question.id])] in kept
    ]
    return tasks[:: -(-len(tasks) // most)] if most and tasks else tasks


def judge(task: Task, answer: Answer, texts: Callable[[str], str], seconds: float) -> Judged:
    """Judge one answer; `texts` gives a document's text by its id."""
    first = answer.passages[0] if answer.passages else None
    short = short_answer(answer)
    expected = [place.text for place in task.places]
    return Judged(
        id=task.question.id,
        language=task.question.language or "",
        answerable=task.question.answerable,
        answered=answer.status == "answered",
        confidence=answer.confidence,
        hit=first is not None and _hit(task, first, texts),
        holds=(first is not None and _holds(first, expected)) if expected else None,
        quoted=first is not None and _quoted(task, first, texts),
        f1=max(f1(short or "", text) for text in expected) if expected else None,
        quote=first.quote.text if first else "",
        short=short,
        seconds=seconds,
    )


def short_answer(answer: Answer) -> str | None:
    """The words within the first quote that are the answer itself, None where there are none."""
    words = answer.passages[0].quote.words if answer.passages else None
    return words.text if words else None


def f1(said: str, right: str) -> float:
    """The F1 of shared words, [0, 1]; of shared letters where the script does not part words.

    Rajpurkar et al., "SQuAD: 100,000+ questions for machine comprehension of text", EMNLP (2016); articles count.
    """
    unit = r"\w" if _UNSPACED.search(right) else r"\w+"
    words, wanted = (re.findall(unit, unicodedata.normalize("NFC", text).casefold()) for text in (said, right))
    shared = (Counter(words) & Counter(wanted)).total()
    return 2 * shared / (len(words) + len(wanted)) if shared else 0.0


def figures(group: Group) -> Figures:
    """Sum up a group of answers. What no question of the group speaks of is None."""
    yes = [each for each in group if each.answerable]
    no = [each for each in group if not each.answerable]
    threshold, right, refused = best_threshold(group)
    return {
        "answerable": len(yes),
        "unanswerable": len(no),
        "right": mean(each.right for each in yes),
        "answered": mean(each.answered for each in yes),
        "refused": mean(not each.answered for each in no),
        "auroc": auroc([each.confidence for each in yes], [each.confidence for each in no]),
        "hit@1": mean(each.hit for each in yes),
        "holds": mean(each.holds for each in yes),
        "quoted": mean(each.quoted for each in yes),
        "f1": mean(each.f1 for each in yes) if any(each.short for each in group) else None,
        "ece": expected_calibration_error([each.confidence for each in group], [each.hit for each in group]),
        "p50_ms": percentile((1000 * each.seconds for each in group), 50),
        "best_threshold": threshold,
        "right_at_best": right,
        "refused_at_best": refused,
    }


def risk_coverage(group: Group) -> dict[str, float]:
    """Coverage ("0.1" to "1.0") -> the share of wrong answers among the so many most confident of the group.

    Wrong is a quote that does not answer, and every answer to a question that nothing answers. Of equal confidence the
    wrong ones come first.
    """
    ordered = sorted(group, key=lambda each: (-each.confidence, each.quoted))
    counts = {str(coverage): max(1, round(coverage * len(ordered))) for coverage in COVERAGES}
    return {name: sum(not each.quoted for each in ordered[:count]) / count for name, count in counts.items() if ordered}


def best_threshold(group: Group) -> tuple[float | None, float | None, float | None]:
    """The confidence from which the lesser of right and refused is largest, and both there; None where a kind lacks."""
    yes, no = (sum(each.answerable is kind for each in group) for kind in (True, False))
    if not yes or not no:
        return None, None, None
    best, found = (-1.0, -1.0), (1.0, 0.0, 1.0)
    right, refused = 0, no
    ordered = sorted(group, key=lambda each: -each.confidence)
    for threshold, equals in groupby(ordered, key=lambda each: each.confidence):
        for each in equals:
            right += each.quoted
            refused -= not each.answerable
        shares = (right / yes, refused / no)
        if (min(shares), sum(shares)) > best:
            best, found = (min(shares), sum(shares)), (threshold, *shares)
    return found


def _records(path: Path) -> Iterable[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _about(record: Mapping[str, Any]) -> str:
    """The document that a question was asked of, whether it answers or not."""
    return str((record["relevant"] or [record["meta"]["source_paragraph"]])[0])


def _task(question: Question, record: Mapping[str, Any], corpus: Sequence[Mapping[str, Any]]) -> Task:
    places = tuple(Place(each["text"], each["cid"], each["start"]) for each in record["answers"])
    scopes = {key: record["meta"].get(name) for key, name in (("doc", "doc_scope"), ("lang", "target_lang"))}
    named = {key: value for key, value in scopes.items() if value is not None}
    if not named:
        return Task(question, places)
    within = tuple(line["id"] for line in corpus if all(line[key] == value for key, value in named.items()))
    return Task(replace(question, documents=within), places)


def _hit(task: Task, first: Passage, texts: Callable[[str], str]) -> bool:
    if task.places:
        return any(_overlaps(place, first, first.span, texts) for place in task.places)
    return _relevant(task, first)


def _quoted(task: Task, first: Passage, texts: Callable[[str], str]) -> bool:
    if not _relevant(task, first):
        return False
    return not task.places or any(
        contains(first.quote.text, place.text) or _overlaps(place, first, first.quote.span, texts)
        for place in task.places
    )


def _relevant(task: Task, first: Passage) -> bool:
    return first.document.id in {relevant.document for relevant in task.question.relevant}


def _holds(first: Passage, expected: Sequence[str]) -> bool:
    return any(contains(first.quote.text, text) for text in expected)


def _overlaps(place: Place, first: Passage, span: Span, texts: Callable[[str], str]) -> bool:
    if place.document != first.document.id:
        return False
    found = _locate(place, texts(place.document))
    if found is None:
        return contains(first.text, place.text)
    return found.start < span.end and span.start < found.end


def _locate(place: Place, text: str) -> Span | None:
    """Where the answer stands in the text as the library has it: reading may have moved it by a few characters."""
    words = unicodedata.normalize("NFC", place.text).replace("\r\n", "\n")
    starts = [match.start() for match in re.finditer(re.escape(words), text)]
    if not starts:
        return None
    start = min(starts, key=lambda each: abs(each - (place.start or 0)))
    return Span(start, start + len(words))
