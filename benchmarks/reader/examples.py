"""Training examples: a question, what introduces a few sentences, these sentences, and where they answer.

Somewhat more than half are without an answer. Those are of one of these kinds: written as a near miss; another
paragraph of the same document, the nearest first; the paragraph without the answer's sentence; the question with a name
or a number changed for another of the same article; the paragraph of another document that lies nearest to it.

A word that question and passage share is renamed now and then: in both, which keeps the answer, or in one of them,
which takes it away. The numbers of a document are changed for others now and then. So what was learnt by heart of a
question does not tell whether it has an answer. Every fourth question is put into another language (`glossary.py`).
"""

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.reader.glossary import Glossary
from benchmarks.reader.made import make_table
from benchmarks.reader.pool import Asked, Release, Row, Spans, sentence_spans
from corpus.documents import Paragraph, Span
from corpus.scripts import is_unspaced

_CASED = {"en", "id", "ms", "vi", "sw", "fi"}
"""Languages whose names show by a capital."""
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_DIGITS = re.compile(r"[0-9]+")
_NAME = re.compile(r"(?<=[a-z?] )[A-Z][\w’'-]+")
_LENGTHS = (90, 160, 240, 320, 420, 480)
"""Code points of a window, one of them by chance; half as many in a script that packs a word into few."""
_WORD = re.compile(r"\w[\w’'-]*")
_MADE, _QUESTIONED = 0.05, 0.05
"""How often an example is a table that was made, and one of a paragraph an answer below a question."""
_RENAMED, _RENUMBERED = 0.4, 0.4
"""How often an example is tried to be renamed a word of, and how often a document's has its numbers changed."""
_ELSEWHERE = 0.2
"""How often a question on a document is shown with a paragraph of another."""
_ABROAD, _WHOLLY = 0.25, 0.6
"""How often a question is put into another language word by word, and how many of those in all the words known."""


@dataclass(frozen=True, slots=True)
class Example:
    """What the reader is given, and the `spans` of the passage that answer: none where it does not."""

    question: str
    context: tuple[str, ...]
    passage: str
    spans: Spans


