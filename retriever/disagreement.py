"""Find answers of several documents that give different values for the same thing.

A false alarm costs more than a miss. So two answers disagree only if their sentences share the same telling words and
differ in the value, and no title or heading shows that they are about different things.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Final, Self

from corpus.lexicon import lexicon
from retriever.analysis import document_terms, words
from retriever.answers import MOST, Passage
from retriever.duplicates import age_of, published_on
from retriever.idf import EverydayWords
from retriever.particulars import Particular, are_said, find_particulars
from retriever.values import Amount, Day, Value, find_value, is_price
from retriever.years import find_asked_years, find_said_years

_EVERYDAY: Final = 0.05
"""Chance to stand in an everyday paragraph from which a word says too little to make two sentences differ."""
_RARE: Final = 0.002
"""Chance below which a word of a title may name what the document is about."""
_FAR: Final = 0.3
"""How much less sure than the best one, in confidence, an answer must be not to go before it for its date."""
_AROUND: Final = 40
"""Code points beside a number in which its unit is looked for."""
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_ENDS: Final = re.compile(r"(?<=[.!?။។])\s+|\n")


def find_disagreement(passages: Sequence[Passage], everyday: EverydayWords) -> tuple[Passage, ...]:
    """Return the passages; each that answers names the ranks of those that give another value."""
    told = [_Told(each, everyday) for each in [each for each in passages if each.answers][:MOST]]
    differing = {
        one.passage.rank: [other.passage for other in told if other is not one and one.differs(other)] for one in told
    }
    return tuple(
        replace(each, differs_from=_newest_first(differing[each.rank])) if differing.get(each.rank) else each
        for each in passages
    )


def put_newest_first(passages: Sequence[Passage], question: str) -> tuple[Passage, ...]:
    """Bring passages that differ together, in the place of the best of them, that of the newest document first.

    Those of documents without a date keep their places among them, and one that is far less sure does not go before the
    best. A year, number or letter that the question names goes before the date: who asks for the fee of 2024 wants no
    newer one.
    """
    named = _Named.by(question)
    ordered = [each for group in _differing_groups(passages) for each in _sort_by_date(group, named)]
    ranks = {each.rank: rank for rank, each in enumerate(ordered, start=1)}
    scores = accumulate((each.confidence for each in ordered), min)
    return tuple(
        replace(
            each, rank=ranks[each.rank], score=score, differs_from=tuple(ranks[other] for other in each.differs_from)
        )
        for each, score in zip(ordered, scores, strict=True)
    )


def _differing_groups(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Give passages that differ from each other, or from a third one, together; every other one by itself."""
    left = {each.rank: each for each in passages}
    while left:
        group, waiting = list[Passage](), [next(iter(left))]
        while waiting:
            if found := left.pop(waiting.pop(), None):
                group.append(found)
                waiting += found.differs_from
        yield sorted(group, key=lambda each: each.rank)


def _sort_by_date(group: Sequence[Passage], named: "_Named") -> Iterator[Passage]:
    """Sort the passages whose documents say when they were published among their own places, the newest first."""
    dated = [each for each in group if published_on(each.document)]
    surest = max((each.confidence for each in dated), default=0.0)

    def age(passage: Passage) -> tuple[tuple[int, int], bool, int, str]:
        is_sure = passage.confidence >= surest - _FAR
        return named.count_above(passage), is_sure, named.count_within(passage), published_on(passage.document)

    ordered = iter(sorted(dated, key=age, reverse=True))
    return (next(ordered) if published_on(each.document) else each for each in group)


@dataclass(frozen=True)
class _Named:
    """What a question names: years, and numbers and letters that are none."""

    years: frozenset[int]
    others: frozenset[Particular]

    @classmethod
    def by(cls, question: str) -> Self:
        """Find what a question names."""
        others = (each for each in find_particulars(question) if not find_said_years(str(each)))
        return cls(find_asked_years(question), frozenset(others))

    def count_above(self, passage: Passage) -> tuple[int, int]:
        """Count what of it the passage's title and headings say, and what these and the year of publication say."""
        above = (passage.document.title, *passage.headings)
        year = published_on(passage.document)[:4]
        return self._count(above), self._count(above, year)

    def count_within(self, passage: Passage) -> int:
        """Count what of it the passage says anywhere beside its answer and other amounts of the same unit."""
        return self._count((_without_amounts(passage),)) if self.years or self.others else 0

    def _count(self, texts: Sequence[str], year: str = "") -> int:
        said = frozenset(year for text in (*texts, year) for year in find_said_years(text))
        return len(self.years & said) + sum(are_said(frozenset((each,)), texts) for each in self.others)


