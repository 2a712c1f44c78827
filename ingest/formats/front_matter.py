"""What stands before the text of a Markdown file and is about it: in YAML, TOML, JSON, or as Pandoc writes it."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from ingest.text import is_visible, one_line, shortened

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
_INNER: Final = re.compile(r"[ \t]*(?:-[ \t]+)?[\w\"'-]+[ \t]*:(?:[ \t].*)?|[ \t]*-.*")
_COMMENT: Final = re.compile(r"(?<![ \t])[ \t]+#.*|\A#.*")
_FOLDED: Final = re.compile(r"[|>][-+]?\d?")
TOLD: Final = (
    *("title", "subtitle", "author", "authors", "editor", "publisher", "issuer", "organisation", "organization"),
    *("institution", "department", "contact", "date", "published", "updated", "modified", "lastmod", "created"),
    *("version", "revision", "number", "description", "summary", "abstract"),
)
"""Keys of a front matter that tell a reader about the document; others tell programs what to do with it."""
DATED: Final = ("date", "published", "pubdate", "publishdate", "publish_date", "date_published")
"""Keys of a front matter that say when the document was published."""
_READ: Final = frozenset((*TOLD, *DATED, "language", "lang"))
"""Keys that are read for what they say; all others are metadata."""
_MOST_KEYS: Final = 100
_LONGEST_KEY: Final = 100
"""Code points of a key of metadata."""
_LONGEST_VALUE: Final = 1_000
"""Code points of a value of metadata."""
_MOST_KEPT: Final = 16_384
"""Code points of all keys and values of metadata, the author among them: a quarter of what a document may have."""
_NAMED_KEYS: Final = 10
_KNOWN: Final = frozenset((*TOLD, "keywords", "language", "lang", "format", "css"))
"""Keys of what may be no front matter but text: with any other it is text, of which nothing may be lost."""
_PEOPLE: Final = frozenset(("author", "authors"))


class FrontMatter(NamedTuple):
    """What a front matter says: its keys, small, with their values, and those whose values nest; and the text after it.

    The values of a list stand apart by commas. What nests has no value here.
    """

    values: dict[str, str]
    nested: tuple[str, ...]
    body: str

    def metadata(self) -> dict[str, str]:
        """The author, and what programs are told: every key that is not read for anything else."""
        author = self._author()
        return ({"author": author} if author else {}) | self._kept()

    def remarks(self) -> tuple[str, ...]:
        """A remark that names the keys that are not read, none where all are."""
        kept = self._kept()
        names = [*(key for key in self._others() if key not in kept), *self.nested]
        more = f" and {len(names) - _NAMED_KEYS} more" if len(names) > _NAMED_KEYS else ""
        named = ", ".join(shortened(name, _LONGEST_KEY) for name in names[:_NAMED_KEYS])
        return (f"not read of the front matter: {named}{more}",) if names else ()

    def _author(self) -> str:
        return self.values.get("author") or self.values.get("authors") or ""

    def _kept(self) -> dict[str, str]:
        """The keys that fit, the first ones: none may keep a document from being taken that would be without them."""
        kept: dict[str, str] = {}
        left = _MOST_KEPT - len(self._author())
        for key, value in self._others().items():
            size = len(key) + len(value)
            if len(kept) < _MOST_KEYS and len(key) <= _LONGEST_KEY and len(value) <= _LONGEST_VALUE and size <= left:
                kept[key] = value
                left -= size
        return kept

    def _others(self) -> dict[str, str]:
        lines = {key: one_line(value) for key, value in self.values.items() if key not in _READ}
        return {key: value for key, value in lines.items() if is_visible(value)}


_Pairs = tuple[dict[str, str], tuple[str, ...]]


def front_matter(text: str) -> FrontMatter:
    """The front matter that the text begins with, an empty one before all of the text where it has none."""
    for read in (_toml, _yaml, _json, _pandoc, _headers):
        found = read(text)
        if found is not None:
            return found
    return FrontMatter({}, (), text)


def _toml(text: str) -> FrontMatter | None:
    match = _TOML.match(text)
    if match is None:
        return None
    try:
        return FrontMatter(*_plain(tomllib.loads(match[1])), text[match.end() :])
    except (tomllib.TOMLDecodeError, RecursionError):
        found = _pairs(match[1])
        return None if found is None else FrontMatter(*found, text[match.end() :])


def _yaml(text: str) -> FrontMatter | None:
    match = _YAML.match(text)
    found = None if match is None else _pairs(match[1])
    if match is None or found is None or _reads_as_text(match[1], found[0]):
        return None
    return FrontMatter(*found, text[match.end() :])


def _reads_as_text(lines: str, values: Mapping[str, str]) -> bool:
    """Whether lines between two rules are text: none has a key that is known, and one begins with a capital letter."""
    return _KNOWN.isdisjoint(values) and any(line[:1].isupper() for line in lines.splitlines())


def _json(text: str) -> FrontMatter | None:
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
    return FrontMatter(*_plain(values), text[closed.end() if closed else end :])


def _pandoc(text: str) -> FrontMatter | None:
    """A title, authors and a date, each behind a percent sign."""
    match = _PANDOC.match(text)
    if match is None:
        return None
    told = [" ".join(each.split()) for each in re.split(r"^%", match[0], flags=re.MULTILINE)[1:]]
    return FrontMatter(dict(zip(("title", "author", "date"), told, strict=False)), (), text[match.end() :])


def _headers(text: str) -> FrontMatter | None:
    match = _HEADERS.match(text)
    found = None if match is None else _pairs(match[0])
    if match is None or found is None or not _are_known(found[0]):
        return None
    return FrontMatter(*found, text[match.end() :])


def _are_known(keys: Iterable[str]) -> bool:
    return all(key.lower() in _KNOWN for key in keys)


def _plain(values: Mapping[str, Any]) -> _Pairs:
    """The keys of what a library has read, with those whose values nest."""
    listed = {key.lower(): value if isinstance(value, list) else [value] for key, value in values.items()}
    nested = {key for key, value in listed.items() if any(isinstance(each, dict | list) for each in value)}
    plain = {key: ", ".join(map(_written, value)) for key, value in listed.items() if key not in nested}
    return plain, tuple(key for key in listed if key in nested)


def _written(value: object) -> str:
    """A value as people write it: neither `True` nor `None`."""
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _pairs(lines: str) -> _Pairs | None:
    """The keys of simple lines with those whose values nest, None where a line is none of them."""
    found: dict[str, list[list[str]]] = {}  # the values of each key, each in the parts that stand on its lines
    nested: dict[str, None] = {}
    key, folded = "", False
    for line in lines.splitlines():
        pair, item, named = _KEY_VALUE.fullmatch(line), _ITEM.fullmatch(line), _NAMED.fullmatch(line)
        if pair:
            written = (pair[4] or "").strip()
            key, folded = (pair[2] or pair[3]).lower(), bool(_FOLDED.fullmatch(written))
            found[key] = [] if folded else _values(written)
            nested.update({key: None} if written.startswith("{") else {})
        elif folded and (line[:1] in {" ", "\t"} or not line):
            _fold(found[key], line)
        elif item and found:
            found[key] += _values(item[1])
        elif named and key in _PEOPLE:
            found[key] += _values(named[1])
        elif not _NESTED.fullmatch(line):
            return None
        elif key and line.strip() and not line.lstrip().startswith("#"):
            _go_on(found[key], line, nested, key)
    plain = {key: ", ".join(map(_joined, values)) for key, values in found.items() if values or key not in nested}
    return plain, tuple(nested)


def _joined(parts: list[str]) -> str:
    return " ".join(filter(None, parts))


def _fold(values: list[list[str]], line: str) -> None:
    """Add a line to the one value that it is folded into."""
    if not values:
        values.append([])
    values[-1].append(line.strip())


def _go_on(values: list[list[str]], line: str, nested: dict[str, None], key: str) -> None:
    """Add a line that is indented to what it continues: the value before it, else what nests under the key."""
    if values and not _INNER.fullmatch(line):
        values[-1].append(" ".join(line.split()).rstrip("\"'"))
    elif key not in _PEOPLE:
        nested[key] = None


def _values(written: str) -> list[list[str]]:
    """The values of a key as YAML writes them, each of one part: one, or several in brackets; none of what it nests."""
    written = written.strip()
    quoted = re.match(r"\"([^\"]*)\"|'([^']*)'", written)
    if quoted and not _COMMENT.sub("", written[quoted.end() :]).strip():
        return [[value] for value in [quoted[1] or quoted[2]] if value]
    written = _COMMENT.sub("", written).strip()
    if written.startswith("{"):
        return []
    listed = written[1:-1].split(",") if written.startswith("[") and written.endswith("]") else [written]
    return [[value] for each in listed if (value := each.strip().strip("\"'"))]
