"""Markdown (CommonMark with tables and strikethrough): markup rendered away, the words and their order kept."""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from ingest.content import Content, Kind, TextBuilder
from ingest.metadata import is_language, is_published
from ingest.text import canonical, is_visible, one_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER: Final = re.compile(r"---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY_VALUE: Final = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_NESTED: Final = re.compile(r"[ \t#-].*|")
_TASK: Final = re.compile(r"\[[ xX]\][ \t]+")
_LINE_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MAX_BRACKETS: Final = 5000
"""In one paragraph; with more no link is looked for, since that takes time that grows with their square."""
_MAX_NESTING: Final = 100
"""Levels of quotes and lists; markdown-it drops what is deeper."""


def read(text: str) -> Content:
    """The content of a Markdown text; without a block where it shows nothing.

    Headings, paragraphs, list items, table rows and code blocks are the blocks; HTML is dropped. A front matter of
    simple `key: value` lines may give `title`, `date`, `author` and `language`; the first heading of level 1 is else
    the title.
    """
    front, body = _front_matter(canonical(text))
    builder = TextBuilder()
    title = one_line(front.get("title", ""))
    for words, kind, level in _blocks(_parser(body).parse(body)):
        builder.add(words, kind, level=level)
        if kind == "heading" and level == 1 and not is_visible(title):
            title = one_line(words)
    date = front.get("date", "")
    language = front.get("language", front.get("lang", ""))
    return Content(
        builder.text,
        builder.blocks,
        title if is_visible(title) else None,
        published=date if is_published(date) else None,
        language=language if is_language(language) else None,
        metadata={"author": front["author"]} if front.get("author") else {},
    )


def _parser(text: str) -> "MarkdownIt":
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    if any(part.count("[") > _MAX_BRACKETS for part in text.split("\n\n")):
        parser.disable(["link", "image"])
    return parser


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The keys of a front matter, small, with their values, and the text after it; lists and nested keys are left."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    values: dict[str, str] = {}
    for line in match[1].splitlines():
        pair = _KEY_VALUE.fullmatch(line)
        if pair:
            values[pair[1].lower()] = (pair[2] or "").strip().strip("\"'")
        elif not _NESTED.fullmatch(line):
            return {}, text
    return values, text[match.end() :]


def _blocks(tokens: Sequence["Token"]) -> Iterator[tuple[str, Kind, int]]:
    """The words of each block, its kind, and the level of a heading; one in a quote or a list is a paragraph."""
    level = 0
    row: list[str] | None = None
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            level = int(token.tag[1]) if token.nesting > 0 and token.level == 0 else 0
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield " | ".join(cell for cell in row if cell), "paragraph", 1
            row = None
        elif token.type in {"fence", "code_block"}:
            yield token.content, "paragraph", 1
        elif token.type == "inline":
            words = _words(token.children or [])
            if row is not None:
                row.append(one_line(words))
            elif level:
                yield words, "heading", level
            else:
                yield _TASK.sub("", words, count=1) if _TASK.match(words) else words, "paragraph", 1


def _words(tokens: Sequence["Token"]) -> str:
    """What a reader sees of inline markup: link texts, images' descriptions, code; a soft break is a space."""
    return "".join(map(_word, tokens))


def _word(token: "Token") -> str:
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak" or (token.type == "html_inline" and _LINE_BREAK.fullmatch(token.content)):
        return "\n"
    if token.type == "html_inline":
        return ""
    return _words(token.children) if token.children else token.content
