"""The parts of a rich text: paragraphs and rows in order, what hangs on them after them, each as RTF of its own."""

import re
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from striprtf.striprtf import destinations

from corpus.errors import DocumentRefused

BREAK: Final = "\ufdd0"
CELL: Final = "\ufdd1"
RAISED: Final = "\ufdd2"
SCRIPT: Final = f"{RAISED}\ufdd3"
"""Begin raised and lowered text."""
END: Final = "\ufdd4"
NEXT: Final = "\ufdd5"
"""Characters that stand in no text, for what has none: breaks of lines, ends of cells and of parts, raised text."""

_TOKEN: Final = re.compile(r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]|[^\\{}]+", re.DOTALL)
_LEFT: Final = {
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "footer"),
    "annotation": "comments",
}
_HANGING: Final = frozenset(("footnote", "shptxt", "dptxbxtext"))
_LABELS: Final = frozenset(("listtext", "pntext"))
_HIDING: Final = {
    "deleted": "deleted text",
    "v": "hidden text",
    "strike": "struck text",
    "striked": "struck text",
}
_DATE: Final = ("yr", "mo", "dy")
_MOST_GROUPS: Final = 1000
_DEEPEST: Final = 9
"""The level of text, in `\\outlinelevel`, which counts headings from 0."""

Kind = Literal["paragraph", "heading", "row", "table_head", "title", "author", "left"]


@dataclass(slots=True)
class Part:
    """A part: its kind, what it is where it is left out, its depth, whether it has a list's label, and its RTF."""

    kind: Kind
    source: str = ""
    level: int = 1
    labelled: bool = False
    what: str = ""


@dataclass(slots=True)
class _Place:
    """Where the words of a group go; `body` alone is divided into paragraphs."""

    part: Part
    words: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Form:
    """What a paragraph is: the depth of a heading from 1, 0 for none; of an item from 0; whether it is in a table."""

    level: int = 0
    depth: int = 0
    in_table: bool = False


@dataclass(slots=True)
class _Group:
    """A group that is open: where its words go, but for those that are hidden, and where its brace stands."""

    place: _Place | None
    aside: _Place | None
    opened: _Place | None
    form: _Form
    shifted: bool = False
    dating: bool = False

    @property
    def now(self) -> _Place | None:
        return self.aside or self.place


