"""A library that is damaged is never silent: whoever meets the damage is told, and the rest is answered."""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from api import bootstrap
from corpus.library import FILE, Library
from retriever.index.index import Index
from retriever.models import Embedder
from tests.api.conftest import Rujuk
from tests.conftest import Serving

QUESTION = {"question": "How many MSMEs are there in ASEAN?"}


@pytest.fixture
def damaged(shelf: Path) -> Path:
    """The shelf, with one bit of a paragraph's words flipped in its file."""
    file = shelf / FILE
    data = bytearray(file.read_bytes())
    data[data.index(b"about 70 million MSMEs")] ^= 1
    file.write_bytes(data)
    return shelf


def test_an_answer_from_what_is_damaged_is_refused_with_what_to_do(damaged: Path, serving: Serving) -> None:
    with serving() as client:
        text = "The ferry leaves at nine in the morning."
        assert client.post("/v1/documents", files={"file": ("ferry.txt", text)}).status_code == 201
        refused = client.post("/v1/ask", json=QUESTION)
        assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
        detail = refused.json()["detail"]
        assert bootstrap.RELEASE in detail
        assert "rujuk check" in detail
        assert client.get(f"/v1/documents/{bootstrap.RELEASE}/text").status_code == 503

        other = client.post("/v1/ask", json={"question": "When does the ferry leave?", "documents": ["ferry"]})
        assert other.json()["answer"]["text"] == text
        assert client.get("/v1/documents/ferry/text").text == text
        assert [each["id"] for each in client.get("/v1/documents").json()["documents"]] == [
            bootstrap.RELEASE,
            "ferry",
        ]
        assert client.delete(f"/v1/documents/{bootstrap.RELEASE}").status_code == 204
        assert client.post("/v1/ask", json={"question": "When does the ferry leave?"}).status_code == 200
    assert Library.open(damaged).documents()[0].id == "ferry"


def test_on_the_command_line_too(damaged: Path, rujuk: Rujuk) -> None:
    ran = rujuk("--library", damaged, "ask", QUESTION["question"])
    assert (ran.code, ran.out) == (3, "")
    assert "is damaged" in ran.err
    assert rujuk("--library", damaged, "show", bootstrap.RELEASE).code == 3


def test_a_service_starts_with_what_is_whole(shelf: Path, serving: Serving) -> None:
    with closing(sqlite3.connect(shelf / FILE)) as connection:
        connection.execute("UPDATE documents SET title = 'Another'")
        connection.commit()
    with serving() as client:
        assert client.post("/v1/ask", json=QUESTION).status_code == 503
        answer = client.get("/v1/documents")
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert client.get("/metrics").status_code == 200  # which counts alone
        assert client.delete(f"/v1/documents/{bootstrap.RELEASE}").status_code == 204
        assert client.post("/v1/ask", json=QUESTION).json()["status"] == "no_answer"


def flip(shelf: Path, column: str, chance: random.Random) -> None:
    """Flip a bit of a stored paragraph's vectors or terms."""
    with closing(sqlite3.connect(shelf / FILE)) as connection:
        rows = connection.execute(f"SELECT key, CAST({column} AS BLOB) FROM paragraphs").fetchall()
        key, stored = chance.choice(rows)
        data = bytearray(stored)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        value = f"CAST(? AS {'TEXT' if column == 'terms' else 'BLOB'})"
        connection.execute(f"UPDATE paragraphs SET {column} = {value} WHERE key = ?", (bytes(data), key))
        connection.commit()


@pytest.mark.parametrize("column", ["vectors", "terms"])
def test_flipped_bits_of_what_ranks_are_named_and_left_out(
    column: str, shelf: Path, embedder: Embedder, rujuk: Rujuk, caplog: pytest.LogCaptureFixture
) -> None:
    chance = random.Random(column)  # noqa: S311  # a seed, no secret
    whole = Path(shutil.copytree(shelf, shelf.with_name("whole")))
    for _ in range(40):
        shutil.copyfile(whole / FILE, shelf / FILE)
        flip(shelf, column, chance)
        with (
            closing(Library.open(shelf)) as library,
            library.reading() as snapshot,
            closing(Index(embedder.dimension)) as index,
        ):
            index.refresh(snapshot)
            assert snapshot.ids(index.damaged) == [bootstrap.RELEASE]
    assert caplog.text.count(f"{bootstrap.RELEASE!r} is damaged, and partly left out") == 40
    ran = rujuk("--library", shelf, "check")
    assert ran.code == 3
    assert bootstrap.RELEASE in ran.out


def test_a_service_says_what_it_leaves_out_until_it_is_added_again(shelf: Path, serving: Serving) -> None:
    with closing(sqlite3.connect(shelf / FILE)) as connection:
        connection.execute("UPDATE paragraphs SET vectors = zeroblob(length(vectors))")
        connection.commit()
    with serving() as client:
        refused = client.post("/v1/ask", json=QUESTION)
        assert refused.status_code == 503  # there is nothing else to look in
        assert bootstrap.RELEASE in refused.json()["detail"]
        ferry = {"file": ("ferry.txt", "The ferry leaves at nine in the morning.")}
        assert client.post("/v1/documents", files=ferry).status_code == 201
        answer = client.post("/v1/ask", json={"question": "When does the ferry leave?"}).json()
        assert answer["answer"]["text"] == "The ferry leaves at nine in the morning."
        assert answer["library"]["left_out"] == [bootstrap.RELEASE]
        assert client.delete(f"/v1/documents/{bootstrap.RELEASE}").status_code == 204
        answer = client.post("/v1/ask", json={"question": "When does the ferry leave?"}).json()
        assert answer["library"]["left_out"] == []


def test_damaged_terms_do_not_stop_a_start_or_a_search(shelf: Path, rujuk: Rujuk) -> None:
    with closing(sqlite3.connect(shelf / FILE)) as connection:
        connection.execute("UPDATE paragraphs SET terms = CAST(x'ff' AS TEXT) WHERE number = 1")
        connection.commit()
    ran = rujuk("--library", shelf, "ask", QUESTION["question"])
    assert ran.code == 0
    assert f"the document {bootstrap.RELEASE} is damaged" in ran.err
    assert "about 70 million MSMEs" in ran.out