class Examples:
    """Gives examples without end. `share`: how many of them are of whole documents, [0, 1]."""

    def __init__(
        self, rows: Sequence[Row], releases: Sequence[Release], glossary: Glossary, *, share: float, seed: int
    ) -> None:
        self._rows, self._releases, self._glossary, self._share = rows, releases, glossary, share
        self._random = random.Random(seed)  # noqa: S311 -- examples are no secret
        self._beside: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._spoken: defaultdict[str, list[str]] = defaultdict(list)
        for row in {(row.set, row.title, row.text): row for row in rows}.values():
            self._beside[row.set, row.title].append(row.text)
            self._spoken[row.language].append(row.text)
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        told = [(language, text) for language, texts in self._spoken.items() for text in texts[:2000]]
        told += [(release.document.language or "", release.document.text) for release in releases]
        for language, text in told:
            self._names[language] += [word for word in _WORD.findall(text) if _kind(word)]

    def __iter__(self) -> Iterator[Example]:
        paragraphs, documents = self._of_rows(), self._of_releases()
        names = [name for name in self._names["en"] if name[0].isupper()]
        while True:
            if self._random.random() < _MADE:
                yield Example(*make_table(names, self._random))
            else:
                yield next(documents) if self._random.random() < self._share else next(paragraphs)

    def _of_rows(self) -> Iterator[Example]:
        while True:
            order = [row for row in self._rows for _ in range(self._times(row.weight))]
            self._random.shuffle(order)
            for row in order:
                example = self._of_row(row)
                if example.spans and self._random.random() < _RENAMED:
                    example = self._renamed(example, row.language)
                yield self._abroad(example, row.language)

    def _of_releases(self) -> Iterator[Example]:
        while True:
            order = [(release, asked) for release in self._releases for asked in release.questions]
            self._random.shuffle(order)
            for release, asked in order:
                example = self._of_release(release, asked)
                if example is not None:
                    if self._random.random() < _RENAMED:
                        example = self._renamed(example, release.document.language or "")
                    if self._random.random() < _RENUMBERED:
                        example = self._renumbered(example)
                    yield self._abroad(example, asked.language)

    def _abroad(self, example: Example, language: str) -> Example:
        """Put the question into another language now and then, where words of its own are known."""
        others = self._glossary.others(language)
        if not others or self._random.random() >= _ABROAD:
            return example
        other = self._random.choice(others)
        share = 1.0 if self._random.random() < _WHOLLY else self._random.uniform(0.3, 0.9)
        return replace(
            example, question=self._glossary.translate(example.question, language, other, share, self._random)
        )

    def _times(self, weight: float) -> int:
        return int(weight) + (self._random.random() < weight % 1)

    def _of_row(self, row: Row) -> Example:
        question, text, spans = row.question, row.text, row.spans
        if spans and self._random.random() < _QUESTIONED:
            return self._below_its_question(row)
        chance = self._random.random()
        if spans and row.set != "squad2" and chance < 0.42:
            if chance < 0.18:
                text, spans = self._another(row) or (text, spans)
            elif chance < 0.32:
                text, spans = _without_answer(row) or (text, spans)
            else:
                question, spans = self._swapped(row) or (question, spans)
        pieces = sentence_spans(text, row.language)
        first, last = self._around(question, text, pieces, spans)
        context = (row.title.replace("_", " "),) if row.title and self._random.random() < 0.6 else ()
        return self._cut(question, context, text, pieces, (first, last), spans)

    def _below_its_question(self, row: Row) -> Example:
        """As an answer below its own question, which may say no more than the words; or below another's, and none."""
        asked = self._random.choice(self._rows)
        start, end = row.spans[0]
        if asked.language == row.language and asked.text != row.text and self._random.random() < 0.5:
            return Example(self._typed(row.question), (row.title, asked.question), row.text[start:end], ())
        pieces = [each for each in sentence_spans(row.text, row.language) if _holds(each, ((start, end),))]
        whole = Span(pieces[0].start, pieces[-1].end) if pieces and self._random.random() < 0.5 else Span(start, end)
        answer = (start - whole.start, end - whole.start)
        return Example(self._typed(row.question), (row.title, row.question), whole.of(row.text), (answer,))

    def _another(self, row: Row) -> tuple[str, Spans] | None:
        """Another paragraph, of the same article where it has enough, that shares the most words and not the answer."""
        others = self._beside[row.set, row.title]
        if not 3 < len(others) < 400:
            others = self._spoken[row.language]
        answer = row.text[slice(*row.spans[0])].casefold()
        drawn = self._random.sample(others, min(13, len(others)))
        fitting = [text for text in drawn if text != row.text and answer not in text.casefold()]
        return (max(fitting, key=lambda text: _shared(row.question, text)), ()) if fitting else None

    def _swapped(self, row: Row) -> tuple[str, Spans] | None:
        """The question with a name or a number of another paragraph of the article, which this one does not have."""
        if row.language not in _CASED:
            return None
        old = [*_NUMBER.findall(row.question), *_NAME.findall(row.question)]
        if not old:
            return None
        chosen = self._random.choice(old)
        other = self._random.choice(self._beside[row.set, row.title])
        found = (_NUMBER if chosen[0].isdigit() else _NAME).findall(other)
        new = [each for each in found if each not in row.text and each.casefold() != chosen.casefold()]
        return (row.question.replace(chosen, self._random.choice(new), 1), ()) if new else None

    def _of_release(self, release: Release, asked: Asked) -> Example | None:
        paragraphs = release.document.paragraphs
        if self._random.random() < _ELSEWHERE:
            return self._of_another_release(release, asked)
        if not asked.answerable:
            return self._of_paragraph(asked.question, release, paragraphs[self._drawn(asked.nearest)], ())
        holding = [place for place, each in enumerate(paragraphs) if _holds(each.span, asked.spans)]
        if not holding:
            return None
        if self._random.random() < 0.75:
            chosen = paragraphs[self._random.choice(holding)]
            found = self._of_paragraph(asked.question, release, chosen, asked.spans)
            return found if found.spans else None  # else the answer stands in more than one paragraph
        answers = [release.document.text[start:end].casefold() for start, end in asked.spans]
        others = [
            place
            for place in asked.nearest
            if place not in holding
            and not any(each in paragraphs[place].span.of(release.document.text).casefold() for each in answers)
        ]
        return self._of_paragraph(asked.question, release, paragraphs[self._drawn(others)], ()) if others else None

    def _of_another_release(self, release: Release, asked: Asked) -> Example | None:
        """With a paragraph of another document, near to the question, without the answer's words."""
        at, place = asked.elsewhere[self._drawn(range(len(asked.elsewhere)))]
        other = self._releases[at]
        text = other.document.paragraphs[place].span.of(other.document.text).casefold()
        if any(release.document.text[start:end].casefold() in text for start, end in asked.spans):
            return None
        return self._of_paragraph(asked.question, other, other.document.paragraphs[place], ())

    def _drawn(self, nearest: Sequence[int]) -> int:
        """Draw one of the first six, the first ones more often."""
        return nearest[min(int(self._random.expovariate(0.65)), len(nearest) - 1, 5)]

    def _of_paragraph(self, question: str, release: Release, paragraph: Paragraph, spans: Spans) -> Example:
        document = release.document
        first, last = self._around(question, document.text, paragraph.sentences, spans)
        start = paragraph.sentences[first].start
        title = document.title
        outside = [
            each.span.of(document.text)
            for each in paragraph.introductions
            if each.role != "heading" and each.span.end <= start
        ]
        context = [*(() if title in paragraph.headings else (title,)), *paragraph.headings, *outside]
        if self._random.random() < 0.08:
            context = context[1:]
        shown = dict.fromkeys(line for line in context if line != paragraph.span.of(document.text))
        return self._cut(question, tuple(shown), document.text, paragraph.sentences, (first, last), spans)

    def _around(self, question: str, text: str, pieces: Sequence[Span], spans: Spans) -> tuple[int, int]:
        """Choose sentences: those of an answer, or one that shares words with the question, and some beside them."""
        holding = [place for place, each in enumerate(pieces) if _holds(each, spans)]
        if holding:
            at = self._random.choice(holding)
            span = next(each for each in spans if _holds(pieces[at], (each,)))
            core = [place for place in holding if _holds(pieces[place], (span,))]
            first, last = core[0], core[-1]
        else:
            shared = [_shared(question, each.of(text)) + 1.2 * self._random.random() for each in pieces]
            first = last = shared.index(max(shared))
        wanted = self._random.choice(_LENGTHS) // (2 if is_unspaced(pieces[0].of(text)) else 1)
        while pieces[last].end - pieces[first].start < wanted and (first > 0 or last < len(pieces) - 1):
            if last < len(pieces) - 1 and (first == 0 or self._random.random() < 0.5):
                last += 1
            else:
                first -= 1
        return first, last

    def _renamed(self, example: Example, language: str) -> Example:
        """Rename a word that question and passage share, in both or in one; an example without one stays.

        Where there is no answer, it is renamed in both: a word that does not fit is no sign of an answer.
        """
        names = self._names[language]
        shared = [word for word in _WORD.findall(example.question) if _kind(word) and word in example.passage]
        if not shared or not names:
            return example
        old, new = self._random.choice(shared), self._random.choice(names)
        found = list(re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", example.passage))
        taken = any(start < each.end() and each.start() < end for each in found for start, end in example.spans)
        if not found or taken or _kind(new) != _kind(old) or new in example.passage or new in example.question:
            return example
        question = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, example.question)
        chance = self._random.random() if example.spans else 1.0
        if chance < 0.35:
            return Example(question, example.context, example.passage, ())
        context = tuple(re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, line) for line in example.context)
        passage = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, example.passage)
        if chance < 0.55:
            return Example(example.question, context, passage, ())
        shift = len(new) - len(old)
        moved = [shift * sum(each.end() <= start for each in found) for start, _ in example.spans]
        spans = tuple((start + by, end + by) for (start, end), by in zip(example.spans, moved, strict=True))
        return Example(question, context, passage, spans)

    def _renumbered(self, example: Example) -> Example:
        """Change each number for another of as many digits, the same everywhere."""
        text = " ".join([example.question, *example.context, example.passage])
        old = sorted(set(_DIGITS.findall(text)))
        new: dict[str, str] = {}
        for number in old:
            drawn = _like(number, self._random)
            new[number] = number if drawn in old or drawn in new.values() else drawn

        def change(text: str) -> str:
            return _DIGITS.sub(lambda found: new[found.group()], text)

        return Example(
            change(example.question), tuple(map(change, example.context)), change(example.passage), example.spans
        )

    def _cut(
        self,
        question: str,
        context: tuple[str, ...],
        text: str,
        pieces: Sequence[Span],
        chosen: tuple[int, int],
        spans: Spans,
    ) -> Example:
        start, end = pieces[chosen[0]].start, pieces[chosen[1]].end
        inside = tuple((a - start, b - start) for a, b in spans if start <= a and b <= end)
        return Example(self._typed(question), context, text[start:end], inside)

    def _typed(self, question: str) -> str:
        """The question as people type: now and then in small letters, without its mark, or with a slip."""
        chance = self._random.random()
        if chance < 0.06:
            return question.lower()
        if chance < 0.09:
            return question.rstrip("?។။ ")
        if chance < 0.12 and len(question) > 12 and question.isascii():
            place = self._random.randrange(1, len(question) - 2)
            return question[:place] + question[place + 1 :]
        return question


