"""Markdown (CommonMark with tables, notes and lists of terms): markup rendered away, the words and their order kept."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ingest import metadata
from ingest.content import Content, Kind, LeftOut, TextBuilder
from ingest.datelines import day_in
from ingest.formats import formulas, tex
from ingest.formats.front_matter import DATED, TOLD, front_matter
from ingest.formats.grid_tables import with_pipes
from ingest.formats.markdown_dialects import without_marks
from ingest.formats.markdown_html import Html, standing_for
from ingest.metadata import is_language
from ingest.questions import is_question
from ingest.text import canonical, is_visible, one_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_TASK: Final = re.compile(r"\[([ xX])\][ \t]+")
_TAG_NAME: Final = re.compile(r"<(/?)([a-zA-Z]+)")
_TABLE_TAG: Final = re.compile(r"</?(?:t[dhr]|tbody|thead|tfoot|table)\b", re.IGNORECASE)
_MARKING: Final = {"sup": "sup", "sub": "sub", "del": "s", "s": "s", "strike": "s"}
_GAP: Final = re.compile(r" +(?=[.,;:!?])|\A +|(?<= ) +")
"""White space that struck words leave."""
_LOST_NOTE: Final = re.compile(r"(?<=[\w.,;:!?”)])\[\^[\w-]{1,40}\]")
"""What refers to a note that is not there."""
_LINE_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_DIRECTIVE: Final = re.compile(
    r"\{(?!(?:code|math|raw|python|r\b|mermaid|eval|include|toctree|image|figure|csv)[\w-]*)([\w-]+)\}\s*(.*)"
)
_OPTIONS: Final = re.compile(r"(?::[\w-]+:.*\n|---\n(?:.*\n)*?---\n)*")
_MAX_BRACKETS: Final = 5000
"""In one paragraph; with more no link is looked for, since that takes time that grows with their square."""
_MAX_NESTING: Final = 100
"""Levels of quotes and lists; markdown-it drops what is deeper."""

Found = tuple[str, Kind, int]
"""The words of a block, its kind and its level."""


def read(text: str) -> Content:
    """The content of a Markdown text; without a block where it shows nothing.

    A front matter of simple `key: value` lines, or in TOML, may give `title`, `date`, `author` and `language`; the
    first heading of level 1 is else the title. What it tells a reader stands at the end of the text, where it can be
    quoted; its other keys are metadata. Notes stand after what refers to them.
    """
    whole = front_matter(canonical(text))
    front = whole.values
    body = without_marks(with_pipes(whole.body))
    left = LeftOut()
    builder = TextBuilder()
    title = one_line(front.get("title", ""))
    for words, kind, level in _Reader(_parser(body).parse(body), left).blocks():
        builder.add(words, kind, level=level)
        if kind == "heading" and level == 1 and not is_visible(title):
            title = one_line(words)
    if builder.blocks:
        _add_front_matter(builder, front)
    date = next((front[key] for key in DATED if front.get(key)), "")
    language = front.get("language", front.get("lang", ""))
    return Content(
        builder.text,
        builder.blocks,
        title if is_visible(title) else None,
        published=metadata.published(date) or day_in(date),
        language=language if is_language(language) else None,
        metadata=whole.metadata(),
        remarks=(*left.remarks(), *whole.remarks()),
    )


def _add_front_matter(builder: TextBuilder, front: Mapping[str, str]) -> None:
    """Add a line for each key that tells a reader something; not for a title that stands as a heading already."""
    headings = {one_line(block.span.of(builder.text)) for block in builder.blocks if block.kind == "heading"}
    for key, value in front.items():
        if key in TOLD and is_visible(value) and not (key == "title" and one_line(value) in headings):
            builder.add(f"{key}: {one_line(value)}", "front_matter", level=0)


def _parser(text: str) -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=False)
    deflist_plugin(parser)
    if any(part.count("[") > _MAX_BRACKETS for part in text.split("\n\n")):
        parser.disable(["link", "image", "footnote_ref"])
    return parser


class _Reader:
    """Goes through a document's tokens."""

    def __init__(self, tokens: Sequence["Token"], left: LeftOut) -> None:
        self._left = left
        self._page = Html(left)
        self._tokens, self._notes = _without_notes(tokens)
        tables = [place for place, token in enumerate(self._tokens) if _is_of_table(token)]
        self._end_of_tables = max(tables, default=-1)
        self._asked: list[str] = []
        self._level = 0
        self._lists = 0
        self._number = ""
        self._row: list[str] | None = None
        self._heads = False
        self._term = ""
        self._in_term = False
        self._closed = False

    def blocks(self) -> Iterator[Found]:
        """The blocks in order; a note follows what refers to it."""
        words = ""
        for place, token in enumerate(self._tokens):
            yield from self._before(token)
            if token.type == "html_block":
                yield from self._html(token.content)
                yield from self._page.end() if place >= self._end_of_tables else ()
            elif token.type in {"fence", "code_block"}:
                yield from self._code(token)
            elif token.type == "inline":
                for words, kind, level in self._inline(token):
                    yield self._placed(words, kind, level)
            elif token.type == "tr_close" and self._row is not None:
                yield " | ".join(cell for cell in self._row if cell), "table_head" if self._heads else "row", 1
                self._row = None
            else:
                self._enter(token)
            if token.level == 0 and token.nesting <= 0 and not words.endswith(":"):
                yield from self._noted()
        yield from self._page.end()
        yield from self._noted()
        for note in self._notes.values():
            yield from _Reader(note, self._left).blocks()

    def _before(self, token: "Token") -> Sequence[Found]:
        """What of the HTML before it ends at a token: a heading closes a cell that nothing has closed."""
        return self._page.end() if token.type == "heading_open" and token.level == 0 else ()

    def _code(self, token: "Token") -> Iterator[Found]:
        """What a block of code shows, or what a box or a formula holds that is written as one."""
        told = _DIRECTIVE.fullmatch(token.info.strip()) if token.type == "fence" else None
        drawn = token.info.strip() in {"math", "{math}"}
        if self._page.in_cell:
            self._page.add(f"{token.content} ")
        elif told:
            yield from self._directive(token.content, told[2])
        else:
            yield self._placed(tex.plain(token.content) if drawn else token.content, "paragraph", 1)

    def _directive(self, source: str, title: str) -> Iterator[Found]:
        """What a box of MyST holds, under what it is called."""
        if is_visible(title):
            yield self._placed(title, "paragraph", 1)
        inside = without_marks(source[_OPTIONS.match(source).end() :])  # type: ignore[union-attr]  # it matches nothing
        yield from _Reader(_parser(inside).parse(inside), self._left).blocks()

    def _html(self, html: str) -> Iterator[Found]:
        for words, kind, level in self._page.read(html):
            if kind == "paragraph" and level == 0:
                self._closed = True
            else:
                yield self._placed(words, kind, level)

    def _placed(self, words: str, kind: Kind, level: int) -> Found:
        """The block; a paragraph after the end of details has level 0, since their summary is not about it."""
        closed, self._closed = self._closed, False
        return words, kind, 0 if closed and kind == "paragraph" else level

    def _enter(self, token: "Token") -> None:
        if token.type in {"heading_open", "heading_close"}:
            self._level = int(token.tag[1]) if token.nesting > 0 and token.level == 0 else 0
        elif token.type == "tr_open":
            self._row = []
        elif token.type in {"thead_open", "thead_close"}:
            self._heads = token.nesting > 0
        elif token.type in {"bullet_list_open", "ordered_list_open", "bullet_list_close", "ordered_list_close"}:
            self._lists += token.nesting
        elif token.type in {"dt_open", "dt_close"}:
            self._in_term = token.nesting > 0
        elif token.type == "list_item_open":
            self._number = f"{token.info}{token.markup} " if token.info else ""

    def _inline(self, token: "Token") -> Iterator[Found]:
        """The block of a run of words."""
        children = token.children or []
        self._asked += [child.meta["label"] for child in children if child.type == "footnote_ref"]
        words = _words(children, self._left)
        if self._page.in_cell:
            self._page.add(f"{words} ")
        elif self._row is not None:
            self._row.append(one_line(words))
        elif self._level:
            yield words, "heading", self._level
        elif self._in_term and is_question(words):
            yield words, "question", 1
        elif self._in_term:
            self._term = words
        elif self._lists:
            number, self._number = self._number, ""
            words = _TASK.sub(lambda match: "☐ " if match[1] == " " else "☑ ", words, count=1)
            yield number + words, "item", self._lists
        else:
            term, self._term = self._term, ""
            yield f"{term}: {words}" if term else words, "item" if term else "paragraph", 1

    def _noted(self) -> Iterator[Found]:
        asked, self._asked = self._asked, []
        for label in asked:
            yield from _Reader(self._notes.pop(label, []), self._left).blocks()


