"""What Markdown's dialects add to it: containers, marks. Its words stay, its marks go."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ingest.formats import formulas, tex

_FENCE: Final = re.compile(r"[ >]*(`{3,}|~{3,})")
_CODE: Final = re.compile(r"(`+)(?:(?!\1).)*\1")
_MAX_CODE: Final = 200
"""Backticks of a line; looking for code among more takes time that grows with their square."""
_ADMONITION: Final = re.compile(r"(?:(?:!!!|\?\?\?\+?)[ \t]+[\w -]+?(?:[ \t]+\"(.*)\")?|={3}[!+]?[ \t]+\"(.*)\")[ \t]*")
_TITLED: Final = re.compile(
    r"((?:[ \t]*>)*[ \t]*)(?:(?:(?<=[> \t])\[![\w-]+\][+-]?|:{3,}[ \t]*(?:\{[^{}]*\}|[\w-]+))[ \t]+(?!\w+=)(\S.*)"
    r"|:{3,}[ \t]*[\w-]+\[([^\[\]]+)\].*|:{3,}[ \t]*\{[^{}]*\btitle=\"([^\"]+)\"[^{}]*\}[ \t]*"
    r"|:{3,}\w+[ \t][^:]*\balt-text=\"([^\"]+)\".*)"
)
"""The line that opens a box and says what it is called."""
_PROGRAM: Final = re.compile(
    r"import\s+(?:[\w*{][^\n]*\sfrom\s+)?[\"'][^\"']+[\"'];?[ \t]*"
    r"|export\s+(?:(?:const|let)\s+\w+\s*=|default\s+\w*[ \t]*[({;]).*"
)
"""Lines of a program in MDX, which go on until an empty line."""
_ROLE: Final = re.compile(r"\{(?!code|math|raw|eval|kbd)[a-z][\w:-]*\}`([^`<>]*?)(?:[ \t]*<[^`<>]*>)?`")
"""What MyST marks as a reference or a term."""
_PROPERTY: Final = re.compile(r"[ \t]+(?:- )?(?:id|collapsed|created-at|updated-at|last-modified|logseq\.[\w.-]+):: .*")
_NO_SPACE: Final = re.compile(r"\A(?:#{2,6}(?=[^\W\d_])|#(?=[A-ZÀ-Þ][^#\n]*\Z))")
"""A heading as it was once written, without a space after its signs; `#name` is a tag."""
_CHECKED: Final = re.compile(r"(\|[ \t]*|\A)\[([ xX])\](?=[ \t]*(?:\||\Z)|(?<=\A\[.\])[ \t])")
"""A box of a cell, or of a paragraph; the lists' are read with their items."""
_MOST_DRAWN: Final = 20
"""Lines of a formula that stands apart."""
_RENDERED: Final = re.compile(r"[ \t]*<\w[^<>]{0,200}\smarkdown(?:=[\"']?\w+[\"']?)?(?:\s[^<>]{0,200})?>[ \t]*")
"""An element whose words are Markdown too."""
_TEX: Final = re.compile(r"(?<![\\$\w])(\${1,2})(?=[^$\n]*[\\^_])([^$\n]{1,200})\1(?!\w)|\\\((.{1,200}?)\\\)")
_SPOILER: Final = re.compile(r"(?<![\w|])\|\|(?=[^\s|])([^|\n]+)(?<=\S)\|\|(?![\w|])")
_MARKS: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    (re.compile(r"^[ \t]*:{3,}[\w-]+(?:[ \t][^:]*)?:{3,}[ \t]*"), ""),
    (re.compile(r"^[ \t]*::[\w-]+(?:\[([^\[\]]*)\])?(?:\{[^{}]*\})?[ \t]*$"), r"\1"),
    (re.compile(r"^[?!]>[ \t]+"), ""),
    (re.compile(r"\[!INCLUDE[ \t]+\[([^\[\]]*)\]\([^()]*\)\]", re.IGNORECASE), r"\1"),
    (re.compile(r"\[!(?:div|VIDEO|code)[ \t-][^\[\]]*\](?:\([^()]*\))?", re.IGNORECASE), ""),
    (re.compile(r"\{/\*(?:(?!\*/|\{/\*).){0,1000}\*/\}"), ""),
    (re.compile(r"\{\{\[\[(TODO|DONE)\]\]\}\}"), lambda match: "☑" if match[1] == "DONE" else "☐"),
    (re.compile(r"\(\((?=[0-9-]*[a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\)\)"), ""),
    (re.compile(r"^[ \t]*:{3,}[ \t]*(?:\{[^{}]*\}|[\w-]*)[ \t]*"), ""),
    (re.compile(r"^((?:[ \t]*>)+[ \t]*)\[![\w-]+\][+-]?"), r"\1"),
    (
        re.compile(
            r"^[ \t]*(?:\[TOC\]|\[\[_?TOC_?\]\]|\{:[^{}]*\}|\\(?:newpage|pagebreak|clearpage))[ \t]*$", re.IGNORECASE
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
    (re.compile(r"[ \t]?[\[{]-[ \t][^\n{}\[\]]*[ \t]-[\]}]"), ""),
    (re.compile(r"[\[{]\+[ \t]([^\n{}\[\]]*)[ \t]\+[\]}]"), r"\1"),
    (re.compile(r"(?<![\w+])\+\+(?=[^\s+])([^+\n]+)(?<=\S)\+\+(?![\w+])"), r"\1"),
    (re.compile(r"(?<![\w^])\^\^(?=[^\s^])([^^\n]+)(?<=\S)\^\^(?![\w^])"), r"\1"),
    (re.compile(r"==(?=\S)([^=\n]+)(?<=\S)=="), r"\1"),
    (re.compile(r"(?<![\\^\[])\^([^\s^\[\]]{1,12})\^"), lambda match: formulas.raised(_before(match), match[1])),
    (re.compile(r"(?<![\\~])~([^\s~]{1,12})~(?!~)"), r"\1"),
)
"""The marks of Pandoc, GitHub, Obsidian, MkDocs, Hugo and their like, and what stays of each."""


def _before(match: re.Match[str]) -> str:
    return match.string[max(match.start() - 3, 0) : match.start()]


def without_marks(text: str) -> str:
    """The text without the marks of dialects, but for what stands in code."""
    lines: list[str] = []
    fence = ""
    admonished = False
    for line in _written(text.split("\n")):
        mark = _FENCE.match(line)
        opened = _ADMONITION.fullmatch(line)
        if fence or mark:
            fence = _fence_after(fence, mark[1] if mark else "")
            lines.append(line)
        elif titled := _TITLED.fullmatch(line):
            title = next(filter(None, titled.groups()[1:]))
            lines += [_without_marks(titled[1] + title), titled[1].rstrip()]
        elif opened:
            admonished = True
            lines += [opened[1] or opened[2] or "", ""]
        else:
            admonished = admonished and (not line.strip() or line.startswith(("    ", "\t")))
            lines.append(_without_marks(re.sub(r"^(?:    |\t)", "", line) if admonished else line))
            if _RENDERED.fullmatch(line):
                lines.append("")
    return "\n".join(lines)


def _written(lines: Sequence[str]) -> Iterator[str]:
    """The lines that people read, without comments over several and programs; a formula that stands apart is one."""
    place, fence = 0, ""
    while place < len(lines):
        line = lines[place]
        mark = _FENCE.match(line)
        place += 1
        if fence or mark:
            fence = _fence_after(fence, mark[1] if mark else "")
            yield line
        elif line.strip() == "%%" and (end := _find(lines, place, "%%")):
            place = end
        elif line.strip() == "$$" and (end := _find(lines, place, "$$")) and end - place <= _MOST_DRAWN:
            yield tex.plain(" ".join(lines[place : end - 1]))
            place = end
        elif _PROGRAM.fullmatch(line):
            while line.startswith("export") and place < len(lines) and lines[place].strip():
                place += 1
        elif not _PROPERTY.fullmatch(line):
            yield line


def _find(lines: Sequence[str], place: int, mark: str) -> int:
    """The place after the next line that is that mark, 0 where there is none."""
    return next((index + 1 for index in range(place, len(lines)) if lines[index].strip() == mark), 0)


def _fence_after(fence: str, mark: str) -> str:
    """The fence that is open after a line that begins with `mark`."""
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence


def _without_marks(line: str) -> str:
    if line.startswith(("    ", "\t")) or line.count("`") > _MAX_CODE:
        return line
    line = _NO_SPACE.sub(r"\g<0> ", _ROLE.sub(r"\1", line))
    if not line.lstrip().startswith("|"):
        line = _outside_code(line, lambda words: _SPOILER.sub(r"\1", words))
    line = _CHECKED.sub(lambda match: f"{match[1]}{'☐' if match[2] == ' ' else '☑'}", line)
    return _outside_code(line, _replaced)


def _outside_code(line: str, replaced: Callable[[str], str]) -> str:
    pieces: list[str] = []
    position = 0
    for code in _CODE.finditer(line):
        pieces += [replaced(line[position : code.start()]), code.group()]
        position = code.end()
    return "".join([*pieces, replaced(line[position:])])


def _replaced(words: str) -> str:
    words = _TEX.sub(lambda match: tex.plain(match[2] or match[3]), words)
    for mark, kept in _MARKS:
        words = mark.sub(kept, words)
    return words
