"""What stands before the text of a Markdown file and is about it: in YAML, TOML, JSON, or as Pandoc writes it."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final

_YAML: Final = re.compile(r"---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML: Final = re.compile(r"\+\+\+[ \t]*\n((?:.*\n)*?)\+\+\+[ \t]*(?:\n|\Z)")
_JSON: Final = re.compile(r"(?:;;;[ \t]*\n)?(?=\{\s*\")")
_FENCED: Final = re.compile(r"\s*\n;;;[ \t]*(?:\n|\Z)")
_PANDOC: Final = re.compile(r"%[ \t]+\S.*\n(?:[ \t]+\S.*\n|%.*\n){0,20}(?=\n|\Z)")
_HEADERS: Final = re.compile(r"title:[ \t]+\S.*\n(?:[A-Za-z][\w -]{0,30}:[ \t]+\S.*\n){1,20}(?=\n|\Z)", re.IGNORECASE)
"""As MultiMarkdown has them."""
_KEY_VALUE: Final = re.compile(r"(?:([\"'])([A-Za-z][\w -]*+)\1|([A-Za-z][\w-]*+))[ \t]*[:=](?:[ \t]+(.*))?")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+([^:]*)")
_NAMED: Final = re.compile(r"[ \t]+(?:-[ \t]+)?name:[ \t]+(.*)")
_NESTED: Final = re.compile(r"[ \t#-].*|")
_COMMENT: Final = re.compile(r"(?<![ \t])[ \t]+#.*|\A#.*")
_FOLDED: Final = re.compile(r"[|>][-+]?\d?")
TOLD: Final = (
    *("title", "subtitle", "author", "authors", "editor", "publisher", "issuer", "organisation", "organization"),
    *("institution", "department", "contact", "date", "published", "updated", "modified", "lastmod", "created"),
    *("version", "revision", "number", "description", "summary", "abstract"),
)
"""Keys of a front matter that tell a reader about the document; others tell programs what to do with it."""
_KNOWN: Final = frozenset((*TOLD, "keywords", "language", "lang", "format", "css"))
"""Keys of what may be no front matter but text: with any other it is text, of which nothing may be lost."""
_PEOPLE: Final = frozenset(("author", "authors"))


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The keys of a front matter, small, with their values, and the text after it; nested keys are left.

    The values of a list stand apart by commas.
    """
    for read in (_toml, _yaml, _json, _pandoc, _headers):
        found = read(text)
        if found is not None:
            return found
    return {}, text


def _toml(text: str) -> tuple[dict[str, str], str] | None:
    match = _TOML.match(text)
    if match is None:
        return None
    try:
        return _plain(tomllib.loads(match[1])), text[match.end() :]
    except (tomllib.TOMLDecodeError, RecursionError):
        found = _pairs(match[1])
        return None if found is None else (found, text[match.end() :])


def _yaml(text: str) -> tuple[dict[str, str], str] | None:
    match = _YAML.match(text)
    found = None if match is None else _pairs(match[1])
    return None if match is None or found is None else (found, text[match.end() :])


def _json(text: str) -> tuple[dict[str, str], str] | None:
    opened = _JSON.match(text)
    if opened is None:
        return None
    try:
        values, end = json.JSONDecoder().raw_decode(text, opened.end())
    except (ValueError, RecursionError):
        return None
    closed = _FENCED.match(text, end) if opened.end() else None
    if (
        not isinstance(values, dict)
        or "title" not in values
        or not _are_known(values)
        or (opened.end() and closed is None)
    ):
        return None
    return _plain(values), text[closed.end() if closed else end :]


def _pandoc(text: str) -> tuple[dict[str, str], str] | None:
    """A title, authors and a date, each behind a percent sign."""
    match = _PANDOC.match(text)
    if match is None:
        return None
    told = [" ".join(each.split()) for each in re.split(r"^%", match[0], flags=re.MULTILINE)[1:]]
    return dict(zip(("title", "author", "date"), told, strict=False)), text[match.end() :]


def _headers(text: str) -> tuple[dict[str, str], str] | None:
    match = _HEADERS.match(text)
    found = None if match is None else _pairs(match[0])
    return None if match is None or not found or not _are_known(found) else (found, text[match.end() :])


def _are_known(keys: Iterable[str]) -> bool:
    return all(key.lower() in _KNOWN for key in keys)


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    listed = {key: value if isinstance(value, list) else [value] for key, value in values.items()}
    return {
        key.lower(): ", ".join(map(str, value))
        for key, value in listed.items()
        if not any(isinstance(each, dict | list) for each in value)
    }


def _pairs(lines: str) -> dict[str, str] | None:
    """The keys of simple lines, None where a line is none of them."""
    found: dict[str, list[str]] = {}
    key, folded = "", False
    for line in lines.splitlines():
        pair, item, named = _KEY_VALUE.fullmatch(line), _ITEM.fullmatch(line), _NAMED.fullmatch(line)
        if pair:
            key, folded = (pair[2] or pair[3]).lower(), bool(_FOLDED.fullmatch((pair[4] or "").strip()))
            found[key] = [] if folded else _values(pair[4] or "")
        elif folded and (line[:1] in {" ", "\t"} or not line):
            found[key] = [" ".join([*found[key], line.strip()]).strip()]
        elif item and found:
            found[key] += _values(item[1])
        elif named and key in _PEOPLE:
            found[key] += _values(named[1])
        elif not _NESTED.fullmatch(line):
            return None
    return {key: ", ".join(values) for key, values in found.items()}


def _values(written: str) -> list[str]:
    """The values of a key as YAML writes them: one, or several in brackets; none of what it nests."""
    written = written.strip()
    quoted = re.match(r"\"([^\"]*)\"|'([^']*)'", written)
    if quoted and not _COMMENT.sub("", written[quoted.end() :]).strip():
        return [value for value in [quoted[1] or quoted[2]] if value]
    written = _COMMENT.sub("", written).strip()
    if written.startswith("{"):
        return []
    listed = written[1:-1].split(",") if written.startswith("[") and written.endswith("]") else [written]
    return [value for each in listed if (value := each.strip().strip("\"'"))]
