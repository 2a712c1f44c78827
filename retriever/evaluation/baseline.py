"""An earlier run, read back from what `rujuk eval --json` printed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import InputRefused
from retriever.answers import Status
from retriever.evaluation.judging import Outcome
from retriever.evaluation.questions import Question

_AGAIN = "make it anew with `rujuk eval --json`"
_NAMED = 5  # question ids that a refusal names
_LIMIT = 10**15  # no time, length or rank is as large; what is can be no number that is reckoned with


def _require_ascending(ranks: list[int]) -> list[int]:
    if ranks != sorted(set(ranks)):
        raise ValueError("ranks ascend")
    return ranks


_Share = Annotated[float, Field(ge=0, le=1)]
_Length = Annotated[float, Field(ge=0, lt=_LIMIT)]
_Rank = Annotated[int, Field(ge=1, lt=_LIMIT)]


class _Record(BaseModel):
    """One question of an earlier run, as `report.to_json` writes it; what earlier forms lack has a default."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    id: str
    question: str
    language: str | None
    kind: str | None
    answerable: bool
    status: Status
    confidence: _Share
    ranks: Annotated[list[_Rank], AfterValidator(_require_ascending)]
    rr: _Share | None = Field(alias="rr@10")
    ndcg: Annotated[float, Field(ge=0, le=1 + 1e-9)] | None = Field(alias="ndcg@10")
    quote: str | None
    quote_words: _Length | None
    quote_correct: bool | None
    elapsed_ms: _Length
    expected: list[str] | None = None
    documents: list[str] | None = None


def read(path: Path, asked: Sequence[Question]) -> tuple[Outcome, ...]:
    """Give the outcomes of an earlier run of the same questions, in the order in which they are asked now.

    Raises InputRefused where the file is no such output, is of an older form, or is of other questions.
    """
    records = {record.id: record for record in _records(path)}
    _require_same(path, records, asked)
    return tuple(_outcome(records[question.id]) for question in asked)


def _records(path: Path) -> list[_Record]:
    try:
        whole = json.loads(path.read_bytes())
    except OSError as error:
        raise InputRefused(f"cannot read the baseline {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"the baseline {path} is not JSON ({error}); {_AGAIN}") from error
    if not isinstance(whole, dict) or "overall" not in whole:
        raise InputRefused(f"the baseline {path} is not what `rujuk eval --json` prints; {_AGAIN}")
    records = whole.get("questions_detail")
    if not isinstance(records, list) or not records:
        raise InputRefused(f"the baseline {path} is of an older form, without 'questions_detail'; {_AGAIN}")
    read = [_record(path, number, record) for number, record in enumerate(records)]
    ids = [record.id for record in read]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise InputRefused(f"the baseline {path} has the question {twice!r} twice; {_AGAIN}")
    return read


def _record(path: Path, number: int, record: object) -> _Record:
    place = f"the baseline {path}, questions_detail[{number}]"
    try:
        return _Record.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    if not first["loc"]:
        raise InputRefused(f"{place}: must be an object; {_AGAIN}")
    key = first["loc"][0]
    if first["type"] == "missing":
        raise InputRefused(f"{place}: is of an older form, without {key!r}; {_AGAIN}")
    raise InputRefused(f"{place}, key {key!r}: {first['input']!r:.60} cannot be; {_AGAIN}")


def _outcome(record: _Record) -> Outcome:
    return Outcome(
        id=record.id,
        question=record.question,
        language=record.language,
        kind=record.kind,
        answerable=record.answerable,
        status=record.status,
        confidence=record.confidence,
        ranks=tuple(record.ranks),
        rr=record.rr,
        ndcg=record.ndcg,
        quote=record.quote,
        quote_words=None if record.quote_words is None else round(record.quote_words),
        quote_correct=record.quote_correct,
        expected=(),
        elapsed=record.elapsed_ms / 1000,
    )


def _require_same(path: Path, records: Mapping[str, _Record], asked: Sequence[Question]) -> None:
    ids = {question.id for question in asked}
    complaints = []
    if missing := [question.id for question in asked if question.id not in records]:
        complaints.append(f"it lacks {_names(missing)}")
    if surplus := [each for each in records if each not in ids]:
        complaints.append(f"it has {_names(surplus)}, not asked now")
    shared = [(question, records[question.id]) for question in asked if question.id in records]
    if changed := [now.id for now, then in shared if now.text != then.question]:
        complaints.append(f"{_names(changed)} was another question there")
    if judged := [now.id for now, then in shared if now.id not in changed and not _judged_alike(now, then)]:
        complaints.append(f"of {_names(judged)} another answer was right there")
    if complaints:
        raise InputRefused(
            f"the baseline {path} is of other questions: {'; '.join(complaints)}. Compare runs of the same file"
        )


def _judged_alike(now: Question, then: _Record) -> bool:
    known = (
        (then.expected, set(now.expected)),
        (then.documents, {relevant.document for relevant in now.relevant}),
    )
    return now.answerable == then.answerable and all(before is None or set(before) == after for before, after in known)


def _names(ids: Iterable[str]) -> str:
    named = list(ids)
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    return ", ".join(repr(each) for each in named[:_NAMED]) + more
