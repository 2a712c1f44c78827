"""JSON Lines read strictly: every complaint names the file, the line and the key."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import QuestionRefused


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object and where it stands; `inside` is the path of keys to it, as `relevant[0].`."""

    file: Path
    line: int
    values: Mapping[str, Any]
    inside: str = ""

    def refuse(self, key: str, why: str) -> QuestionRefused:
        """The error to raise about `key`: `why` finishes the sentence."""
        key = self.inside + key
        return QuestionRefused(f"{self.file}, line {self.line}, key {key!r}: {why}", field=key)

    def has(self, key: str) -> bool:
        """Whether `key` has a value; null counts as none."""
        return self.values.get(key) is not None

    def text(self, key: str) -> str:
        """A text that says something; QuestionRefused where it is missing or is anything else."""
        return self._checked(key, self.values.get(key))

    def optional_text(self, key: str) -> str | None:
        """The text at `key`, None where it is missing or null."""
        return self.text(key) if self.has(key) else None

    def flag(self, key: str) -> bool:
        """The true or false at `key`."""
        value = self.values.get(key)
        if not isinstance(value, bool):
            raise self.refuse(key, _must_be("true or false", value))
        return value

    def texts_or_records(self, key: str) -> "list[str | Record]":
        """The list at `key`, its objects as records; a missing or null list is empty."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, list):
            raise self.refuse(key, _must_be("a list", value))
        items: list[str | Record] = []
        for position, item in enumerate(value or ()):
            place = f"{key}[{position}]"
            if isinstance(item, dict):
                items.append(Record(self.file, self.line, item, f"{self.inside}{place}."))
            else:
                items.append(self._checked(place, item))
        return items

    def texts(self, key: str) -> list[str]:
        """The list of texts at `key`."""
        items = self.texts_or_records(key)
        texts = [item for item in items if isinstance(item, str)]
        if len(texts) < len(items):
            raise self.refuse(key, "must be a list of texts")
        return texts

    def records(self, key: str) -> "list[Record]":
        """The list of objects at `key`."""
        items = self.texts_or_records(key)
        records = [item for item in items if isinstance(item, Record)]
        if len(records) < len(items):
            raise self.refuse(key, "must be a list of objects")
        return records

    def _checked(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, _must_be("a text that is not empty", value))
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise self.refuse(key, "has half a surrogate pair, which is no character")
        return value


def read_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, numbered from 1; QuestionRefused where the file cannot be read as UTF-8."""
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


def read_records(path: Path) -> Iterator[Record]:
    """The JSON objects of a JSON Lines file, blank lines passed over; QuestionRefused where a line is none."""
    for number, line in read_lines(path):
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise QuestionRefused(
                f"{path}, line {number}: this is not JSON ({error}); write one object a line"
            ) from error
        if not isinstance(values, dict):
            raise QuestionRefused(f"{path}, line {number}: {_must_be('a JSON object', values)}")
        yield Record(path, number, values)


def _must_be(what: str, value: object) -> str:
    if value is None:
        return f"is missing; it must be {what}"
    shown = json.dumps(value, ensure_ascii=False)
    return f"must be {what}, not {shown if len(shown) <= 40 else shown[:39] + '…'}"
