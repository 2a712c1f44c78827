"""The entry point of the package: add documents, ask questions, get answers with citations."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Self

from corpus.documents import Document
from corpus.errors import DocumentRefused, QuestionRefused, damaged_document
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.languages import LanguageDetector
from corpus.library import Added, Library, require_same
from corpus.snapshot import Snapshot
from corpus.storage import Location
from retriever.answers import Answer, Passage, Refusal, Turn
from retriever.calibration import Calibration
from retriever.disagreement import find_disagreement, put_newest_first
from retriever.idf import EverydayWords
from retriever.index.engine_index import EngineIndex, prepare
from retriever.index.index import Candidates, Index, IndexMoved
from retriever.index.index_cache import index_of
from retriever.indexing import encode, encode_all, encoding_of
from retriever.models import Embedder
from retriever.passages import keep_first, passages_of, with_regions
from retriever.query import Floats, LanguageTools, Query, QueryAnalyzer, Shifts, blend, earlier
from retriever.reader.reader import Reader
from retriever.refusals import explain_refusal
from retriever.reranking import CONSIDERED, Ranked, rerank
from retriever.self_answers import SelfAnswers
from retriever.self_description import DocumentQuestion, find_document_question
from retriever.small_talk import SmallTalk, find_small_talk, hint

CANDIDATES = 100
"""Paragraphs that each leg proposes, however many are asked for: scores are relative to them."""

_EMPTY = Refusal("The library holds no document to look in.", ())
_FILTERED = Refusal("No document of the library passes the filter.", ())


class Retriever:
    """A library and an embedder, together able to answer. Safe for many threads.

    `reader` reads the best candidates; None leaves them as the legs rank them, which is faster and tells less.
    `calibration` tells how sure an answer is; None takes the one that was fitted for the embedder.
    `threshold` in [0, 1] is the confidence from which a question counts as answered; None takes the calibration's own.
    `index`: the library's, where it was brought up already. `tools`: what is known of languages;
    None makes it anew. Raises EmbedderMismatch where the library's vectors were made by another embedder.
    """

    def __init__(
        self,
        library: Library,
        embedder: Embedder,
        *,
        reader: Reader | None = None,
        calibration: Calibration | None = None,
        threshold: float | None = None,
        index: Index | None = None,
        tools: LanguageTools | None = None,
    ) -> None:
        self.library = library
        self.embedder = embedder
        self._tools = tools or LanguageTools()
        self.detect = self._tools.detect
        self._encoding = encoding_of(embedder)
        library.require(self._encoding)
        self._reader = reader
        self._calibration = calibration or Calibration.load(embedder.name, "read" if reader else "unread")
        self._threshold = self._calibration.threshold if threshold is None else threshold
        if index is None or index.dimension != embedder.dimension:  # which it had before a re-embedding, just now
            index = (Index if index is None else type(index))(embedder.dimension, self._tools.everyday)
        self._index = index
        self._analyzer = QueryAnalyzer(self._tools.everyday, Shifts(embedder), self._tools.detect)
        self._helper = ThreadPoolExecutor(1, thread_name_prefix="answering")
        self._counting = threading.Lock()
        self._answering = 0

    @classmethod
    def open(
        cls,
        location: Location,
        load_embedder: Callable[[], Embedder],
        *,
        load_reader: Callable[[], Reader] | None = None,
        threshold: float | None = None,
        cache: Path | None = None,
        engine: bool = False,
    ) -> Self:
        """Open the library that lies there, with all that a question needs in memory. Takes seconds.

        `load_embedder` and `load_reader` (None: no reader) are called while the indexes are made. `cache` is a
        folder for what is made once of word lists and of the language model; None keeps nothing. `engine`:
        candidates come from the indexes of the library's database, which are made where they are not there. Raises
        LibraryNotFound, LibraryForeign, EmbedderMismatch, and what `load_embedder` and `load_reader` raise.
        """
        library = Library.open(location)
        tools = LanguageTools(EverydayWords(cache and cache / "languages"), LanguageDetector(cache).detect)
        # Each waits for files, or works outside of Python's lock, for the greater part of its time.
        with ThreadPoolExecutor(3) as pool:
            indexing = pool.submit(_index_of, library, tools.everyday, engine=engine)
            waking = pool.submit(_wake, library, tools)
            reading = pool.submit(load_reader) if load_reader else None
            embedder = load_embedder()
            index, _ = indexing.result(), waking.result()
            reader = reading.result() if reading else None
        return cls(library, embedder, reader=reader, threshold=threshold, index=index, tools=tools)

    def close(self) -> None:
        """End the threads and give the library back; no question may follow."""
        self._helper.shutdown()
        self._index.close()
        self.library.close()

    @property
    def threshold(self) -> float:
        """The confidence from which a question counts as answered, [0, 1]."""
        return self._threshold

    def add(self, document: Document) -> Added:
        """Embed a document and take it into the library; durable when this returns, and counted at the next question.

        Raises EmbedderMismatch, LibraryBusy, LibraryError.
        """
        return self.library.unchanged(document) or self.library.add(
            document, encode(document, self.embedder), self._encoding
        )

    def add_all(
        self, documents: Sequence[Document], pause: Callable[[], None] = lambda: None
    ) -> list[Added | DocumentRefused]:
        """Embed documents and take them into the library in one transaction; what became of each, in their order.

        `pause` is called about once a second; what it raises ends the work, and none is added. Raises
        EmbedderMismatch, LibraryBusy, LibraryError.
        """
        encoded = encode_all(documents, self.embedder, pause)
        return self.library.add_all(list(zip(documents, encoded, strict=True)), self._encoding)

    def remove(self, document_id: str) -> None:
        """Take a document out of the library. Raises UnknownDocument, LibraryBusy."""
        self.library.remove(document_id)

    def check(self) -> int:
        """Give the library's generation. Raises EmbedderMismatch where its vectors were made anew for another model."""
        with self.library.reading() as snapshot:
            require_same(snapshot.encoding, self._encoding, self.library.location)
            return snapshot.generation

    def refresh(self) -> int:
        """Bring the indexes up to date now, rather than at the next question; returns their generation."""
        with self._followed() as snapshot:
            return snapshot.generation

    def ask(
        self,
        question: str,
        *,
        top_k: int = 5,
        documents: Sequence[str] | None = None,
        within: DocumentFilter = EVERYTHING,
        history: Sequence[Turn] = (),
    ) -> Answer:
        """Answer a question from the library as it is now, with the `top_k` best passages.

        `documents` restricts to documents of those ids, `within` to those that pass it; `history` is the conversation
        so far, oldest first. Raises QuestionRefused, UnknownDocument, EmbedderMismatch.
        """
        _require_askable(question, top_k, documents)
        within = within if documents is None else replace(within, ids=frozenset(documents))
        if talk := find_small_talk(question):
            return self._hint(question, talk, within)
        if asked := find_document_question(question):
            described = self._describe(question, asked, top_k, within, history)
            if described:
                return described
        history_that_counts = earlier(question, history, self._analyzer.everyday, self.detect)
        with self._embedded(question, history_that_counts) as vector:
            return self._searched(question, history_that_counts, vector, top_k, within)

    def _hint(self, question: str, talk: SmallTalk, within: DocumentFilter) -> Answer:
        """Tell whoever asks nothing how to ask, with the newest document for an example."""
        with self._followed() as snapshot:
            newest = snapshot.newest(1, within)
            return self._respond(snapshot, question, (), hint(talk, newest[0].title) if newest else self._nothing())

    def _describe(
        self,
        question: str,
        asked: DocumentQuestion,
        top_k: int,
        within: DocumentFilter,
        history: Sequence[Turn],
    ) -> Answer | None:
        """Answer from what a document says of itself; None where that is left to the ordinary way."""
        while True:
            with self._followed() as snapshot:
                search = partial(self._search, snapshot)
                rank = partial(self._passages, snapshot, count=top_k)
                answers = SelfAnswers(snapshot, search, rank, self._threshold, reads=self._reader is not None)
                try:
                    found = answers.describe(question, asked, within, history, top_k)
                except IndexMoved:
                    continue
                return self._respond(snapshot, question, *found) if found else None

    def _search(self, snapshot: Snapshot, text: str, within: DocumentFilter) -> Candidates:
        query = self._analyzer.analyze(text, (), self._index.languages, cache(partial(self._embed, text, ())))
        return self._index.search(snapshot, query, count=CANDIDATES, within=within)

    def _searched(
        self,
        question: str,
        history: tuple[str, ...],
        vector: Callable[[], Floats],
        top_k: int,
        within: DocumentFilter,
    ) -> Answer:
        while True:
            with self._followed() as snapshot:
                query = self._analyzer.analyze(question, history, self._index.languages, vector)
                try:
                    candidates = self._index.search(snapshot, query, count=CANDIDATES, within=within)
                except IndexMoved:
                    continue  # another question has brought the indexes further: look at the library as it is now
                return self._answer(snapshot, query, candidates, top_k)

    @contextmanager
    def _embedded(self, question: str, history: Sequence[str]) -> Iterator[Callable[[], Floats]]:
        """Begin to embed a question, and give what waits for its vector.

        A lone question is embedded while its words are looked up: the model works outside of Python's lock. Where
        others are being answered the cores have work, and a change of threads would only cost.
        """
        with self._counting:
            self._answering += 1
            lone = self._answering == 1
        try:
            embed = partial(self._embed, question, history)
            yield self._helper.submit(embed).result if lone else cache(embed)
        finally:
            with self._counting:
                self._answering -= 1

    def _embed(self, question: str, history: Sequence[str]) -> Floats:
        return blend(self.embedder.embed_question(question), [self.embedder.embed_question(each) for each in history])

    @contextmanager
    def _followed(self) -> Iterator[Snapshot]:
        """Give a snapshot that the indexes were brought to; others may bring them further meanwhile."""
        with self.library.reading() as snapshot:
            self._follow(snapshot)
            yield snapshot

    def _follow(self, snapshot: Snapshot) -> None:
        """Bring the indexes to the snapshot; another process may have made its vectors anew meanwhile."""
        if self._index.opened != snapshot.opened or self._index.generation < snapshot.generation:
            require_same(snapshot.encoding, self._encoding, self.library.location)
            if self._index.generation < snapshot.encoded:
                self._index.clear()
        self._index.refresh(snapshot)

    def _answer(self, snapshot: Snapshot, query: Query, candidates: Candidates, top_k: int) -> Answer:
        if not len(candidates.keys):
            return self._respond(snapshot, query.text, (), self._nothing(), query.history)
        # All that may answer, however many are wanted, so that asking for more does not change the first ones.
        count = max(top_k, CONSIDERED)
        ranked, found = self._passages(snapshot, query.text, candidates, count, query.history[-1:])
        differing = find_disagreement(found, self._tools.everyday)
        passages = keep_first(put_newest_first(differing, query.text), top_k)
        if passages[0].answers:
            return self._respond(snapshot, query.text, passages, None, query.history)
        foreign = bool(candidates.foreign[ranked[0].unit.place])
        refused = explain_refusal(query, candidates.words, ranked[0], self._tools.everyday, foreign=foreign)
        return self._respond(snapshot, query.text, passages, refused, query.history)

    def _nothing(self) -> Refusal:
        """Say why there is no document to look in."""
        return _FILTERED if len(self._index) else _EMPTY

    def _passages(
        self, snapshot: Snapshot, question: str, candidates: Candidates, count: int, before: tuple[str, ...] = ()
    ) -> tuple[list[Ranked], tuple[Passage, ...]]:
        # What was asked before introduces a passage: within the question it would be answered in the question's place.
        reader = self._reader
        read = (lambda asked, above, text: reader.read(asked, (*before, *above), text)) if reader else None
        ranked = rerank(snapshot, candidates, question, count, read, self._helper if self._answering == 1 else None)
        return ranked, passages_of(ranked, candidates, self._calibration, self._threshold)

    def _respond(
        self,
        snapshot: Snapshot,
        question: str,
        passages: tuple[Passage, ...],
        refused: Refusal | None,
        context: tuple[str, ...] = (),
    ) -> Answer:
        left_out = snapshot.ids(self._index.damaged) if self._index.damaged else ()
        if left_out and not passages and refused is _EMPTY:
            raise damaged_document(left_out[0])
        return Answer(
            question=question,
            status="no_answer" if refused else "answered",
            confidence=passages[0].score if passages else 0.0,
            passages=with_regions(snapshot, passages),
            refusal=refused,
            generation=snapshot.generation,
            embedder=self.embedder.name,
            context=context,
            left_out=tuple(left_out),
        )


