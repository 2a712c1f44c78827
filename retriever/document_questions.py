"""Questions about a document itself: its title, its date, its author, its publisher, what it is about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, cast

from corpus.documents import DocumentRecord
from corpus.lexicon import lexicons
from retriever.analysis import document_terms

Aspect = Literal["title", "date", "author", "publisher", "about"]

_LONGEST: Final = 200
"""Code points of a question about a document at the most."""
_MARKS: Final = " \t\n?!.,;:؟？。…“”\"'«»"
_BEFORE: Final = r"(?:(?:please|(?:can|could) you (?:please )?(?:tell me|say)|tell me|and|so|tolong|sila) )?"
_PLACE: Final = "{document}"


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """What is asked of a document. `name`: how the question calls it; None for the one at hand ("this page")."""

    aspect: Aspect
    name: str | None


def find_document_question(question: str) -> DocumentQuestion | None:
    """Tell whether a question is about a document itself, in any language whose lexicon lists such questions."""
    if len(question) > _LONGEST:
        return None
    asked = " ".join(question.casefold().replace("’", "'").split()).strip(_MARKS)
    if not _any_pattern().fullmatch(asked):
        return None
    for aspect, pattern in _patterns():
        if match := pattern.fullmatch(asked):
            name = match["document"].strip(_MARKS)
            return DocumentQuestion(aspect, None if _this_document().fullmatch(name) else name)
    return None


def named_document(name: str, documents: Iterable[DocumentRecord]) -> DocumentRecord | None:
    """Give the only document whose title holds all words of a name but its article; None where none or several do."""
    found = [each for each in documents if _names(name, each)]
    return found[0] if len(found) == 1 else None


def _names(name: str, document: DocumentRecord) -> bool:
    said = re.sub(r"^(?:the|this|ang|si) | (?:ini|itu|tersebut|này|ito)$", "", name)
    words = set(document_terms(said, document.language))
    return bool(words) and words <= set(document_terms(document.title, document.language))


@cache
def _patterns() -> tuple[tuple[Aspect, re.Pattern[str]], ...]:
    return tuple((aspect, re.compile(written.replace(_PLACE, "(?P<document>.+?)"))) for aspect, written in _written())


@cache
def _any_pattern() -> re.Pattern[str]:
    """All patterns in one: no question in a hundred matches one, and to try each by itself takes five times as long."""
    return re.compile("|".join(f"(?:{written.replace(_PLACE, '.+?')})" for _, written in _written()))


def _written() -> list[tuple[Aspect, str]]:
    return [
        (cast("Aspect", aspect), _BEFORE + written.casefold())
        for known in lexicons()
        for aspect, patterns in known.document_questions.items()
        for written in patterns
    ]


@cache
def _this_document() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for known in lexicons() for each in known.this_document))