def _is_of_table(token: "Token") -> bool:
    """Whether it is HTML with a tag of a table's rows or cells, by which one that is open before goes on."""
    return token.type == "html_block" and _TABLE_TAG.search(token.content) is not None


def _without_notes(tokens: Sequence["Token"]) -> tuple[list["Token"], dict[str, list["Token"]]]:
    """The tokens outside notes, and those of each note by its label."""
    outside: list[Token] = []
    notes: dict[str, list[Token]] = {}
    into = outside
    for token in tokens:
        if token.type == "footnote_reference_open":
            into = notes.setdefault(token.meta["label"], [])
        elif token.type == "footnote_reference_close":
            into = outside
        elif token.type != "footnote_anchor":
            into.append(token)
    return outside, notes


def _words(tokens: Sequence["Token"], left: LeftOut) -> str:
    """What a reader sees of inline markup: link texts, images' descriptions, code; a soft break is a space.

    After words in bold that begin a paragraph it stays a break, since they may be a question or a heading.
    """
    parts: list[str] = []
    opened: dict[str, int] = {}
    struck = False
    for place, token in enumerate(tokens):
        tag, opens = _mark(token)
        if tag and opens:
            opened.setdefault(tag, len(parts))
        elif tag:
            struck |= tag == "s"
            if tag in opened:
                start = opened.pop(tag)
                parts[start:] = [_marked(tag, "".join(parts[:start])[-3:], "".join(parts[start:]), left)]
        elif token.type == "softbreak":
            parts.append("\n" if _is_bold_line(tokens[:place]) else " ")
        else:
            parts.append(_word(token, left))
    words = "".join(parts)
    return _GAP.sub("", words) if struck else words


