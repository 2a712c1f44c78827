"""Merge paragraphs that say the same in several documents into one rank, and show the newest."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from corpus.documents import DocumentRecord
from corpus.lexicon import all_words, lexicons
from corpus.records import StoredParagraph
from corpus.snapshot import Snapshot
from retriever.analysis import words
from retriever.index.copies import Digests
from retriever.index.index import Candidates
from retriever.index.legs import Rows
from retriever.years import find_asked_years, in_christian_era

_ALIKE = 0.9
"""The share of all shingles of two texts that both have, from which on they say nearly the same."""

_CLEARLY = 0.75
"""How far behind in the legs' fused scores, in standard deviations, a paragraph of the same words must be to yield."""

_SHINGLE = 3  # words

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_CUT_NEGATION = "t"
"""What is left of "don't" where words are cut."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the ranking: the paragraph shown there, and the documents in which it stands too.

    `position`: where the paragraph is among the candidates. `others`: the keys of the other documents, newest first.
    """

    position: int
    stored: StoredParagraph
    others: tuple[int, ...]


def choose_places(snapshot: Snapshot, candidates: Candidates, order: Rows, count: int) -> list[Place]:
    """Choose the `count` best ranks out of ranked candidates, without duplicates; fewer if the candidates run out.

    `order`: int64 (k,), positions among the candidates, best first. Raises LibraryForeign where one is damaged.
    """
    groups = group_copies(order, candidates.copies[order])
    positions, read, shared = list[int](), list[StoredParagraph](), _Shared()
    while groups and len(shared.members) < count:
        keys = {place: int(candidates.keys[place]) for group in groups[:count] for place in group}
        stored = snapshot.paragraphs(list(keys.values()))
        positions += keys
        for key in keys.values():
            shared.add(stored[key].text, len(read))
            read.append(stored[key])
        groups = groups[count:]
    records = snapshot.records({each.document for each in read})
    scores = candidates.fused[positions].tolist()
    asked = _asked(" ".join(word.surface for word in candidates.words))
    places = [_place(members, read, records, scores, asked) for members in shared.members[:count]]
    return [Place(positions[each.position], each.stored, each.others) for each in places]


def group_copies(order: Rows, copies: Digests) -> list[list[int]]:
    """Group positions, int64 (k,), whose `copies`, uint64 (k,), are equal: in the order of each group's first."""
    groups: dict[int, list[int]] = {}
    for position, digest in zip(order.tolist(), copies.tolist(), strict=True):
        groups.setdefault(digest, []).append(position)
    return list(groups.values())


def share_places(
    paragraphs: Sequence[StoredParagraph],
    documents: Mapping[int, DocumentRecord],
    scores: Sequence[float],
    question: str = "",
) -> list[Place]:
    """Give paragraphs, best first, their places: those that say the same as a better one share its place.

    `documents`: theirs, by key. `scores`: theirs, higher is better: one whose title or headings make it clearly the
    better one is shown though another is newer, but not where these name another time alone, of which the question
    says nothing. `Place.position` counts in `paragraphs`.
    """
    asked = _asked(question)
    shared = _Shared()
    for position, paragraph in enumerate(paragraphs):
        shared.add(paragraph.text, position)
    return [_place(members, paragraphs, documents, scores, asked) for members in shared.members]


class _Shared:
    """Positions of texts, those that say the same together.

    Of a form that every page of a site has, hundreds are looked at: each text is compared but once.
    """

    def __init__(self) -> None:
        self.members: list[list[int]] = []
        self._firsts: list[_Text] = []
        self._known: dict[str, list[int]] = {}

    def add(self, text: str, position: int) -> None:
        """Put a position to those that say the same, or by itself."""
        if text not in self._known:
            self._known[text] = self._find(_Text(text))
        self._known[text].append(position)

    def _find(self, text: "_Text") -> list[int]:
        for first, members in zip(self._firsts, self.members, strict=True):
            if first.says_the_same(text):
                return members
        self._firsts.append(text)
        self.members.append([])
        return self.members[-1]


def _place(
    members: Sequence[int],
    paragraphs: Sequence[StoredParagraph],
    documents: Mapping[int, DocumentRecord],
    scores: Sequence[float],
    asked: frozenset[str],
) -> Place:
    best = max(members, key=lambda position: scores[position])

    @cache
    def name(position: int) -> tuple[str, ...]:
        paragraph = paragraphs[position]
        return _without_times((documents[paragraph.document].title, *paragraph.headings), asked)

    # Of one document's the first stands for all; of documents of one day the one that was added last.
    by_number = sorted(members, key=lambda position: paragraphs[position].number)
    newest = sorted(by_number, key=lambda position: age_of(documents[paragraphs[position].document]), reverse=True)
    newest.sort(
        key=lambda position: scores[position] < scores[best] - _CLEARLY and name(position) != name(best)
    )  # stable: those that are clearly behind go last
    shown = paragraphs[newest[0]]
    keys = dict.fromkeys(paragraphs[position].document for position in newest)
    return Place(newest[0], shown, tuple(key for key in keys if key != shown.document))


