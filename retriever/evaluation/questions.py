"""Questions whose answers are known, and the three forms in which people keep them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag, field_validator
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import ValidationInfo

from corpus.errors import QuestionRefused
from retriever.answers import Turn
from retriever.evaluation.jsonl import Form, IdForm, Record, Text, find_qrels, read_objects, read_qrels, read_records


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
    """Give the questions at `path`, told apart by content, in the order of the file:

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
    objects = list(read_objects(path))
    if objects and "_id" in objects[0][1]:
        questions = _from_beir(read_records(path, objects, _Query, "_id"), find_qrels(path.parent))
    else:
        questions = [_question(record) for record in read_records(path, objects, _Record, "id")]
    if not questions:
        raise QuestionRefused(f"{path} has no question: write one JSON object a line")
    return questions


def _questions_in(folder: Path) -> Path:
    for name in ("queries.jsonl", "questions.jsonl"):
        if (folder / name).is_file():
            return folder / name
    raise QuestionRefused(f"{folder} has neither queries.jsonl (BEIR) nor questions.jsonl; give the file itself")


class _Item(Form):
    document: Text
    quote: Text | None = None


class _Answer(Form):
    text: Text
    cid: Text | None = None


class _Turn(Form):
    role: Literal["user", "assistant"]
    content: Text | None = None
    text: Annotated[Text | None, Field(validate_default=True)] = None

    @field_validator("text", mode="after")
    @classmethod
    def _require_either(cls, text: str | None, info: ValidationInfo) -> str | None:
        if text is None and info.data.get("content") is None:
            raise PydanticCustomError("missing", "")
        return text


class _Record(IdForm):
    question: Text
    answerable: bool
    relevant: list[
        Annotated[
            Annotated[Text, Tag("<text>")] | Annotated[_Item, Tag("<object>")],
            Discriminator(lambda value: "<object>" if isinstance(value, dict) else "<text>"),
        ]
    ] = Field(default_factory=list)
    answers: list[_Answer] = Field(default_factory=list)
    history: list[_Turn] = Field(default_factory=list)
    language: Text | None = None
    lang: Text | None = None
    kind: Text | None = None
    documents: list[Text] | None = None


class _Query(IdForm):
    id: Annotated[Text, Field(alias="_id")]
    text: str = ""
    language: Text | None = None


def _question(record: Record[_Record]) -> Question:
    form, relevant = record.form, _relevant(record)
    if form.answerable and not relevant:
        raise record.refuse("relevant", "must say what answers, since the question is answerable")
    if relevant and not form.answerable:
        raise record.refuse("relevant", "must be empty, since the question is not answerable")
    return Question(
        id=form.id,
        text=form.question,
        answerable=form.answerable,
        relevant=relevant,
        language=form.language or form.lang,
        history=tuple(Turn(turn.role, turn.content or turn.text or "") for turn in form.history),
        kind=form.kind,
        documents=None if form.documents is None else tuple(form.documents),
    )


def _relevant(record: Record[_Record]) -> tuple[Relevant, ...]:
    form = record.form
    named = [(item, None) if isinstance(item, str) else (item.document, item.quote) for item in form.relevant]
    documents = {document for document, _ in named}
    for number, answer in enumerate(form.answers):
        if answer.cid is not None and answer.cid not in documents:
            raise record.refuse(f"answers[{number}].cid", f"{answer.cid!r} is not among the relevant documents")
    return tuple(
        Relevant(
            document,
            quote,
            tuple(dict.fromkeys(answer.text for answer in form.answers if answer.cid in (None, document))),
        )
        for document, quote in dict.fromkeys(named)
    )


def _from_beir(records: Sequence[Record[_Query]], qrels: Path) -> list[Question]:
    grades = read_qrels(qrels)
    judged = [record for record in records if record.form.id in grades]
    if missing := sorted(grades.keys() - {record.form.id for record in judged}):
        raise QuestionRefused(f"{qrels} judges query {missing[0]!r}, which is not in the file of queries")
    for record in judged:
        if not record.form.text.strip():
            raise record.refuse("text", "is missing, and the query is judged")
    return [
        Question(
            id=record.form.id,
            text=record.form.text,
            answerable=True,
            relevant=tuple(Relevant(document, grade=grade) for document, grade in grades[record.form.id].items()),
            language=record.form.language,
        )
        for record in judged
    ]
