"""Files of questions read strictly: every complaint names the file, the line and the key."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from corpus.errors import QuestionRefused

_QRELS = ("qrels/test.tsv", "qrels.tsv")
_HEADER = ["query-id", "corpus-id", "score"]
_WANTED = {
    "string_type": "a text that is not empty",
    "empty": "a text that is not empty",
    "bool_type": "true or false",
    "list_type": "a list",
    "model_type": "an object",
}
"""Pydantic's type of an error -> what a value must be."""


def _require_visible(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("empty", "")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("surrogate", "has half a surrogate pair, which is no character")
    return text


Text = Annotated[str, AfterValidator(_require_visible)]
"""A text that says something."""


class Form(BaseModel):
    """The form of a JSON object. A key with null counts as missing, other keys are left alone."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, values: object) -> object:
        return {k: v for k, v in values.items() if v is not None} if isinstance(values, dict) else values


class IdForm(Form):
    """A form whose objects are told apart by their id."""

    id: Text


F = TypeVar("F", bound=IdForm)


@dataclass(frozen=True, slots=True)
class Record(Generic[F]):
    """One object of a JSON Lines file, and where it stands."""

    file: Path
    line: int
    form: F

    def refuse(self, key: str, why: str) -> QuestionRefused:
        """Give the error to raise about `key`; `why` finishes the sentence."""
        return _refusal(self.file, self.line, key, why)


def read_records(path: Path, objects: Iterable[tuple[int, object]], form: type[F], key: str) -> list[Record[F]]:
    """Give the objects of a file as records of that form, whose ids stand at `key`.

    Raises QuestionRefused where an object is not of the form, or an id comes twice.
    """
    records: dict[str, Record[F]] = {}
    for line, values in objects:
        try:
            record = Record(path, line, form.model_validate(values))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise _refusal(path, line, _key(first), _why(first)) from error
        known = records.setdefault(record.form.id, record)
        if known is not record:
            raise record.refuse(
                key, f"{record.form.id!r} stands on line {known.line} already; give each question its own id"
            )
    return list(records.values())


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the JSON objects of a JSON Lines file with their lines; QuestionRefused where a line is none."""
    for number, line in read_lines(path):
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise QuestionRefused(
                f"{path}, line {number}: this is not JSON ({error}); write one object a line"
            ) from error
        if not isinstance(values, dict):
            raise QuestionRefused(f"{path}, line {number}: must be a JSON object, not {_shown(values)}")
        yield number, values


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Give the lines that are not blank, numbered from 1; QuestionRefused where the file cannot be read as UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise QuestionRefused(
            f"{path} cannot be read: {error.strerror}; give the path of a file of questions"
        ) from error
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        try:
            decoded = line.decode()
        except UnicodeDecodeError as error:
            raise QuestionRefused(f"{path}, line {number}: this is not UTF-8; save the file as UTF-8") from error
        if decoded.strip():
            yield number, decoded


def find_qrels(folder: Path) -> Path:
    """BEIR's judgements for the queries in `folder`; QuestionRefused where there are none."""
    for place in _QRELS:
        if (folder / place).is_file():
            return folder / place
    raise QuestionRefused(
        f"{folder} has queries in BEIR's form but no judgements: put them at {' or '.join(_QRELS)} there"
    )


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Query id -> document id -> grade, of the grades above 0: what is judged not relevant is as good as not judged.

    The header line may be missing; of two lines about the same pair the later holds, as in BEIR's own loader.
    Raises QuestionRefused, naming the line, where a line is not of three columns or a grade is no whole number.
    """
    grades: dict[str, dict[str, int]] = {}
    for number, line in read_lines(path):
        fields = [field.strip() for field in line.split("\t")]
        if fields == _HEADER:
            continue
        if len(fields) != len(_HEADER) or not all(fields):
            raise QuestionRefused(
                f"{path}, line {number}: must have three columns parted by tabs: {', '.join(_HEADER)}"
            )
        query, document, score = fields
        try:
            grades.setdefault(query, {})[document] = int(score)
        except ValueError as error:
            raise QuestionRefused(
                f"{path}, line {number}, key 'score': must be a whole number, not {score!r}"
            ) from error
    return {
        query: positive for query, judged in grades.items() if (positive := {d: g for d, g in judged.items() if g > 0})
    }


def _refusal(file: Path, line: int, key: str, why: str) -> QuestionRefused:
    return QuestionRefused(f"{file}, line {line}, key {key!r}: {why}", field=key)


def _key(error: ErrorDetails) -> str:
    """Give the keys that lead to the value at fault, as `relevant[0].quote`, without the tags of a union, in <>."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"] if "<" not in str(part)]
    return "".join(parts).removeprefix(".")


def _why(error: ErrorDetails) -> str:
    kind, value = error["type"], error["input"]
    if kind == "missing":
        return "is missing"
    if kind == "literal_error":
        return f"must be {error['ctx']['expected'].replace(chr(39), '')}, not {_shown(value)}"
    return f"must be {_WANTED[kind]}, not {_shown(value)}" if kind in _WANTED else error["msg"]


def _shown(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace").decode()  # half a pair is no text
    return shown if len(shown) <= 40 else shown[:39] + "…"
