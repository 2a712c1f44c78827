"""Compare a run with an earlier one: what changed, whether by chance, and in which questions."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import InputRefused
from retriever.answers import Status
from retriever.evaluation.judging import GRADES, YES_OR_NO, Grade, Outcome
from retriever.evaluation.questions import Question
from retriever.evaluation.report import METRICS, Metric
from retriever.evaluation.statistics import BIASED, bounds, mcnemar, resamples, sign_flip, statistics, swap

Test = Literal["McNemar exact", "sign flip", "swap"]
Way = Literal["better", "worse", "mixed"]

_NO_MEAN = ("refusal_precision", "auroc", "ece")  # of other questions in each run, or no mean over questions
_NOT_FOUND = 10**9
UNMOVED = "In no question did the first right passage, the quote or the refusal change."
_AGAIN = "make it anew with `rujuk eval --json`"
_NAMED = 5  # question ids that a refusal names
_LIMIT = 10**15  # no time, length or rank is as large; what is can be no number that is reckoned with
_Share = Annotated[float, Field(ge=0, le=1)]
_Length = Annotated[float, Field(ge=0, lt=_LIMIT)]
_Rank = Annotated[int, Field(ge=1, lt=_LIMIT)]


@dataclass(frozen=True, slots=True)
class Change:
    """One metric, then and now. `low` and `high`: the change's 95 % interval; `p` by `test`, None where none was made.

    `p` tells how likely a change as large is by chance, were the runs as good as each other.
    """

    metric: Metric
    before: float
    after: float
    low: float | None
    high: float | None
    p: float | None
    test: Test | None

    @property
    def way(self) -> Literal["better", "worse", "same"]:
        """Where the metric went; whether that may be chance, `p` says."""
        if self.after == self.before:
            return "same"
        return "better" if (self.after > self.before) == (self.metric.better == "higher") else "worse"


@dataclass(frozen=True, slots=True)
class Moved:
    """A question whose answer changed: `way`, and what changed in words."""

    id: str
    question: str
    way: Way
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The metrics that both runs define, in their order, and the questions that changed, in theirs."""

    changes: tuple[Change, ...]
    moved: tuple[Moved, ...]
    questions: int


def compare(before: Sequence[Outcome], after: Sequence[Outcome]) -> Comparison:
    """Compare two runs, question by question; both hold the same questions in the same order."""
    sure = _intervals(before, after)
    changes = [
        _change(metric, before, after, sure.get(metric.name))
        for metric in METRICS
        if metric.unit != "count" and None not in (metric.of(before), metric.of(after))
    ]
    moved = [found for pair in zip(before, after, strict=True) if (found := _moved(*pair))]
    return Comparison(tuple(changes), tuple(moved), len(after))


def to_json(comparison: Comparison) -> dict[str, Any]:
    """Give the comparison as JSON values."""
    return {
        "metrics": {
            each.metric.name: {
                "before": each.before,
                "after": each.after,
                "change": each.after - each.before,
                "interval": None if each.low is None else [each.low, each.high],
                "p": each.p,
                "test": each.test,
                "way": each.way,
            }
            for each in comparison.changes
        },
        "questions": [asdict(each) | {"what": list(each.what)} for each in comparison.moved],
    }


def _intervals(before: Sequence[Outcome], after: Sequence[Outcome]) -> dict[str, tuple[float, float] | None]:
    """Give the interval of each metric's change, over resamples of questions: the same questions of both runs."""
    then, now = statistics(before), statistics(after)
    names = [name for name in now if name not in BIASED]
    parts = [{name: now[name](w) - then[name](w) for name in names} for w in resamples(len(after))]
    return {name: bounds(np.concatenate([part[name] for part in parts])) for name in names if parts}


def _change(
    metric: Metric, before: Sequence[Outcome], after: Sequence[Outcome], sure: tuple[float, float] | None
) -> Change:
    then, now = metric.of(before), metric.of(after)
    assert then is not None  # noqa: S101  # the caller asks for metrics that both define
    assert now is not None  # noqa: S101
    low, high = sure or (None, None)
    return Change(metric, then, now, low, high, *_tested(metric, before, after))


def _tested(
    metric: Metric, before: Sequence[Outcome], after: Sequence[Outcome]
) -> tuple[float, Test] | tuple[None, None]:
    name = metric.name
    if metric.unit == "ms":  # the machine's other work is no chance of ours
        return None, None
    if name in _NO_MEAN:
        return swap(statistics([*before, *after])[name], len(after)), "swap"
    pairs = _pairs(GRADES[name], before, after)
    if name in YES_OR_NO:
        return mcnemar(sum(a > b for b, a in pairs), sum(a < b for b, a in pairs)), "McNemar exact"
    return sign_flip([a - b for b, a in pairs]), "sign flip"


def _pairs(grade: Grade, before: Sequence[Outcome], after: Sequence[Outcome]) -> list[tuple[float, float]]:
    both = [(grade(then), grade(now)) for then, now in zip(before, after, strict=True)]
    return [(then, now) for then, now in both if then is not None and now is not None]


def _moved(before: Outcome, after: Outcome) -> Moved | None:
    better: list[str] = []
    worse: list[str] = []
    for what, then, now in _aspects(before, after):
        if then != now:
            (better if now > then else worse).append(what)
    if not better and not worse:
        return None
    way: Way = "mixed" if better and worse else "better" if better else "worse"
    return Moved(after.id, after.question, way, (*better, *worse))


def _aspects(before: Outcome, after: Outcome) -> list[tuple[str, int, int]]:
    """Tell what may change of one answer: in words, and then and now as numbers of which the higher is better."""
    then, now = _first(before), _first(after)
    found = [
        (f"right passage {_rank(then)} → {_rank(now)}", -then, -now),
        (f"quote {_quote(before)} → {_quote(after)}", bool(before.quote_correct), bool(after.quote_correct)),
    ]
    if before.status != after.status:
        found.append((f"{_status(before)} → {_status(after)}", _worth(before), _worth(after)))
    return found


def _first(outcome: Outcome) -> int:
    return min(outcome.ranks, default=_NOT_FOUND)


def _rank(rank: int) -> str:
    return "not found" if rank == _NOT_FOUND else f"at {rank}"


def _quote(outcome: Outcome) -> str:
    return "right" if outcome.quote_correct else "wrong"


def _status(outcome: Outcome) -> str:
    return {0: "refused", 1: "answered", -1: "answered wrongly"}[_worth(outcome)]


def _worth(outcome: Outcome) -> int:
    """Give a refusal is worse than a right answer, and better than a wrong one."""
    if outcome.status == "no_answer":
        return 0
    return 1 if outcome.first_is_relevant else -1


def _require_ascending(ranks: list[int]) -> list[int]:
    if ranks != sorted(set(ranks)):
        raise ValueError("ranks ascend")
    return ranks


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


def read_baseline(path: Path, asked: Sequence[Question]) -> tuple[Outcome, ...]:
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