def _mark(token: "Token") -> tuple[str, bool]:
    """What raises, lowers or strikes the words between two tokens, and whether this is the first; "" for any other."""
    if token.type in {"s_open", "s_close"}:
        return "s", token.nesting > 0
    name = _TAG_NAME.match(token.content) if token.type == "html_inline" else None
    tag = name[2].lower() if name else ""
    return (_MARKING[tag], not name[1]) if name and tag in _MARKING else ("", False)


def _marked(tag: str, before: str, words: str, left: LeftOut) -> str:
    if tag == "s":
        left.add("struck text", words)
        return ""
    return formulas.raised(before, words) if tag == "sup" else formulas.lowered(before, words)


def _is_bold_line(tokens: Sequence["Token"]) -> bool:
    """Whether the tokens are one stretch in bold and a whole line."""
    shown = [token for token in tokens if token.type != "text" or token.content.strip()]
    types = [token.type for token in shown]
    return bool(types) and types[0] == "strong_open" and types.index("strong_close") == len(types) - 1


def _word(token: "Token", left: LeftOut) -> str:
    if token.type == "hardbreak" or (token.type == "html_inline" and _LINE_BREAK.fullmatch(token.content)):
        return "\n"
    if token.type == "html_inline":
        return standing_for(token.content)
    if token.type == "footnote_ref":
        return ""
    return _words(token.children, left) if token.children else _LOST_NOTE.sub("", token.content)