class Parts:
    """Goes through a rich text. `head` is what all parts need: encoding and fonts; `created` a date, "" for none."""

    def __init__(self, source: str) -> None:
        self.found: list[Part] = []
        self._body = _Place(Part("paragraph"))
        self._fonts = _Place(Part("left"))
        self._hanging: list[_Place] = []
        self._groups = [_Group(self._body, None, self._body, _Form())]
        self._is_head = self._labelled = self._is_over = False
        self._field = _Place(Part("left"))
        self._day: dict[str, int] = {}
        for match in _TOKEN.finditer(source):
            self._take(match)
            if self._is_over:
                break
        self._end("paragraph", self._groups[-1].form)
        self.head = f"{{\\rtf1{{\\fonttbl{''.join(self._fonts.words)}}}"

    @property
    def created(self) -> str:
        """When it was made, as `YYYY-MM-DD`."""
        year, month, day = (self._day.get(name, 0) for name in _DATE)
        return f"{year:04}-{month:02}-{day:02}" if year else ""

    def _take(self, match: re.Match[str]) -> None:
        sign, group = match[0], self._groups[-1]
        if sign == "{":
            if len(self._groups) > _MOST_GROUPS:
                raise DocumentRefused("it nests too deep; simplify it")
            self._put(sign)
            self._groups.append(_Group(group.place, group.aside, group.now, group.form))
        elif sign == "}":
            self._close(group)
        elif sign == "\\*":
            group.place = None
        elif sign in {"\\\n", "\\\r"}:
            self._word("par", None)
        elif match[1]:
            self._word(match[1], match[2], sign)
        else:
            self._put(sign)

    def _put(self, token: str) -> None:
        place = self._groups[-1].now
        if place is not None:
            place.words.append(token)

    def _close(self, group: _Group) -> None:
        self._shift(group, "")
        if len(self._groups) > 1:
            self._groups.pop()
            if group.opened is not None:
                group.opened.words.append("}")
        self._is_over = len(self._groups) == 1

    def _word(self, word: str, number: str | None, token: str = "") -> None:
        group = self._groups[-1]
        if word in _LABELS:
            self._labelled = self._labelled or group.place is self._body
        elif not self._turn(word, group) and not self._shape(word, number, group):
            self._put(token)

    def _turn(self, word: str, group: _Group) -> bool:
        """Send the group's words where a destination says; False for a word that is none."""
        if word in _HANGING:
            group.place = _Place(Part("paragraph"))
            self._hanging.append(group.place)
        elif word in _LEFT:
            group.place = self._left(_LEFT[word])
        elif word in {"title", "author"}:
            group.place = _Place(Part("title" if word == "title" else "author"))
            self._hanging.append(group.place)
        elif word == "fonttbl":
            group.place = self._fonts
        elif word == "fldinst":
            group.place = self._field = _Place(Part("left"))
        elif word == "fldrslt":
            if "".join(self._field.words).replace("{", "").lstrip().startswith("TOC"):
                group.place = self._left("table of contents")
        elif word in destinations:
            group.place, group.dating = None, word == "creatim"
        else:
            return False
        return True

    def _left(self, what: str) -> _Place:
        self._hanging.append(_Place(Part("left", what=what)))
        return self._hanging[-1]

    def _shape(self, word: str, number: str | None, group: _Group) -> bool:
        """Do what a word says of form; False for one that is left to what makes text of it."""
        if word in {"par", "sect", "row", "line", "page", "cell", "nestcell", "nestrow"}:
            self._break(word, group)
        elif word in {"pard", "intbl", "outlinelevel", "ilvl"}:
            group.form = _formed(group.form, word, int(number or 0))
        elif word in {"trowd", "trhdr"}:
            self._is_head = word == "trhdr"
        elif word in _HIDING:
            hides = number != "0" and group.place is not None and group.place.part.kind != "left"
            group.aside = self._left(_HIDING[word]) if hides else None
        elif word in {"super", "sub", "nosupersub"}:
            self._shift(group, {"super": SCRIPT[0], "sub": SCRIPT[1]}.get(word, ""))
        elif word == "plain":
            self._shift(group, "")
            group.aside = None
            return False
        elif word in _DATE:
            if group.dating:
                self._day[word] = int(number or 0)
        else:
            return False
        return True

    def _shift(self, group: _Group, mark: str) -> None:
        """End raised text of the group, and begin another where there is a mark."""
        if group.shifted:
            self._put(f"{{}}{END}")
        if mark:
            self._put(f"{{}}{mark}")
        group.shifted = bool(mark)

    def _break(self, word: str, group: _Group) -> None:
        if group.place is not self._body or group.aside is not None:
            self._put("{} " if word.endswith("cell") else f"{{}}{BREAK}")
        elif word == "row":
            self._end("table_head" if self._is_head else "row", group.form)
        elif word in {"par", "sect"} and not group.form.in_table:
            self._end("heading" if group.form.level else "paragraph", group.form)
        elif word == "cell":
            self._body.words.append(f"{{}}{CELL}")
        else:
            self._body.words.append("{} " if group.form.in_table else f"{{}}{BREAK}")

    def _end(self, kind: Kind, form: _Form) -> None:
        """End a paragraph or a row of the body; what hangs on it comes after it."""
        level = form.level if kind == "heading" else form.depth + 1
        self.found.append(Part(kind, "".join(self._body.words), level, self._labelled))
        self._body.words.clear()
        self._labelled = False
        for place in self._hanging:
            place.part.source = f"{{{''.join(place.words)}}}"
            self.found.append(place.part)
        self._hanging.clear()


def _formed(form: _Form, word: str, number: int) -> _Form:
    """The form of a paragraph after a word that says something of it."""
    if word == "pard":
        return _Form()
    if word == "intbl":
        return replace(form, in_table=True)
    told = max(0, min(number, _DEEPEST))
    return replace(form, depth=told) if word == "ilvl" else replace(form, level=(told + 1) % (_DEEPEST + 1))
