"""A corpus for benchmarks: invented local news in English, and questions whose right paragraph is known.

The same count and seed give the same articles and questions, on every machine. A paragraph has 2 to 6 sentences and
60 to 130 words; it states one fact about its article's undertaking, which no other paragraph states, and is asked for
that fact by one question.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks import wording
from benchmarks.wording import Kind, Topic

LEAST_WORDS, MOST_WORDS = 60, 130
LEAST_SENTENCES, MOST_SENTENCES = 2, 6
_MOST_CLAUSES = 3  # in a sentence
_JOINTS = (", and ", ", while ", "; ")
_SIDES = ("", "North ", "Old ", "Upper ", "Little ")


@dataclass(frozen=True, slots=True)
class Article:
    """A document; its paragraphs stand in its text with an empty line between them."""

    id: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole text, that offsets point into."""
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class Question:
    """A question; `article.text[start:end]`, of the article of id `document`, is the paragraph that answers it."""

    text: str
    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles, and a question for each of their paragraphs, in an order of no meaning."""

    articles: tuple[Article, ...]
    questions: tuple[Question, ...]

    def jsonl(self) -> str:
        """The articles as JSON lines, as `rujuk add` takes them."""
        records = ({"id": each.id, "title": each.title, "text": each.text, "language": "en"} for each in self.articles)
        return "".join(json.dumps(record) + "\n" for record in records)


def generate(paragraphs: int, seed: int = 1) -> Corpus:
    """Write a corpus of exactly so many paragraphs. Raises ValueError where there are not names enough for it."""
    chance = random.Random(seed)  # noqa: S311  # the same at each run is the point
    sizes = _sizes(chance, paragraphs)
    articles, questions = [], []
    for number, (subject, kind, size) in enumerate(zip(*_subjects(chance, len(sizes)), sizes, strict=True), start=1):
        article, asked = _article(chance, f"article-{number}", subject, kind, size)
        articles.append(article)
        questions += asked
    chance.shuffle(questions)
    return Corpus(tuple(articles), tuple(questions))


def _sizes(chance: random.Random, paragraphs: int) -> list[int]:
    """How many paragraphs each article has: 3 to 7, the last one what is left."""
    sizes = []
    while paragraphs > 0:
        sizes.append(min(chance.randint(3, 7), paragraphs))
        paragraphs -= sizes[-1]
    return sizes


def _subjects(chance: random.Random, count: int) -> tuple[list[str], list[Kind]]:
    """What each article is about: no two of one name."""
    places = [
        f"{side}{stem}{end} {landform}"
        for side in _SIDES
        for stem in wording.STEMS
        for end in wording.ENDS
        for landform in wording.LANDFORMS
    ]
    if count > len(places):
        raise ValueError(f"{count} articles want as many places; there are names for {len(places)}")
    kinds = chance.choices(wording.KINDS, k=count)
    places = chance.sample(places, count)
    return [f"{place} {kind.noun}" for place, kind in zip(places, kinds, strict=True)], kinds


def _article(
    chance: random.Random, document: str, subject: str, kind: Kind, size: int
) -> tuple[Article, list[Question]]:
    facts = _Facts(chance, subject, kind)
    topics = chance.sample(wording.TOPICS, size)
    title = f"{subject}: {chance.choice(('a report', 'news from the shore', 'what has changed', 'the year in brief'))}"
    article = Article(document, title, tuple(_paragraph(chance, topic, facts) for topic in topics))
    questions, start = [], 0
    for topic, paragraph in zip(topics, article.paragraphs, strict=True):
        text = chance.choice(topic.questions).format_map(facts)
        questions.append(Question(text, document, start, start + len(paragraph)))
        start += len(paragraph) + len("\n\n")
    return article, questions


def _paragraph(chance: random.Random, topic: Topic, facts: "_Facts") -> str:
    """The topic's fact, and clauses that go with it, grouped into sentences; drawn again until it is of the length."""
    key = chance.choice(topic.key).format_map(facts)
    while True:
        clauses = [clause.format_map(facts) for clause in chance.sample(topic.more, chance.randint(3, len(topic.more)))]
        clauses.insert(chance.randint(0, 1), key)
        text = _sentences(chance, clauses)
        if LEAST_WORDS <= len(text.split()) <= MOST_WORDS:
            return text


def _sentences(chance: random.Random, clauses: Sequence[str]) -> str:
    """Of one to three clauses each, no joint twice in a sentence."""
    least = max(LEAST_SENTENCES, -(-len(clauses) // _MOST_CLAUSES))
    count = chance.randint(least, min(MOST_SENTENCES, len(clauses)))
    while True:
        ends = [0, *sorted(chance.sample(range(1, len(clauses)), count - 1)), len(clauses)]
        if all(end - start <= _MOST_CLAUSES for start, end in pairwise(ends)):
            break
    sentences = []
    for start, end in pairwise(ends):
        joints = ["", *chance.sample(_JOINTS, end - start - 1)]
        sentence = "".join(joint + clause for joint, clause in zip(joints, clauses[start:end], strict=True))
        sentences.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return " ".join(sentences)


class _Facts(dict[str, str]):
    """An article's facts by their slot; a slot that it has no fact for is filled anew each time."""

    def __init__(self, chance: random.Random, subject: str, kind: Kind) -> None:
        founded = chance.randint(1921, 1989)
        opens = chance.randint(5, 9)
        super().__init__(
            subject=subject,
            unit=kind.unit,
            users=kind.users,
            opened=f"{chance.randint(1, 28)} {chance.choice(wording.MONTHS)} {chance.randint(2015, 2025)}",
            opener=_person(chance),
            fund=f"{chance.choice(wording.FUNDS)} {chance.choice(wording.FUND_KINDS)}",
            amount=f"{chance.randint(12, 980) * 1000:,}",
            daily=f"{chance.randint(61, 940)}",
            before=f"{chance.randint(11, 60)}",
            chair=_person(chance),
            votes=f"{chance.randint(31, 400)}",
            founded=f"{founded}",
            founder=_person(chance),
            storm=f"{founded + chance.randint(3, 30)}",
            plan=chance.choice(wording.PLANS),
            deadline=f"{chance.choice(wording.MONTHS)} {chance.randint(2027, 2032)}",
            fee=f"{chance.randint(2, 19) * 5}",
            opens=f"{opens} in the morning",
            closes=f"{chance.randint(4, 10)} in the evening",
            closed=f"{chance.randint(2, 40)}",
            harm_month=f"{chance.choice(wording.MONTHS)} {chance.randint(2015, 2025)}",
            cause=chance.choice(wording.CAUSES),
        )
        self._chance = chance

    def __missing__(self, slot: str) -> str:
        drawn = {
            "few": lambda: f"{self._chance.randint(2, 9)}",
            "number": lambda: f"{self._chance.randint(20, 900)}",
            "percent": lambda: f"{self._chance.randint(3, 97)}",
            "person": lambda: _person(self._chance),
            "village": lambda: self._chance.choice(wording.STEMS) + self._chance.choice(wording.ENDS),
        }
        return drawn[slot]()


def _person(chance: random.Random) -> str:
    return f"{chance.choice(wording.FIRST_NAMES)} {chance.choice(wording.SURNAMES)}"
