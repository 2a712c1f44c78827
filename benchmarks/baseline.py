"""The yardstick: the same service in the obvious way, as one would write it in an afternoon.

    python -m benchmarks.baseline serve MODEL FOLDER PORT
    python -m benchmarks.baseline ingest MODEL FOLDER CORPUS.jsonl BATCH

FastAPI, SentenceTransformer.encode and an exact FAISS index over paragraphs, each under its document's title. MODEL is
a sentence-transformers folder. `encode_query` and `encode_document` are `encode` with the prompt that the model was
trained with, where it has one. torch runs on the threads that it takes by itself; FAISS on one.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import faiss
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sentence_transformers import SentenceTransformer

INDEX, PARAGRAPHS = "index.faiss", "paragraphs.jsonl"


class AskRequest(BaseModel):
    """A question, and how many passages are wanted."""

    question: str
    top_k: int = 5


class Passage(BaseModel):
    """A paragraph: its document, where it starts there, its text, and its cosine with the question."""

    document: str
    start: int
    text: str
    score: float


class AskResponse(BaseModel):
    """The nearest paragraphs, the nearest first."""

    passages: list[Passage]


def main() -> None:
    """Serve or ingest, as the arguments say."""
    command, model, folder, *rest = sys.argv[1:]
    loaded = SentenceTransformer(model)
    if command == "serve":
        uvicorn.run(create_app(loaded, Path(folder)), host="127.0.0.1", port=int(rest[0]), log_level="warning")
    else:
        ingest(loaded, Path(folder), list(paragraphs(Path(rest[0]))), int(rest[1]))


def create_app(model: SentenceTransformer, folder: Path) -> FastAPI:
    """The service over what `ingest` wrote into the folder."""
    app = FastAPI()
    index = faiss.read_index(str(folder / INDEX))
    with (folder / PARAGRAPHS).open(encoding="utf-8") as lines:
        texts = [json.loads(line) for line in lines]

    @app.post("/v1/ask")
    def ask(request: AskRequest) -> AskResponse:
        vector = model.encode_query(request.question, normalize_embeddings=True)
        faiss.omp_set_num_threads(1)  # here, because OpenMP keeps it for each thread, and this is one of a pool
        scores, rows = index.search(vector.reshape(1, -1), request.top_k)
        found = zip(scores[0], rows[0], strict=True)
        return AskResponse(passages=[Passage(**texts[row], score=float(score)) for score, row in found])

    return app


def paragraphs(corpus: Path) -> Iterator[dict[str, Any]]:
    """The paragraphs of a file of articles, as `Passage` shows them, and their titles."""
    with corpus.open(encoding="utf-8") as lines:
        for line in lines:
            article, start = json.loads(line), 0
            for text in article["text"].split("\n\n"):
                yield {"document": article["id"], "start": start, "text": text, "title": article["title"]}
                start += len(text) + len("\n\n")


def ingest(model: SentenceTransformer, folder: Path, found: Sequence[dict[str, Any]], batch: int) -> None:
    """Embed paragraphs, and write the index and their texts into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = [f"{each['title']}. {each['text']}" for each in found]
    vectors = model.encode_document(texts, batch_size=batch, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    with (folder / PARAGRAPHS).open("w", encoding="utf-8") as lines:
        for each in found:
            lines.write(json.dumps({name: each[name] for name in ("document", "start", "text")}) + "\n")
    faiss.write_index(index, str(folder / INDEX))


if __name__ == "__main__":
    main()