def _kind(word: str) -> str:
    """What may be renamed to what: numbers, names and long words; nothing for others."""
    if any(map(str.isdigit, word)):
        return "number"
    if is_unspaced(word) or len(word) < 4:
        return ""
    return "name" if word[0].isupper() else "word" if len(word) > 5 else ""


def _like(number: str, chance: random.Random) -> str:
    """Draw a number of as many digits: a year for a year, a day for what may be one."""
    if len(number) == 4 and number[:2] in {"19", "20", "25"}:
        return number[:2] + f"{chance.randrange(100):02}"
    if len(number) < 3:
        size = (1, 10) if len(number) == 1 else (10, 32) if "10" <= number < "32" else (32, 100)
        return str(chance.randrange(*size)) if number[0] != "0" else number
    return number[0] + "".join(str(chance.randrange(10)) if each != "0" else each for each in number[1:])


def _holds(piece: Span, spans: Spans) -> bool:
    return any(piece.start < end and start < piece.end for start, end in spans)


def _without_answer(row: Row) -> tuple[str, Spans] | None:
    kept = [each.of(row.text) for each in sentence_spans(row.text, row.language) if not _holds(each, row.spans)]
    left = " ".join(kept)
    answer = row.text[slice(*row.spans[0])].casefold()
    return (left, ()) if left and answer not in left.casefold() else None


def _shared(question: str, text: str) -> int:
    return len(set(re.findall(r"\w+", question.casefold())) & set(re.findall(r"\w+", text.casefold())))
