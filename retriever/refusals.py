"""Explain in words why there is no answer."""

import unicodedata
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Final

from corpus.lexicon import lexicon, lexicons, read_together
from corpus.scripts import is_unspaced
from retriever.analysis import document_terms, stems, words
from retriever.answers import Refusal
from retriever.idf import EverydayWords, WeighedWord
from retriever.query import Query
from retriever.reranking import Ranked
from retriever.self_description import Aspect

_TELLING: Final = 4.0
"""The weight from which a word's absence is worth telling."""

_EVERYDAY: Final = 0.045
"""Chance to stand in an everyday paragraph of the question's language from which it is not: in a large library "who"
may be rare. "Why" has 0.050, "how" 0.100; "president" has 0.019."""


_SILENT: Final[dict[Aspect, str]] = {
    "title": "does not state its title",
    "date": "does not say when it was published",
    "author": "does not name its author",
    "publisher": "does not say who published it",
    "about": "does not say what it is about",
}
_ENDING: Final = 3
_ROOT: Final = 4
"""Letters of an ending at the most, and of what it ends at the least."""
_ACCENTS: Final = dict.fromkeys(range(0x0300, 0x0370))


def explain_refusal(
    query: Query, asked: Sequence[WeighedWord], nearest: Ranked, everyday: EverydayWords, *, foreign: bool
) -> Refusal:
    """Explain why the nearest passage is no answer: which of the question's telling words it does not have.

    A word that asks is never told, nor one that stands in the passage, in a heading above it, or in its document's
    title, in whatever case or form that a stemmer knows, with or without accents. Of a passage in another language
    (`foreign`) only names and numbers are told: whether it says another word in its own way is not known.
    """
    said = _said(nearest, query.language)
    absent = tuple(
        word.surface
        for word in asked
        if (not foreign or (word.crosses and _is_name(word, query.text)))
        and word.weight >= _TELLING
        and not word.stands_in(said.terms)
        and _tells(word, query.language, everyday)
        and not said.holds(word.surface)
    )
    if not absent:
        return Refusal("The nearest passage is on the question's words but does not seem to answer it.", ())
    return Refusal(f"The nearest passage does not mention {', '.join(f'“{word}”' for word in absent)}.", absent)


def explain_silence(aspect: Aspect, known: str | None) -> Refusal:
    """Explain that a document does not say something of itself; `known` is what its metadata says of it."""
    told = f" (its metadata says {known})" if known else ""
    return Refusal(f"The document {_SILENT[aspect]}{told}.", ())


class _Said:
    """What a passage says with all that it stands under, for readers of some languages."""

    def __init__(self, text: str, terms: frozenset[str], languages: Sequence[str], *, endings: bool) -> None:
        """Take the text and its terms. `endings`: a stemmer is wanting that would take endings off its words."""
        self.terms = terms
        self._normal = [word for _, word in words(text)]
        self._text = _fold(" ".join((text, *self._normal)))
        self._whole = frozenset(map(_fold, self._normal)) if endings else frozenset()
        self._languages = languages

    @cached_property
    def _stems(self) -> dict[str, set[str]]:
        return {language: set(map(_fold, stems(self._normal, language))) for language in self._languages}

    def holds(self, surface: str) -> bool:
        """Tell whether a word stands in it in some form, or is a piece of what does."""
        normal = [word for _, word in words(surface)]
        if all(_fold(each) in self._text or self._begins(_fold(each)) for each in (normal or [surface])):
            return True
        return any(set(map(_fold, stems(normal, language))) <= held for language, held in self._stems.items())

    def _begins(self, word: str) -> bool:
        """Tell whether a word that is said begins it, but for an ending: "puwedeng", "panduannya"."""
        return any(word[:end] in self._whole for end in range(max(len(word) - _ENDING, _ROOT), len(word)))


def _said(nearest: Ranked, language: str | None) -> _Said:
    unit = nearest.unit
    title, written = unit.document.title, unit.document.language
    above = " ".join((title, *unit.paragraph.headings, *(each.text for each in unit.introduced)))
    terms = frozenset(document_terms(above, written)).union(*unit.paragraph.terms)
    known = {code for each in (language, written, "en") if each for code in read_together(each)}
    unstemmed = any(each and (found := lexicon(each)) and not found.stemmer for each in (language, written))
    return _Said(f"{above} {unit.paragraph.text}", terms, sorted(known), endings=unstemmed)


def _fold(text: str) -> str:
    """Give the text without case and accents; marks of other scripts are letters, and stay."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFD", text.casefold()).translate(_ACCENTS)


def _is_name(word: WeighedWord, question: str) -> bool:
    """Tell whether a word looks like a name or a number, or is one that its language does not know."""
    begins = question.lstrip("¿¡\"'“‘« ").startswith(word.surface)
    capital = word.surface[0].isupper() and not (begins and word.surface.istitle())
    return capital or word.everyday == 0.0 or any(map(str.isdigit, word.surface))


def _tells(word: WeighedWord, language: str | None, everyday: EverydayWords) -> bool:
    if _asks(word.surface, language):
        return False
    terms = document_terms(word.surface, language)
    return all(everyday.chance(term, [language]) < _EVERYDAY for term in terms)


def _asks(surface: str, language: str | None) -> bool:
    """Tell whether a word asks, in any language; one in capitals in the question's own alone ("AI" in Vietnamese)."""
    normal = " ".join(each for _, each in words(surface))
    asking = _interrogatives(language if len(surface) > 1 and surface.isupper() else None)
    return normal in asking or (is_unspaced(normal) and any(normal in each for each in asking))


@cache
def _interrogatives(language: str | None) -> frozenset[str]:
    """Give the words that ask, in a language and its relatives; in all for None."""
    known = [lexicon(code) for code in read_together(language)] if language else lexicons()
    listed = " ".join(word for each in known if each for word in each.interrogatives)
    return frozenset(listed.split())
