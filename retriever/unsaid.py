"""What a question says and a passage does not: names, numbers, a "not". Each is a sign that it answers another one."""

import re
from collections.abc import Iterable

from retriever.idf import WeighedWord

_NEGATION = re.compile(
    r"\b(not|never|no|without|except|cannot"  # English
    r"|bukan|tidak|tak|tanpa|không|chưa|hindi|walang)\b|n['’]t\b"  # Malay, Indonesian, Vietnamese, Filipino
    r"|ไม่",  # Thai
    re.IGNORECASE,
)


def names(question: str, words: Iterable[WeighedWord], under: str) -> float:
    """Weigh the names and numbers of the question among `words`.

    `words`: those that a passage lacks; `under`: what it stands under, whose names it need not repeat. A name is a word
    with a capital that does not begin the question: scripts without capitals have none here.
    """
    above = under.casefold()
    return sum(word.weight for word in words if _named(word, question) and word.surface.casefold() not in above)


def numbers(words: Iterable[WeighedWord]) -> int:
    """Count the words with digits."""
    return sum(any(map(str.isdigit, word.surface)) for word in words)


def negation(question: str, quote: str) -> bool:
    """Whether the question says "not", in one of a few languages, and the quote does not."""
    return bool(_NEGATION.search(question)) and not _NEGATION.search(quote)


def _named(word: WeighedWord, question: str) -> bool:
    surface = word.surface
    return (surface[:1].isupper() and not question.startswith(surface)) or any(map(str.isdigit, surface))
