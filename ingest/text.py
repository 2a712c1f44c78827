"""Text itself: its canonical form, what of it can be seen, and names made from it."""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Final

BLANK: Final = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u2060\ufeff"
"""What shows nothing at the edge of a text: all white space, and the zero-width space, joiner and byte order mark."""

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"})
_FOLDED: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
_SLUG_LENGTH: Final = 80
_MOST_MARKS: Final = 30
"""Marks in a row, as Unicode's Stream-Safe Text Format (UAX #15) has it: each script and name needs fewer."""
_JOINER: Final = "\u034f"
"""The combining grapheme joiner: shows nothing, and no mark is ordered across it."""
_PIECE: Final = 1 << 16
_BEYOND_PLANE_0: Final = re.compile("[\U00010000-\U0010ffff]")
_ASCII: Final = re.compile(r"[\x00-\x7f]")


def canonical(text: str) -> str:
    """Give the one form in which a text is kept: NFC, line feeds at its line ends. Canonical text stays as it is.

    After 30 marks in a row stands a grapheme joiner: ordering a run of marks takes time that grows with its square.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() else "".join(map(_composed, _pieces(text)))


def _composed(piece: str) -> str:
    """NFC with short runs of marks; what NFC takes apart can make a run longer, so they are divided again."""
    composed = unicodedata.normalize("NFC", _with_joiners(piece))
    return composed if composed == piece else _with_joiners(composed)


def _with_joiners(text: str) -> str:
    run = _run_of_marks(0xFFFF if _BEYOND_PLANE_0.search(text) is None else sys.maxunicode)
    return run.sub(lambda found: _JOINER.join(_cut(found[0], _MOST_MARKS)), text)


def _cut(text: str, length: int) -> list[str]:
    return [text[start : start + length] for start in range(0, len(text), length)]


@cache
def _run_of_marks(last: int) -> re.Pattern[str]:
    """Find more marks in a row than there may be, of those up to the code point `last`.

    A set of plane 0 alone is looked up in a table; one of all planes is gone through range by range.
    """
    marks = (code for code in range(0x300, last + 1) if _is_mark(chr(code)))
    ranges = (list(group) for _, group in groupby(enumerate(marks), key=lambda numbered: numbered[1] - numbered[0]))
    listed = "".join(f"{chr(found[0][1])}-{chr(found[-1][1])}" for found in ranges)
    return re.compile(f"[{listed}]{{{_MOST_MARKS + 1},}}")


def _is_mark(character: str) -> bool:
    """Tell whether it is ordered among its neighbours, or begins with what is."""
    if unicodedata.combining(character):
        return True
    return unicodedata.combining(unicodedata.normalize("NFD", character)[0]) > 0


def _pieces(text: str) -> Iterator[str]:
    """Divide before ASCII, which nothing is composed with: a text of megabytes would keep Python from all threads."""
    start = 0
    while start < len(text):
        found = _ASCII.search(text, start + _PIECE)
        end = found.start() if found else len(text)
        yield text[start:end]
        start = end


def is_visible(text: str) -> bool:
    """Tell whether any character shows: not white space, a control or format character, or a mark with no base."""
    return any(unicodedata.category(character) not in _INVISIBLE for character in text)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """`start` and `end` moved inwards past `BLANK`; equal when nothing is left."""
    piece = text[start:end]
    inner = piece.lstrip(BLANK)
    start += len(piece) - len(inner)
    return start, start + len(inner.rstrip(BLANK))


def one_line(text: str) -> str:
    """Give the text's words with single spaces between: what a heading or a title reads like."""
    return " ".join(text.split()).strip(BLANK)


def word_set(listed: str) -> frozenset[str]:
    """Give the words of a list written as one text."""
    return frozenset(listed.split())


def shortened(text: str, limit: int) -> str:
    """Give the first words of the text, at most `limit` code points; a first word that is longer is cut."""
    line = one_line(text[: 4 * limit])
    if len(line) <= limit:
        return line
    return line[: limit + 1].rpartition(" ")[0] or line[:limit]


def shown(name: str) -> str:
    """Make a file's name or path one to store and show: U+FFFD for control characters and for bytes not in UTF-8."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", "\ufffd", name)


def readable(stem: str) -> str:
    """Give a file name's stem as a title: `asean-msme` becomes `Asean msme`."""
    words = one_line(re.sub(r"[-_]+", " ", canonical(stem)))
    return words[:1].upper() + words[1:] if is_visible(words) else "Document"


def slug(text: str) -> str:
    """Lower-case words with hyphens, at most 80 code points, never empty; Latin letters lose their accents.

    Letters and digits of other scripts stay, with the marks that they need.
    """
    words = "".join(map(_slug_character, canonical(text).lower().translate(_FOLDED)))
    short = canonical(re.sub(r"-+", "-", words).strip("-"))[:_SLUG_LENGTH].strip("-")
    return short if is_visible(short) else "document"


def _slug_character(character: str) -> str:
    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if part.isascii() and part.isalnum())
    if bare:
        return bare
    return character if unicodedata.category(character)[0] in "LNM" else "-"