def _require_askable(question: str, top_k: int, documents: Sequence[str] | None) -> None:
    if not question.strip():
        raise QuestionRefused("the question is empty; write what you want to know")
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise QuestionRefused("the question holds half a character (a lone surrogate); send whole Unicode text")
    if top_k < 1:
        raise QuestionRefused(f"top_k is {top_k}; ask for at least 1 passage", field="top_k")
    if documents is not None and not documents:
        raise QuestionRefused(
            "documents is an empty list; name the ids to search within, or leave it out", field="documents"
        )


def _index_of(library: Library, everyday: EverydayWords, *, engine: bool) -> Index | None:
    """Give the library's indexes; None while it holds nothing, and so does not tell its vectors' dimension."""
    if engine:
        prepare(library)
    with library.reading() as snapshot:
        if engine:
            return EngineIndex(snapshot.encoding.dimension if snapshot.encoding else 0, everyday)
        if snapshot.encoding is None:
            return None
        return index_of(library, snapshot, snapshot.encoding.dimension, everyday)


def _wake(library: Library, tools: LanguageTools) -> None:
    """Load what tells languages apart, and the everyday words of the library's."""
    tools.detect("Which language is this?")
    with library.reading() as snapshot:
        for language in snapshot.languages():
            tools.everyday.is_listed(language or "")