def _without_amounts(passage: Passage) -> str:
    """Give a passage's text without its answer, and without other amounts of the same unit or of a currency's sign."""
    answer = passage.quote.words
    if answer is None:
        return passage.text
    start, end = answer.span.start - passage.span.start, answer.span.end - passage.span.start
    text = f"{passage.text[: max(start, 0)]} {passage.text[max(end, 0) :]}"
    units = {each for number in _NUMBER.finditer(answer.text) for each in _beside(number)}
    return _NUMBER.sub(lambda number: "" if _beside(number) & units or is_price(number) else number[0], text)


def _beside(number: re.Match[str]) -> frozenset[tuple[str, bool]]:
    """Give the words next to a number, and whether they stand behind it."""
    before = [word for _, word in words(number.string[max(number.start() - _AROUND, 0) : number.start()])][-1:]
    behind = [word for _, word in words(number.string[number.end() : number.end() + _AROUND])][:1]
    return frozenset([*((each, False) for each in before), *((each, True) for each in behind)])


def _newest_first(passages: Sequence[Passage]) -> tuple[int, ...]:
    return tuple(each.rank for each in sorted(passages, key=lambda each: age_of(each.document), reverse=True))


@dataclass(frozen=True)
class _Told:
    """What an answer tells: its value, and the words by which it is known of what."""

    passage: Passage
    everyday: EverydayWords

    def differs(self, other: "_Told") -> bool:
        """Tell whether the other answer gives another value for the same thing."""
        if self.passage.document.key == other.passage.document.key or not _differ(self, other):
            return False
        same = self.words == other.words and self.negations == other.negations
        return same and bool(self.words) and not (self.names - other.all and other.names - self.all)

    @cached_property
    def value(self) -> Value | None:
        """The value that the short answer is."""
        words = self.passage.quote.words
        return find_value(words.text) if words else None

    def amount_beside(self, other: "_Told", amount: Amount) -> tuple[Amount, bool]:
        """Give its amount with the unit's telling words, and whether everyday ones ("about") make it a rough one.

        What the other one says beside its own value is left out: "RM 40" may be all that was found of "RM 40 a night".
        """
        left = amount.unit - other.beside
        unit = frozenset(word for word in left if not self._is_everyday(word))
        return replace(amount, unit=unit), unit != left

    @cached_property
    def words(self) -> frozenset[str]:
        """The telling words of the sentence around the value, its unit's among them, and of what introduces it."""
        unit = self.value.unit if isinstance(self.value, Amount) else ()
        terms = self._terms(" ".join((*(each.text for each in self.passage.quote.context), self._sentence, *unit)))
        return frozenset(term for term in terms if not self._is_everyday(term))

    @cached_property
    def beside(self) -> frozenset[str]:
        """The words of the sentence, in their normal forms, that stand beside the value."""
        return frozenset(word for _, word in words(self._sentence))

    @cached_property
    def negations(self) -> frozenset[str]:
        """The words of the sentence that deny."""
        known = lexicon(self.passage.document.language)
        return frozenset(self._sentence.casefold().split()) & frozenset(known.negations if known else ())

    @cached_property
    def names(self) -> frozenset[str]:
        """The rare words of the document's title and of the headings, which may name what it is about."""
        above = " ".join((self.passage.document.title, *self.passage.headings))
        return frozenset(term for term in self._terms(above) if term.isalpha() and self._chance(term) < _RARE)

    @cached_property
    def all(self) -> frozenset[str]:
        """All words of the passage, with its title and headings."""
        passage = self.passage
        return frozenset(self._terms(" ".join((passage.document.title, *passage.headings, passage.text))))

    @property
    def _sentence(self) -> str:
        """The sentence that holds the value, without it."""
        quote = self.passage.quote
        if quote.words is None:
            return quote.text
        start, end = quote.words.span.start - quote.span.start, quote.words.span.end - quote.span.start
        return f"{_ENDS.split(quote.text[:start])[-1]} {_ENDS.split(quote.text[end:])[0]}"

    def _terms(self, text: str) -> tuple[str, ...]:
        return document_terms(text, self.passage.document.language)

    def _is_everyday(self, term: str) -> bool:
        return self._chance(term) >= _EVERYDAY

    def _chance(self, term: str) -> float:
        return self.everyday.chance(term, [self.passage.document.language])


def _differ(one: _Told, other: _Told) -> bool:
    match one.value, other.value:
        case Amount() as mine, Amount() as theirs:
            (mine, rough), (theirs, too) = one.amount_beside(other, mine), other.amount_beside(one, theirs)
            return mine.differs(theirs, roughly=rough or too)
        case Day() as mine, Day() as theirs:
            return mine.differs(theirs)
    return False
