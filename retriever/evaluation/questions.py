"""Questions whose answers are known, and the three forms in which people keep them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import QuestionRefused
from retriever.answers import Turn
from retriever.evaluation.jsonl import Record, read_records
from retriever.evaluation.qrels import find_qrels, read_qrels

_ROLES: Mapping[str, Literal["user", "assistant"]] = {"user": "user", "assistant": "assistant"}


@dataclass(frozen=True, slots=True)
class Relevant:
    """Something that answers: a whole document or, with `quote`, its paragraphs in which that text stands.

    `answers` are texts that a right quotation may hold; `grade` (1 or more) is how relevant it is.
    """

    document: str
    quote: str | None = None
    answers: tuple[str, ...] = ()
    grade: int = 1


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what is known of its answer: `relevant` is empty exactly where it is not answerable.

    `kind` is the author's name for a group of questions; `documents`, where given, are the ids to search within.
    """

    id: str
    text: str
    answerable: bool
    relevant: tuple[Relevant, ...] = ()
    language: str | None = None
    history: tuple[Turn, ...] = ()
    kind: str | None = None
    documents: tuple[str, ...] | None = None

    @property
    def by_paragraph(self) -> bool:
        """Whether relevance is judged paragraph by paragraph (some `relevant` has a quote) or by whole documents."""
        return any(relevant.quote is not None for relevant in self.relevant)

    @property
    def expected(self) -> tuple[str, ...]:
        """The texts of which a right quotation holds at least one; empty where none is known."""
        texts = [text for relevant in self.relevant for text in (relevant.quote, *relevant.answers) if text is not None]
        return tuple(dict.fromkeys(texts))


def load(path: Path) -> list[Question]:
    """The questions at `path`, told apart by content, in the order of the file:

    - Rujuk's form, a JSON object a line: `{"id", "question", "answerable", "relevant": [{"document", "quote"?}],
      "language"?, "history"?: [{"role", "content"}], "kind"?, "documents"?}`;
    - the same with `relevant` a list of document ids, `answers`: `[{"text", "cid"?}]`, `lang`, and `text` in `history`;
    - BEIR's: `queries.jsonl` (`{"_id", "text"}`), or the folder that holds it, with `qrels/test.tsv` or `qrels.tsv`
      beside it: those queries for which something is judged relevant.

    Raises QuestionRefused, naming file, line and key, where a record is not of its form, an id comes twice, or there is
    no question at all. Keys not named here are left alone.
    """
    if path.is_dir():
        path = _questions_in(path)
    records = list(_unique(read_records(path)))
    if records and "_id" in records[0].values:
        questions = _from_beir(records, find_qrels(path.parent))
    else:
        questions = [_question(record) for record in records]
    if not questions:
        raise QuestionRefused(f"{path} has no question: write one JSON object a line")
    return questions


def _questions_in(folder: Path) -> Path:
    for name in ("queries.jsonl", "questions.jsonl"):
        if (folder / name).is_file():
            return folder / name
    raise QuestionRefused(f"{folder} has neither queries.jsonl (BEIR) nor questions.jsonl; give the file itself")


def _unique(records: Iterable[Record]) -> Iterator[Record]:
    lines: dict[str, int] = {}
    for record in records:
        key = "_id" if "_id" in record.values else "id"
        first = lines.setdefault(record.text(key), record.line)
        if first != record.line:
            raise record.refuse(
                key, f"{record.text(key)!r} stands on line {first} already; give each question its own id"
            )
        yield record


def _question(record: Record) -> Question:
    answerable = record.flag("answerable")
    relevant = _relevant(record)
    if answerable and not relevant:
        raise record.refuse("relevant", "must say what answers, since the question is answerable")
    if relevant and not answerable:
        raise record.refuse("relevant", "must be empty, since the question is not answerable")
    return Question(
        id=record.text("id"),
        text=record.text("question"),
        answerable=answerable,
        relevant=relevant,
        language=record.optional_text("language") or record.optional_text("lang"),
        history=tuple(_turn(turn) for turn in record.records("history")),
        kind=record.optional_text("kind"),
        documents=tuple(record.texts("documents")) if record.has("documents") else None,
    )


def _relevant(record: Record) -> tuple[Relevant, ...]:
    named = [
        (item.text("document"), item.optional_text("quote")) if isinstance(item, Record) else (item, None)
        for item in record.texts_or_records("relevant")
    ]
    documents = {document for document, _ in named}
    spans: list[tuple[str, str | None]] = []
    for span in record.records("answers"):
        cid = span.optional_text("cid")
        if cid is not None and cid not in documents:
            raise span.refuse("cid", f"{cid!r} is not among the relevant documents")
        spans.append((span.text("text"), cid))
    return tuple(
        Relevant(document, quote, tuple(dict.fromkeys(text for text, cid in spans if cid in (None, document))))
        for document, quote in dict.fromkeys(named)
    )


def _turn(record: Record) -> Turn:
    role = _ROLES.get(record.text("role"))
    if role is None:
        raise record.refuse("role", f"must be {' or '.join(_ROLES)}, not {record.text('role')!r}")
    return Turn(role, record.text("content" if record.has("content") else "text"))


def _from_beir(records: Iterable[Record], qrels: Path) -> list[Question]:
    grades = read_qrels(qrels)
    questions = [
        Question(
            id=record.text("_id"),
            text=record.text("text"),
            answerable=True,
            relevant=tuple(Relevant(document, grade=grade) for document, grade in grades[record.text("_id")].items()),
            language=record.optional_text("language"),
        )
        for record in records
        if record.text("_id") in grades
    ]
    if missing := sorted(grades.keys() - {question.id for question in questions}):
        raise QuestionRefused(f"{qrels} judges query {missing[0]!r}, which is not in the file of queries")
    return questions
