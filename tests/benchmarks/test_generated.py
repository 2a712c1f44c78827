"""The generated corpus is the same each time, of the size and shape it promises, and its questions are right."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import baseline, generated
from benchmarks.generated import Corpus, generate
from ingest import Refused, read


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return generate(600, seed=7)


def test_the_same_seed_gives_the_same_corpus(corpus: Corpus) -> None:
    assert generate(600, seed=7) == corpus
    assert generate(600, seed=8).jsonl() != corpus.jsonl()


@given(st.integers(1, 60), st.integers(0, 1000))
def test_it_has_as_many_paragraphs_and_questions_as_are_asked_for(count: int, seed: int) -> None:
    corpus = generate(count, seed)
    assert sum(len(article.paragraphs) for article in corpus.articles) == count
    assert len(corpus.questions) == count


def test_it_refuses_what_there_are_no_names_for() -> None:
    with pytest.raises(ValueError, match="as many places"):
        generate(10_000_000)


def test_paragraphs_are_of_the_promised_length(corpus: Corpus) -> None:
    for paragraph in (paragraph for article in corpus.articles for paragraph in article.paragraphs):
        assert generated.LEAST_WORDS <= len(paragraph.split()) <= generated.MOST_WORDS
        assert generated.LEAST_SENTENCES <= len(re.findall(r"\.(?: |$)", paragraph)) <= generated.MOST_SENTENCES
        assert "{" not in paragraph


def test_no_two_articles_share_a_subject_and_no_two_questions_a_text(corpus: Corpus) -> None:
    subjects = [article.title.partition(":")[0] for article in corpus.articles]
    texts = [question.text for question in corpus.questions]
    assert len(set(subjects)) == len(subjects)
    assert len(set(texts)) == len(texts)


def test_each_question_has_a_paragraph_of_its_own_about_what_it_names(corpus: Corpus) -> None:
    articles = {article.id: article for article in corpus.articles}
    for question in corpus.questions:
        article = articles[question.document]
        paragraph = article.text[question.start : question.end]
        assert paragraph in article.paragraphs
        assert (subject := article.title.partition(":")[0]) in question.text
        assert subject.casefold() in paragraph.casefold()
    places = sorted((question.document, question.start) for question in corpus.questions)
    assert all(one != other for one, other in pairwise(places))


def test_both_sides_read_the_paragraphs_that_questions_point_at(corpus: Corpus, tmp_path: Path) -> None:
    file = tmp_path / "corpus.jsonl"
    file.write_text(corpus.jsonl(), encoding="utf-8")
    asked = {(question.document, question.start, question.end) for question in corpus.questions}
    documents = [item for item in read(file) if not isinstance(item, Refused)]
    spans = {(each.id, part.span.start, part.span.end) for each in documents for part in each.paragraphs}
    theirs = {
        (part["document"], part["start"], part["start"] + len(part["text"])) for part in baseline.paragraphs(file)
    }
    assert spans == asked
    assert theirs == asked
