"""Recognise messages that are no questions (greetings, thanks, lone signs), and answer with a hint how to ask."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from corpus.lexicon import all_words, lexicon, lexicons
from corpus.scripts import is_unspaced
from retriever.answers import Refusal

_LONGEST: Final = 60
"""Code points of a greeting at the most."""
_LONGEST_TITLE: Final = 80
_MARKS: Final = re.compile(r"[^\w\u0300-\u036f\u0900-\u1fff]+|_+")
"""What stands between words; the marks of the region's scripts are parts of words."""


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A message that asks nothing; `language` is the one that it greets in, None where it holds no word."""

    language: str | None


def find_small_talk(question: str) -> SmallTalk | None:
    """Tell whether a message asks nothing: only greetings and thanks of any language, signs, a single letter.

    None for anything else.
    """
    if len(question) > _LONGEST:
        return SmallTalk(None) if not any(map(str.isalnum, question)) else None
    said = " ".join(_MARKS.sub(" ", question.casefold()).split())
    if sum(map(str.isalnum, said)) < 2:
        return SmallTalk(None)
    for code, greetings in _greetings().items():
        if _is_made_of(said, greetings):
            return SmallTalk(code)
    return SmallTalk("en") if _is_made_of(said, all_words("greetings")) else None


def hint(talk: SmallTalk, title: str) -> Refusal:
    """Say how to ask, in the language of the greeting where that is known; `title` is of a document to ask about."""
    spoken, english = lexicon(talk.language), lexicon("en")
    template = (spoken and spoken.hint) or (english and english.hint) or ""
    short = title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
    return Refusal(template.replace("{title}", short), ())


def _is_made_of(said: str, phrases: tuple[str, ...]) -> bool:
    """Tell whether a text is a row of phrases, which come the longest first."""
    while said:
        if not said.startswith(phrases):  # as most questions do not, which takes a moment to tell
            return False
        found = next((each for each in phrases if _begins(said, each)), None)
        if found is None:
            return False
        said = said[len(found) :].lstrip()
    return True


def _begins(said: str, phrase: str) -> bool:
    """Tell whether a text begins with a phrase that ends where a word does, if its script puts spaces between."""
    after = said[len(phrase) : len(phrase) + 1]
    return said.startswith(phrase) and (not after or after == " " or is_unspaced(phrase[-1]))


@cache
def _greetings() -> Mapping[str, tuple[str, ...]]:
    """Give the greetings of each language that lists some, the longest first; English comes first."""
    known = sorted((each for each in lexicons() if each.greetings), key=lambda each: (each.code != "en", each.code))
    return {each.code: tuple(sorted(each.greetings, key=len, reverse=True)) for each in known}
