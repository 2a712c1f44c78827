"""From a paragraph to the quote: how well each sentence answers, in meaning, words and kind, and which to show."""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.documents import Span
from retriever.idf import WeighedWord
from retriever.kinds import KINDS, Kind, asked, holds

Floats = npt.NDArray[np.float64]

WEIGHTS = {
    "meaning": 0.6,
    "words": 5.0,
    "before": 0.35,
    "date": 0.9,
    "number": 0.6,
    "person": 0.6,
    "place": 0.4,
    "name": 0.3,
    "abbreviation": 2.0,
}
"""Log-odds of being the sentence that answers, fitted by benchmarks/fit_quotes.py.

`meaning`: for each standard deviation of the candidates' cosines; `words`: for all the question's words, by weight;
`before`: as `meaning`, of the sentence before one that goes on from it ("It was ..."); the kinds: for holding, and as
much against not holding, the kind of thing that is asked for. Two of 1,500 questions ask for an abbreviation: that
weight is set by hand, because a sentence that gives the name and the abbreviation explains it.
"""

_GOES_ON = re.compile(
    r"(It|He|She|They|This|These|That|Those|His|Her|Their|Its|Such"
    r"|Ia|Dia|Beliau|Mereka|Ini|Itu|Nó|Ông|Bà|Họ|Đây|Siya|Sila|Ito|Iyon)\b"  # Malay, Indonesian, Vietnamese, Filipino
)
"""How a sentence begins that speaks of what the one before it names."""

NEARLY = 1.0
"""How far (in log-odds) below the best sentence one beside it may be, to be quoted with it."""

LONGEST = 400
"""Code points of a quote of several sentences, at the most; of three sentences, at the most.

Both chosen by what they gain against what they lengthen, on samples of SQuAD 2, XQuAD, iapp and FacQA. What they
gain in full beside the best sentence alone is what benchmarks/fit_quotes.py prints.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as sentences are judged against it: `text`, its weighed words, and the scale of its cosines.

    Of its words, those that do not cross languages are looked for in paragraphs of its own language only.

    `mean` and `deviation` are of the cosines with all sentences of the candidates.
    """

    text: str
    words: Sequence[WeighedWord]
    mean: float
    deviation: float

    @classmethod
    def among(cls, text: str, words: Sequence[WeighedWord], cosines: npt.NDArray[np.float32]) -> "Asked":
        """The question, on the scale of the cosines with all sentences of its candidates, (m,)."""
        return cls(text, words, float(cosines.mean()), float(cosines.std()))


def features(
    question: Asked,
    cosines: npt.NDArray[np.float32],
    sentences: Sequence[str],
    terms: Sequence[AbstractSet[str]],
    foreign: Sequence[bool],
    first: Sequence[bool],
) -> Floats:
    """Describe sentences by what `WEIGHTS` weigh, in their order: (n, len(WEIGHTS)).

    `cosines`: (n,), of the question and each sentence; `sentences`: their words as they stand; `terms`: analysed;
    `foreign`: whether each is in another language than the question; `first`: whether each begins a paragraph.
    Features times weights is how well each answers.
    """
    found = np.zeros((len(sentences), len(WEIGHTS)))
    found[:, 0] = (np.round(np.asarray(cosines, dtype=np.float64), 6) - question.mean) / max(question.deviation, 1e-6)
    shares = {abroad: Shares(question.words, foreign=abroad) for abroad in set(foreign)}
    found[:, 1] = [shares[abroad].of(held) for held, abroad in zip(terms, foreign, strict=True)]
    going_on = [place for place, each in enumerate(sentences) if not first[place] and _goes_on(each)]
    found[going_on, 2] = found[np.array(going_on, dtype=np.intp) - 1, 0]
    for kind in asked(question.text):
        found[:, len(WEIGHTS) - len(KINDS) + KINDS.index(kind)] = [
            _sign(kind, sentence, question.text) for sentence in sentences
        ]
    return found


def run(answering: Floats, sentences: Sequence[Span]) -> Span:
    """Choose what to quote: the sentence that answers best, with those beside it that answer nearly as well.

    `answering`: (n,), how well each of a paragraph's `sentences` answers. An answer may need the sentence before ("It
    was built in 1921"), and a language without sentence marks may divide one sentence in two.
    """
    first = last = int(np.argmax(answering))
    least = answering[first] - NEARLY
    while last - first < 2:
        beside = [
            place
            for place in (first - 1, last + 1)
            if 0 <= place < len(answering)
            and answering[place] >= least
            and sentences[max(last, place)].end - sentences[min(first, place)].start <= LONGEST
        ]
        if not beside:
            break
        place = max(beside, key=lambda each: (answering[each], -each))
        first, last = min(first, place), max(last, place)
    return Span(sentences[first].start, sentences[last].end)


class Shares:
    """Tells what share of a question's weight stands among terms.

    `foreign`: the terms are of another language, in which only words that cross can stand.
    """

    def __init__(self, question: Sequence[WeighedWord], *, foreign: bool = False) -> None:
        self._weights = [word.weight for word in question]
        self._total = sum(self._weights)
        self._places: dict[str, list[int]] = {}  # a term -> the words that it is of
        for place, word in enumerate(question):
            if word.crosses or not foreign:
                for each in word.terms:
                    self._places.setdefault(each.term, []).append(place)

    def of(self, terms: AbstractSet[str]) -> float:
        """Give the share, [0, 1]; 0 for a question without words."""
        found = self._places.keys() & terms
        if not found:
            return 0.0
        places = {place for term in found for place in self._places[term]}
        return sum(self._weights[place] for place in sorted(places)) / self._total


def _goes_on(sentence: str) -> bool:
    begun = _GOES_ON.match(sentence)
    return begun is not None and not sentence[begun.end() : begun.end() + 2].strip()[:1].isupper()  # "Bà Rịa", a town


def _sign(kind: Kind, sentence: str, question: str) -> float:
    return 1.0 if holds(kind, sentence, question) else -1.0
