"""A process that changes a library while a server answers from it; run as `-m tests.e2e.writer`.

    URL CHANGES SEED

It adds, replaces and removes at random, and after each change, which it alone makes, writes a line of JSON: the
library's generation, the SHA-256 of each document's text by its id, and the texts that are new. Then it asks the server
for what it changed, and ends with an error where the answer does not know of it.
"""

import json
import random
import sys

import httpx

from api.bootstrap import embedder_name
from api.settings import Settings
from corpus.library import Library
from ingest import Refused, read_bytes
from retriever.models import load
from retriever.retriever import Retriever

DOCUMENTS = 12


def main(url: str, changes: int, seed: int) -> None:
    """Change that often, and ask after each change."""
    settings = Settings.load()
    library = Library.open(settings.library)
    retriever = Retriever(library, load(embedder_name(settings), cache=settings.cache))
    chance = random.Random(seed)  # noqa: S311  # the same at each run is the point
    tell(library, [document.id for document in library.documents()])
    here: set[str] = set()
    with httpx.Client(base_url=url, timeout=60) as client:
        for number in range(changes):
            name = f"harbour-{chance.randrange(DOCUMENTS)}"
            if name in here and chance.random() < 0.4:
                library.remove(name)
                here.remove(name)
                tell(library, [])
            else:
                add(retriever, name, number, chance.randint(1, 6))
                here.add(name)
                tell(library, [name])
            check(client, name, number if name in here else None, library.generation)


def add(retriever: Retriever, name: str, number: int, paragraphs: int) -> None:
    """Add or replace the document of that name by one of its number, with so many paragraphs."""
    text = "\n\n".join(
        f"The harbour master of {name} counted {number} ships in week {week}. They carried rice, timber and tin."
        for week in range(1, paragraphs + 1)
    )
    line = json.dumps({"id": name, "title": f"Report {number} of {name}", "text": text, "language": "en"})
    (document,) = read_bytes(line.encode(), "report.jsonl", origin="test")
    if isinstance(document, Refused):
        raise TypeError(document.reason)
    retriever.add(document)


def tell(library: Library, changed: list[str]) -> None:
    """Write the line."""
    with library.reading() as snapshot:
        line = {
            "generation": snapshot.generation,
            "documents": {record.id: record.sha256 for record in snapshot.documents()},
            "texts": [snapshot.text(name) for name in changed],
        }
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def check(client: httpx.Client, name: str, number: int | None, generation: int) -> None:
    """Ask for what was changed just now: the next answer must know of it."""
    question = f"How many ships did the harbour master of {name} count?"
    response = client.post("/v1/ask", json={"question": question, "top_k": 100})
    if response.status_code != 200:
        raise AssertionError(response.text)
    answer = response.json()
    if answer["library"]["generation"] != generation:
        raise AssertionError(f"generation {answer['library']['generation']} after {generation} was there")
    found = {passage["citation"]["document"]["title"] for passage in answer["passages"]} - {None}
    expected = set() if number is None else {f"Report {number} of {name}"}
    if {title for title in found if title.endswith(f" of {name}")} != expected:
        raise AssertionError(f"{found} after a change to {expected}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