def _without_times(texts: Sequence[str], asked: frozenset[str]) -> tuple[str, ...]:
    """Give the words of texts but for figures and months, save those that are asked for: what editions differ in."""
    found = [each for text in texts for each in _words_and_times(text)]
    return tuple(word for word, is_time in found if word in asked or not is_time)


def _asked(question: str) -> frozenset[str]:
    """Give the words and times of a question as `_without_times` compares them."""
    return frozenset(word for word, _ in _words_and_times(question)) | set(map(str, find_asked_years(question)))


def _words_and_times(text: str) -> Iterator[tuple[str, bool]]:
    """Give each word in its normal form, and whether it is a figure or month: years in one era, a month by one name."""
    found, start = [word for _, word in words(text)], 0
    while start < len(found):
        first, known = found[start], _months().get(found[start], {})
        month = next((name for name in known if tuple(found[start : start + len(name)]) == name), ())
        if month:
            yield f"month {known[month]}", True
        elif first.isdecimal():
            yield str(in_christian_era(int(first))), True
        else:
            yield first, _FIGURES.fullmatch(first) is not None
        start += len(month) or 1


@cache
def _months() -> Mapping[str, Mapping[tuple[str, ...], int]]:
    """Give the numbers of months by their names' words, under the first of these."""
    found: dict[str, dict[tuple[str, ...], int]] = {}
    for language in lexicons():
        for number, names in enumerate(language.months, start=1):
            for name in names:
                cut = tuple(word for _, word in words(name))
                found.setdefault(cut[0], {})[cut] = number
    return found


def age_of(document: DocumentRecord) -> tuple[str, str, int]:
    """Give a key that sorts documents from old to new: by their dates of publication, else by when they were added."""
    return published_on(document) or document.added[:10], document.added, document.key


def published_on(document: DocumentRecord) -> str:
    """Give the date of publication as far as the document tells it, "2025-10" or "2025"; empty where it tells none."""
    published = _DATE.match(document.published or "")
    return published[0] if published else ""


class _Text:
    """A paragraph's text as it is compared with others."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = " ".join(text.casefold().split())

    def says_the_same(self, other: "_Text") -> bool:
        """Tell whether two texts are equal but for white space and case, or nearly equal.

        Nearly equal ones have most shingles in common, and no number, name or negation that the other does not have.
        """
        if self._folded == other._folded:
            return True
        short, long = sorted((len(self._folded), len(other._folded)))
        return short > _ALIKE * long and self._may(other) and self._overlap(other) >= _ALIKE and self._agrees(other)

    def _may(self, other: "_Text") -> bool:
        """Tell from their words whether two texts can have enough shingles in common, which takes less to find.

        A word that only one of them has is in one shingle at least, and `_SHINGLE` such words are in one at the most;
        of shingles that only one of them has there are at most (1 - _ALIKE) / _ALIKE times as many as of common ones.
        """
        differing = len(self._counted.keys() ^ other._counted.keys())
        most = max(len(self._folded_words), len(other._folded_words)) + 1
        return _ALIKE * differing <= _SHINGLE * (1 - _ALIKE) * most

    def _overlap(self, other: "_Text") -> float:
        both = len(self._shingles & other._shingles)
        return both / (len(self._shingles) + len(other._shingles) - both)

    def _agrees(self, other: "_Text") -> bool:
        mine, theirs = self._counted, other._counted
        differing = (mine - theirs) + (theirs - mine)
        return not any(_tells(word) or word in self._named or word in other._named for word in differing)

    @cached_property
    def _words(self) -> list[str]:
        return _WORD.findall(self._text)

    @cached_property
    def _folded_words(self) -> list[str]:
        return list(map(str.casefold, self._words))

    @cached_property
    def _counted(self) -> Counter[str]:
        return Counter(self._folded_words)

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(word.casefold() for word in self._words if word[0].isupper())

    @cached_property
    def _shingles(self) -> frozenset[tuple[str, ...]]:
        words = self._folded_words
        runs = zip(*(words[start:] for start in range(_SHINGLE)), strict=False)
        return frozenset(runs) or frozenset([tuple(words)])


def _tells(word: str) -> bool:
    """Tell whether a word may be a number or a negation, or a name in a script without capitals."""
    denies = word == _CUT_NEGATION or word in all_words("negations")
    return denies or any(map(str.isdigit, word)) or any(each.upper() == each.lower() for each in word)
