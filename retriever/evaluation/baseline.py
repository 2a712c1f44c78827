"""An earlier run, read back from what `rujuk eval --json` printed."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from corpus.errors import InputRefused
from retriever.evaluation.judging import Outcome
from retriever.evaluation.questions import Question

_AGAIN = "make it anew with `rujuk eval --json`"
_NAMED = 5  # question ids that a refusal names
_LIMIT = 1e15  # no time, length or rank is as large; what is can be no number that is reckoned with

Check = Callable[[Any], bool]


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LIMIT


def _share(value: Any) -> bool:
    return _number(value) and value <= 1


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _ranks(value: Any) -> bool:
    ascending = isinstance(value, list) and all(type(rank) is int and 1 <= rank < _LIMIT for rank in value)
    return ascending and value == sorted(set(value))


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


_KEYS: Mapping[str, Check] = {
    "id": _text,
    "question": _text,
    "language": _or_none(_text),
    "kind": _or_none(_text),
    "answerable": _flag,
    "status": lambda value: value in ("answered", "no_answer"),
    "confidence": _share,
    "ranks": _ranks,
    "rr@10": _or_none(_share),
    "ndcg@10": _or_none(lambda value: _number(value) and value <= 1 + 1e-9),
    "quote": _or_none(_text),
    "quote_words": _or_none(_number),
    "quote_correct": _or_none(_flag),
    "elapsed_ms": _number,
}
_LATER_KEYS: Mapping[str, Check] = {"expected": _texts, "documents": _texts}  # earlier forms lack them


def read(path: Path, asked: Sequence[Question]) -> tuple[Outcome, ...]:
    """The outcomes of an earlier run of the same questions, in the order in which they are asked now.

    Raises InputRefused where the file is no such output, is of an older form, or is of other questions.
    """
    records = {record["id"]: record for record in _records(path)}
    _require_same(path, records, asked)
    return tuple(_outcome(records[question.id]) for question in asked)


def _records(path: Path) -> list[dict[str, Any]]:
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
    for number, record in enumerate(records):
        _require_whole(path, number, record)
    ids = [record["id"] for record in records]
    if len(set(ids)) < len(ids):
        twice = next(each for each in ids if ids.count(each) > 1)
        raise InputRefused(f"the baseline {path} has the question {twice!r} twice; {_AGAIN}")
    return records


def _require_whole(path: Path, number: int, record: Any) -> None:
    place = f"the baseline {path}, questions_detail[{number}]"
    if not isinstance(record, dict):
        raise InputRefused(f"{place}: must be an object; {_AGAIN}")
    if missing := [key for key in _KEYS if key not in record]:
        raise InputRefused(f"{place}: is of an older form, without {missing[0]!r}; {_AGAIN}")
    for key, check in ({**_KEYS, **_LATER_KEYS}).items():
        if key in record and not check(record[key]):
            raise InputRefused(f"{place}, key {key!r}: {record[key]!r:.60} cannot be; {_AGAIN}")


def _outcome(record: Mapping[str, Any]) -> Outcome:
    return Outcome(
        id=record["id"],
        question=record["question"],
        language=record["language"],
        kind=record["kind"],
        answerable=record["answerable"],
        status=record["status"],
        confidence=record["confidence"],
        ranks=tuple(record["ranks"]),
        rr=record["rr@10"],
        ndcg=record["ndcg@10"],
        quote=record["quote"],
        quote_words=record["quote_words"],
        quote_correct=record["quote_correct"],
        expected=(),
        elapsed=record["elapsed_ms"] / 1000,
    )


def _require_same(path: Path, records: Mapping[str, Any], asked: Sequence[Question]) -> None:
    ids = {question.id for question in asked}
    complaints = []
    if missing := [question.id for question in asked if question.id not in records]:
        complaints.append(f"it lacks {_names(missing)}")
    if surplus := [each for each in records if each not in ids]:
        complaints.append(f"it has {_names(surplus)}, not asked now")
    shared = [(question, records[question.id]) for question in asked if question.id in records]
    if changed := [now.id for now, then in shared if now.text != then["question"]]:
        complaints.append(f"{_names(changed)} was another question there")
    if judged := [now.id for now, then in shared if now.id not in changed and not _judged_alike(now, then)]:
        complaints.append(f"of {_names(judged)} another answer was right there")
    if complaints:
        raise InputRefused(
            f"the baseline {path} is of other questions: {'; '.join(complaints)}. Compare runs of the same file"
        )


def _judged_alike(now: Question, then: Mapping[str, Any]) -> bool:
    known = {"expected": set(now.expected), "documents": {relevant.document for relevant in now.relevant}}
    return now.answerable == then["answerable"] and all(
        set(then[key]) == value for key, value in known.items() if key in then
    )


def _names(ids: Iterable[str]) -> str:
    named = list(ids)
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    return ", ".join(repr(each) for each in named[:_NAMED]) + more
