"""What a file is, by its content and then its name."""

import re
from pathlib import PurePosixPath
from typing import Final, Literal

from corpus.errors import DocumentRefused
from ingest.formats.registry import FORMATS, UNREAD, Format, by_extension, titles
from ingest.formats.signatures import HEAD, Sample

__all__ = ["HEAD", "format_named", "format_of", "holds_records"]

_EXTENSION: Final = re.compile(r"\.[a-z][a-z0-9]{0,9}", re.IGNORECASE)


def format_of(data: bytes, name: str) -> Format:
    """Give the format of a file called `name`; its first `HEAD` bytes tell, and of archives and old Office files all.

    Content decides where it has signs or looks like a format, else the name; a name without extension says plain text.
    Raises DocumentRefused for what cannot be read, saying what it is and what to do.
    """
    extension = _extension(name)
    named = by_extension(extension)
    sample = Sample(data, extension, _kind_of_name(extension, named))
    certain = next((row for row in FORMATS if row.signs.match(sample)), None)
    if certain is not None:
        return certain
    _refuse_unread(sample)
    likely = next((row for row in FORMATS if row.looks_like and row.looks_like(sample)), None)
    if likely is not None:
        return likely
    if named is None:
        raise DocumentRefused(_name_fault(extension))
    if named.unmistakable:
        fault = f"is called {extension} but is no such file, or is damaged" if data else "is empty"
        raise DocumentRefused(f"it {fault}; {named.advice}")
    return named


def format_named(name: str) -> Format | None:
    """Give the format that the name alone says, None for one that is not read."""
    return by_extension(_extension(name))


def holds_records(name: str) -> bool:
    """Tell whether a file of that name holds many documents: a line each, or a file of an archive each."""
    named = format_named(name)
    return named is not None and named.takes in {"lines", "members"}


def _extension(name: str) -> str:
    extension = PurePosixPath(name).suffix.lower()
    return extension if _EXTENSION.fullmatch(extension) else ""


def _kind_of_name(extension: str, named: Format | None) -> Literal["text", "other", ""]:
    if named is None:
        return ""
    return "text" if extension and named.takes in {"text", "lines"} else "other"


def _refuse_unread(sample: Sample) -> None:
    """Raise DocumentRefused for a file that shows that it is of a kind which is not read."""
    if sample.is_archive and not sample.members and not sample.is_empty_archive:
        raise DocumentRefused("it is a damaged Word file or ZIP archive; get or save it again")
    for row in UNREAD:
        if row.signs.match(sample) or (row.looks_like and row.looks_like(sample)):
            raise DocumentRefused(f"it seems to be {row.title}; {row.advice}")


def _name_fault(extension: str) -> str:
    advice = next((f"{row.advice} (Rujuk reads {titles()})" for row in UNREAD if extension in row.extensions), None)
    return f"{extension} files cannot be read; {advice or f'Rujuk reads {titles()}'}"
