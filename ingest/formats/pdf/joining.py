"""Lines as running text: hyphens at line ends taken out or kept, spaces between words where the script has them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST: Final = re.compile(r"([^\W\d_]+)[-‐]\Z")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x2E80, 0x312F),
    (0x31A0, 0x9FFF),
    (0xAA60, 0xAA7F),
    (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF),
    (0x20000, 0x3FFFF),
)
"""Scripts that put no space between words, nor at a line's end: Thai and Lao, Burmese, Khmer, Chinese and Japanese."""
_HANGUL: Final = (0xAC00, 0xD7AF)


@dataclass(frozen=True, slots=True)
class Joining:
    """How the lines of one document are joined: by the words that it holds, and by how it breaks Korean lines."""

    words: frozenset[str]
    breaks_words: bool

    def joined(self, lines: Sequence[tuple[str, bool]]) -> str:
        """The lines as one; each comes with whether the file has a space after it."""
        text, spaced = lines[0]
        for line, spaced_after in lines[1:]:
            text = self._join(text, line, spaced=spaced)
            spaced = spaced_after
        return text

    def _join(self, before: str, after: str, *, spaced: bool) -> str:
        last, first = _LAST.search(before), _FIRST.match(after)
        if last and first:
            return (before if self._keeps_hyphen(last[1], first[0]) else before[:-1]) + after
        if not before or not after or (before[-1] in "-‐/–" and after[0].isalnum() and before[-2:-1].isalnum()):
            return before + after
        if not spaced and _is_in(before[-1], _UNSPACED) and _is_in(after[0], _UNSPACED):
            return before + after
        if not spaced and self.breaks_words and _is_in(before[-1], (_HANGUL,)) and _is_in(after[0], (_HANGUL,)):
            return before + after
        return f"{before} {after}"

    def _keeps_hyphen(self, last: str, first: str) -> bool:
        """Whether the hyphen is the word's own: a capital after it, a doubled word (`anak-anak`), or seen elsewhere."""
        if not first[0].islower() or first.lower().startswith(last.lower()):
            return True
        return f"{last}-{first}".lower() in self.words and f"{last}{first}".lower() not in self.words


def joining(lines: Iterable[tuple[str, bool]]) -> Joining:
    """How the lines of a document are joined, from all of them."""
    words: set[str] = set()
    korean = korean_spaced = 0
    for line, spaced in lines:
        words.update(word.lower() for word in _WORD.findall(line))
        if line and _is_in(line[-1], (_HANGUL,)):
            korean += 1
            korean_spaced += spaced
    return Joining(frozenset(words), 0 < korean_spaced < korean)


def _is_in(letter: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= ord(letter) <= last for first, last in ranges)
