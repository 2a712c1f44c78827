"""Lines as running text: hyphens at line ends taken out or kept, spaces between words where the script has them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from wordfreq import available_languages, zipf_frequency

from ingest.formats.pdf.scripts import HANGUL, is_in, is_unspaced

_WORD: Final = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST: Final = re.compile(r"([^\W\d_]+)[-‐]\Z")
_FIRST: Final = re.compile(r"[^\W\d_]+")
_COMMON: Final = 3.0
"""Frequency, on wordfreq's scale of tenfold steps, from which half of a word is a word by itself."""
_LANGUAGES: Final = ("en", "id", "fil")
"""Languages in whose lists of words a word that is broken at a line's end is looked up, besides the document's own."""


@dataclass(frozen=True, slots=True)
class Joining:
    """How the lines of one document are joined: by the words that it holds, and by how it breaks Korean lines."""

    words: frozenset[str]
    breaks_words: bool
    languages: tuple[str, ...] = _LANGUAGES

    def joined(self, lines: Sequence[tuple[str, bool]]) -> tuple[str, list[int]]:
        """The lines as one, and where each begins in it; each comes with whether the file has a space after it."""
        text, spaced = lines[0]
        starts = [0]
        for line, spaced_after in lines[1:]:
            text = self._join(text, line, spaced=spaced)
            starts.append(len(text) - len(line))
            spaced = spaced_after
        return text, starts

    def _join(self, before: str, after: str, *, spaced: bool) -> str:
        last, first = _LAST.search(before), _FIRST.match(after)
        if last and first:
            return (before if self._keeps_hyphen(last[1], first[0]) else before[:-1]) + after
        if not before or not after or (before[-1] in "-‐/–" and after[0].isalnum() and before[-2:-1].isalnum()):
            return before + after
        figure = before[-1].isdecimal() or after[0].isdecimal()
        if not spaced and is_unspaced(before[-1]) and is_unspaced(after[0]) and not figure:
            return before + after
        if not spaced and self.breaks_words and is_in(before[-1], HANGUL) and is_in(after[0], HANGUL):
            return before + after
        return f"{before} {after}"

    def _keeps_hyphen(self, last: str, first: str) -> bool:
        """Whether the hyphen is the word's own.

        A capital after it says so, a doubled word (`anak-anak`), a single letter before it (`e-book`), the word as it
        stands elsewhere, or that both halves are common words and the whole is none (`state-owned`).
        """
        if not first[0].islower() or first.lower().startswith(last.lower()) or len(last) == 1:
            return True
        whole, parted = f"{last}{first}".lower(), f"{last}-{first}".lower()
        if whole in self.words or parted in self.words:
            return whole not in self.words
        if self._frequency(whole):
            return False
        return min(self._frequency(last.lower()), self._frequency(first.lower())) >= _COMMON

    def _frequency(self, word: str) -> float:
        return max(zipf_frequency(word, language, wordlist="small") for language in self.languages)


def joining(lines: Iterable[tuple[str, bool]], language: str | None = None) -> Joining:
    """How the lines of a document are joined, from all of them and the language that the file names."""
    words: set[str] = set()
    korean = korean_spaced = 0
    for line, spaced in lines:
        words.update(word.lower() for word in _WORD.findall(line))
        if line and is_in(line[-1], HANGUL):
            korean += 1
            korean_spaced += spaced
    own = (language or "").lower().partition("-")[0]
    more = (own,) if own not in _LANGUAGES and own in available_languages("small") else ()
    return Joining(frozenset(words), 0 < korean_spaced < korean, (*_LANGUAGES, *more))
