"""Analyse text into terms for BM25, the same way for documents and questions."""

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.languages import primary
from corpus.lexicon import lexicon
from corpus.scripts import remove_hints

VERSION = 4
"""Raised whenever the same text may give other terms, or is embedded otherwise: a library made with another
version says so."""

_IGNORABLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))  # invisible: hyphenation and joining hints
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'"})
_PLURAL_ACRONYM = re.compile(r"([A-Z]{2,})(?:['\u2019]?s)")  # MSMEs, SME's: stemmers know words, not acronyms
_MARKED_VOWELS = re.compile(r"([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb]?)([\u0e32\u0eb2])")
_ONE_LETTER = {"\u0e4d": "\u0e33", "\u0ecd": "\u0eb3", "ຫນ": "ໜ", "ຫມ": "ໝ"}
_TWO_LETTERS = re.compile("ຫ[ນມ]")
_OWN = r"\u0e01-\u0e4f\u0e81-\u0ecf\u0edc-\u0edf\u1000-\u103f\u1050-\u108f\u1780-\u17dd"
"""Letters and marks of Thai, Lao, Burmese and Khmer: all but their digits."""
_MIXED = re.compile(rf"[{_OWN}]+|[^{_OWN}]+")
_HALF_CLUSTER = "\u17d2\u1039"  # marks of Khmer and Burmese after which a letter is written below the one before
_LAST_OF_ONE_UNIT = "\uffff"  # a character beyond it is two units of UTF-16
_LONGEST = 100  # code points; beyond it stands no word of any language

_local = threading.local()  # a Snowball stemmer keeps state while it works: one for each thread


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A word of a question: as it was typed, with its distinct terms (one for each way of stemming).

    `emphasis`, (0, 1], says how much it counts: 1 for a word of the question itself. `crosses`: it may stand in other
    languages as it is. `everyday`: the chance, [0, 1], that an everyday paragraph in the question's language holds it.
    """

    surface: str
    terms: tuple[str, ...]
    emphasis: float = 1.0
    crosses: bool = True
    everyday: float = 0.0


def document_terms(text: str, language: str | None) -> tuple[str, ...]:
    """Analyse a document's text: its terms in order, stemmed as its language is.

    `language` is an ISO 639 code; None or one without a stemmer leaves words as they are.
    """
    return tuple(stems((word for _, word in words(text)), language))


def question_words(text: str, languages: Iterable[str | None]) -> list[QuestionWord]:
    """Analyse a question for documents in the given languages: its words in order, without repetition."""
    surfaces, normal = tuple(zip(*words(text), strict=True)) or ((), ())
    stemmed = [stems(normal, language) for language in _distinct(languages)]
    alternatives = zip(*(stemmed or [list(normal)]), strict=True)
    found: dict[tuple[str, ...], QuestionWord] = {}
    for surface, terms in zip(surfaces, alternatives, strict=True):
        distinct = tuple(dict.fromkeys(terms))
        found.setdefault(distinct, QuestionWord(surface, distinct))
    return list(found.values())


def words(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into words, each as it stands and in its normal form: NFKC, case folded, without invisible characters.

    Hints where a line may end are taken out first (`remove_hints`), or ICU would cut wherever somebody typed one.
    Breaks are Unicode's, by dictionary for Thai, Lao, Khmer and Burmese. Digits of any script become ASCII's, plural
    acronyms lose their s; what holds no letter and no digit is dropped. "ปี2567" is two words.
    """
    if text.isascii() and text.isalpha():  # one plain word: nothing in it to break at, and ICU takes 20 times as long
        yield text, _normal(text)[:_LONGEST]
        return
    from icu4py.breakers import WordBreaker

    text = spell_alike(text)
    for surface in _mended(_cut(text, WordBreaker(text, "en").segments())):
        if surface == " ":
            continue
        word = _normal(surface)
        if any(map(str.isalnum, word)):
            yield surface, word[:_LONGEST]


def spell_alike(text: str) -> str:
    """Remove hints where a line may end, and spell what looks the same the same, as ICU's dictionaries have it.

    Thai and Lao "am" comes as one letter or as two, with a tone's mark after either of them; so do two letters of Lao.
    """
    text = remove_hints(text)
    if text.isascii():
        return text
    text = _MARKED_VOWELS.sub(lambda found: found[2] + _ONE_LETTER[found[1]], text)
    return _TWO_LETTERS.sub(lambda found: _ONE_LETTER[found[0]], text)


def _mended(surfaces: Iterable[str]) -> Iterator[str]:
    """Cut where ICU does not, between letters of these scripts and others or digits, and not inside of a cluster."""
    half = ""
    for surface in surfaces:
        joined = half + surface
        half = joined if joined.endswith(tuple(_HALF_CLUSTER)) else ""
        if not half:
            yield from (joined,) if joined.isascii() else _MIXED.findall(joined)
    if half:
        yield half


def _cut(text: str, segments: Iterable[tuple[int, int]]) -> Iterator[str]:
    """Cut a text where ICU says, which counts in UTF-16."""
    if text.isascii() or max(text, default="") <= _LAST_OF_ONE_UNIT:
        return (text[start:end] for start, end in segments)
    units = text.encode("utf-16-le", "surrogatepass")
    return (units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass") for start, end in segments)


def stems(terms: Iterable[str], language: str | None) -> list[str]:
    """Stem words as a language does; as they are where no stemmer is known for it."""
    algorithm = _stemmer(language)
    if algorithm is None:
        return list(terms)
    stemmers = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        import Stemmer

        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return list(stemmers[algorithm].stemWords(list(terms)))


def _stemmer(language: str | None) -> str | None:
    """Give the name of a language's Snowball stemmer, None where it has none."""
    known = lexicon(primary(language))
    return known.stemmer if known else None


def _distinct(languages: Iterable[str | None]) -> list[str | None]:
    """One language for each way of stemming that the given ones need."""
    return list({_stemmer(language): language for language in sorted(languages, key=str)}.values())


def _normal(word: str) -> str:
    acronym = _PLURAL_ACRONYM.fullmatch(word) if word.endswith("s") else None
    if acronym:
        return acronym[1].casefold()
    if word.isascii():  # which the rest leaves as it is
        return "".join(word.lower().split())
    folded = unicodedata.normalize("NFKC", word.translate(_IGNORABLE)).casefold().translate(_APOSTROPHES)
    folded = "".join(folded.split())  # NFKC turns a lone accent into a space and the accent
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in folded)
