"""What docs/operations.md says of a library in PostgreSQL, done with a real server."""

import re
import shlex
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.documents import Document, Paragraph, Span
from corpus.errors import LibraryError, UnknownDocument
from corpus.filters import EVERYTHING
from corpus.integrity import check_library
from corpus.library import Library
from corpus.reembedding import Reembedding
from corpus.storage import DatabaseURL
from retriever.index.engine_index import EngineIndex, prepare
from retriever.indexing import encode, encoding_of
from retriever.retriever import Retriever
from tests.crash.embedding import HashedWords
from tests.postgres import Server

DOCS = (Path(__file__).parents[1] / "docs" / "operations.md").read_text("utf-8")
EMBEDDER = HashedWords(16)


def document(name: str, collection: str) -> Document:
    text = f"The {name} opens at nine."
    span = Span(0, len(text))
    return Document(name, name, text, (Paragraph(span, (span,)),), "text/plain", collection=collection)


@pytest.fixture
def database(postgres: Server) -> DatabaseURL:
    """A database with a document in each of two collections."""
    location = postgres.database()
    with closing(Library.create(location)) as library:
        for made in (document("museum", "public"), document("vault", "private")):
            library.add(made, encode(made, EMBEDDER), encoding_of(EMBEDDER))
    return location


@pytest.mark.parametrize("index", [None, EngineIndex(EMBEDDER.dimension)], ids=["replica", "engine"])
def test_a_user_who_sees_some_collections_finds_nothing_else(
    database: DatabaseURL, postgres: Server, index: EngineIndex | None
) -> None:
    (statements,) = re.findall(r"```sql\n(.*?)```", DOCS, re.DOTALL)
    for statement in filter(None, statements.split(";\n")):
        postgres.query(database, statement)
    if index is not None:  # whose tables come after the statements
        with closing(Library.open(database)) as library:
            prepare(library)
    visitor = DatabaseURL(database.url.replace("//rujuk@", "//visitor@"))
    if index is not None:
        for table in ("units", "postings", "passages"):
            seen, there = (
                postgres.query(user, f"SELECT DISTINCT document FROM rujuk.{table}") for user in (visitor, database)
            )
            assert (len(seen), len(there)) == (1, 2)
    with closing(Retriever(Library.open(visitor), EMBEDDER, index=index)) as retriever:
        answer = retriever.ask("When does the vault open?")
        assert [passage.document.id for passage in answer.passages] == ["museum"]
        assert [record.id for record in retriever.library.documents(EVERYTHING)] == ["museum"]
        with pytest.raises(UnknownDocument):
            retriever.library.text("vault")
        with pytest.raises(LibraryError, match="permission denied"):
            retriever.remove("museum")
    with closing(Library.open(database)) as library:
        assert [record.id for record in library.documents()] == ["museum", "vault"]
        aside = Reembedding(library, replace(encoding_of(EMBEDDER), embedder="another"))
        for made in aside.documents():
            aside.put(made, encode(made, EMBEDDER))
    paragraphs = [len(postgres.query(user, "SELECT paragraph FROM rujuk.re_encoded")) for user in (visitor, database)]
    assert 0 < paragraphs[0] < paragraphs[1]
    postgres.query(database, "DROP OWNED BY visitor")
    postgres.query(database, "DROP ROLE visitor")


def test_a_dump_is_restored_as_the_same_library(database: DatabaseURL, postgres: Server) -> None:
    (block,) = re.findall(r"```\n(pg_dump .*?)```", DOCS, re.DOTALL)
    restored = postgres.database()
    names = {"papers": database, "restored": restored}
    for line in block.splitlines():
        program, *arguments = shlex.split(line)
        if program.startswith("pg_"):
            urls = [f"--dbname={names[name].url}" for each in arguments if (name := _database(each)) in names]
            rest = [each.replace("papers.dump", "{dump}") for each in arguments if _database(each) not in names]
            postgres.run(program, *rest, *urls)
    with closing(Library.open(restored)) as library:
        assert check_library(library).damage == []
        assert [record.id for record in library.documents()] == ["museum", "vault"]
        made = document("ferry", "public")
        assert library.add(made, encode(made, EMBEDDER), encoding_of(EMBEDDER)).status == "added"


def _database(argument: str) -> str:
    return argument.removeprefix("--dbname=")
