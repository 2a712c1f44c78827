"""What Markdown's dialects add to it: front matter, containers, marks. Its words stay, its marks go."""

import re
import tomllib
from collections.abc import Callable
from typing import Final

from ingest.formats import formulas, tex

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_TOML: Final = re.compile(r"\+\+\+[ \t]*\n((?:.*\n)*?)\+\+\+[ \t]*(?:\n|\Z)")
_KEY_VALUE: Final = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+([^:]*)")
_NESTED: Final = re.compile(r"[ \t#-].*|")
_FENCE: Final = re.compile(r"[ >]*(`{3,}|~{3,})")
_CODE: Final = re.compile(r"(`+)(?:(?!\1).)*\1")
_MAX_CODE: Final = 200
"""Backticks of a line; looking for code among more takes time that grows with their square."""
_ADMONITION: Final = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]+[\w -]+?(?:[ \t]+\"(.*)\")?[ \t]*")
_TITLED: Final = re.compile(
    r"((?:[ \t]*>)*[ \t]*)(?:(?<=[> \t])\[![\w-]+\][+-]?|:{3,}[ \t]*(?:\{[^{}]*\}|[\w-]+))[ \t]+(\S.*)"
)
"""The line that opens a box and says what it is called."""
_TEX: Final = re.compile(r"(?<![\\$\w])(\${1,2})(?=[^$\n]*[\\^_])([^$\n]{1,200})\1(?!\w)|\\\((.{1,200}?)\\\)")
_MARKS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"^[ \t]*:{3,}[ \t]*(?:\{[^{}]*\}|[\w-]*)[ \t]*"), ""),
    (re.compile(r"^((?:[ \t]*>)+[ \t]*)\[![\w-]+\][+-]?"), r"\1"),
    (
        re.compile(
            r"^[ \t]*(?:\[TOC\]|\[\[_TOC_\]\]|\{:[^{}]*\}|\\(?:newpage|pagebreak|clearpage))[ \t]*$", re.IGNORECASE
        ),
        "",
    ),
    (re.compile(r"\{--[^{}\n]*--\}|\{>>[^{}\n]*<<\}"), ""),
    (
        re.compile(r"\{(?:~~[^{}\n]*?~>([^{}\n]*)~~|\+\+([^{}\n]*)\+\+|==([^{}\n]*)==)\}"),
        lambda match: match[match.lastindex or 0],
    ),
    (re.compile(r"(?<!\\)[ \t]?\^\[([^\[\]\n]*[ \t][^\[\]\n]*)\]"), r" (\1)"),
    (re.compile(r"(?<![\\!\]])\[([^\[\]\n]+)\]\{[^{}\n]*\}"), r"\1"),
    (re.compile(r"[ \t]+\^[\w-]+[ \t]*$"), ""),
    (re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]+:(?![\w:`])[ \t]?"), ""),
    (re.compile(r"^\*\[([^\]]+)\]:"), r"\1:"),
    (re.compile(r"\{%[^%{}]*%\}|\{\{[<%][^{}]*[>%]\}\}|%%[^%\n]+%%"), ""),
    (re.compile(r"(?<![ \t])[ \t]*\{:?[ \t]*(?:[#.]|[\w-]+=)[^{}\n]*\}"), ""),
    (re.compile(r"!?\[\[(?:[^\[\]|\n]+\|)?([^\[\]\n]+)\]\]"), r"\1"),
    (re.compile(r"==(?=\S)([^=\n]+)(?<=\S)=="), r"\1"),
    (re.compile(r"(?<![\\^\[])\^([^\s^\[\]]{1,12})\^"), lambda match: formulas.raised(_before(match), match[1])),
    (re.compile(r"(?<![\\~])~([^\s~]{1,12})~(?!~)"), r"\1"),
)
"""The marks of Pandoc, GitHub, Obsidian, MkDocs, Hugo and their like, and what stays of each."""


def _before(match: re.Match[str]) -> str:
    return match.string[max(match.start() - 3, 0) : match.start()]


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The keys of a front matter, small, with their values, and the text after it; nested keys are left.

    The values of a list stand apart by commas.
    """
    toml = _TOML.match(text)
    if toml is not None:
        try:
            values = tomllib.loads(toml[1])
        except (tomllib.TOMLDecodeError, RecursionError):
            return {}, text
        listed = {key: value if isinstance(value, list) else [value] for key, value in values.items()}
        plain = {
            key: value for key, value in listed.items() if not any(isinstance(each, dict | list) for each in value)
        }
        return {key.lower(): ", ".join(map(str, value)) for key, value in plain.items()}, text[toml.end() :]
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    found: dict[str, list[str]] = {}
    for line in match[1].splitlines():
        pair, item = _KEY_VALUE.fullmatch(line), _ITEM.fullmatch(line)
        if pair:
            found[pair[1].lower()] = _values(pair[2] or "")
        elif item and found:
            found[list(found)[-1]] += _values(item[1])
        elif not _NESTED.fullmatch(line):
            return {}, text
    return {key: ", ".join(values) for key, values in found.items()}, text[match.end() :]


def _values(written: str) -> list[str]:
    """The values of a key as YAML writes them: one, or several in brackets; none of what it nests."""
    written = written.strip()
    if written in {"|", ">", "|-", ">-"} or written.startswith("{"):
        return []
    listed = written[1:-1].split(",") if written.startswith("[") and written.endswith("]") else [written]
    return [value for each in listed if (value := each.strip().strip("\"'"))]


def without_marks(text: str) -> str:
    """The text without the marks of dialects, but for what stands in code."""
    lines: list[str] = []
    fence = ""
    admonished = False
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        opened = _ADMONITION.fullmatch(line)
        if fence or mark:
            fence = _fence_after(fence, mark[1] if mark else "")
            lines.append(line)
        elif titled := _TITLED.fullmatch(line):
            lines += [_without_marks(titled[1] + titled[2]), titled[1].rstrip()]
        elif opened:
            admonished = True
            lines += [opened[1] or "", ""]
        else:
            admonished = admonished and (not line.strip() or line.startswith(("    ", "\t")))
            lines.append(_without_marks(re.sub(r"^(?:    |\t)", "", line) if admonished else line))
    return "\n".join(lines)


def _fence_after(fence: str, mark: str) -> str:
    """The fence that is open after a line that begins with `mark`."""
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence


def _without_marks(line: str) -> str:
    if line.startswith(("    ", "\t")) or line.count("`") > _MAX_CODE:
        return line
    pieces: list[str] = []
    position = 0
    for code in _CODE.finditer(line):
        pieces += [_replaced(line[position : code.start()]), code.group()]
        position = code.end()
    return "".join([*pieces, _replaced(line[position:])])


def _replaced(words: str) -> str:
    words = _TEX.sub(lambda match: tex.plain(match[2] or match[3]), words)
    for mark, kept in _MARKS:
        words = mark.sub(kept, words)
    return words
