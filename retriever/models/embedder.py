"""What an embedder is, and the one that runs a model through sentence-transformers."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from corpus.errors import ModelError
from corpus.scripts import remove_hints

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

_BATCH = 8  # small batches win on few cores: less padding, and the activations stay in the cache


_PASSAGE_PROMPTS = ("document", "passage", "corpus")


@dataclass(frozen=True, slots=True)
class Prompts:
    """The text that a model wants before each question and each passage, by its own configuration; often none."""

    question: str
    passage: str

    @classmethod
    def of(cls, configured: Mapping[str, str | None]) -> "Prompts":
        """Choose from the prompts of a sentence-transformers model, by their usual names.

        An empty one does not count: sentence-transformers adds `document: ""` beside a model's own `passage: "..."`.
        """
        return cls(configured.get("query") or "", next(filter(None, map(configured.get, _PASSAGE_PROMPTS)), ""))


class Embedder(Protocol):
    """Turns texts into unit vectors whose inner product is their cosine. Safe for many threads.

    Hints where a line may end change no vector (`remove_hints`).

    `digest` (SHA-256, hexadecimal) tells its vectors from others': another digest means other vectors. `dimension` is
    theirs.
    """

    name: str
    digest: str
    dimension: int

    def embed_question(self, question: str) -> Vectors:
        """Embed a question: float32 (dimension,), unit length. The same question gives the same vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages: float32 (len(texts), dimension), unit length."""
        ...


class SentenceTransformerEmbedder:
    """An embedder that runs a sentence-transformers folder as it is, on the CPU."""

    def __init__(self, name: str, model: "SentenceTransformer", digest: str) -> None:
        dimension = model.get_embedding_dimension()
        if not dimension:
            raise ModelError(f"the model {name} does not say its dimension; is it a sentence-embedding model?")
        self.name = name
        self.digest = digest
        self.dimension = int(dimension)
        self.model = model
        self.prompts = Prompts.of(model.prompts)
        # The tokenizer keeps its padding state inside: two threads in it at once fail ("Already borrowed").
        self._lock = threading.Lock()

    def embed_question(self, question: str) -> Vectors:
        """Embed a question with the model's own query prompt, if it has one: float32 (dimension,)."""
        return self._embed([question], self.prompts.question).reshape(-1)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed n passages with the model's own passage prompt, if it has one: float32 (n, dimension)."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return self._embed(list(texts), self.prompts.passage)

    def _embed(self, texts: list[str], prompt: str) -> Vectors:
        with self._lock:
            vectors = self.model.encode(
                [remove_hints(text) for text in texts],
                prompt=prompt,
                batch_size=_BATCH,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, dtype=np.float32)


def from_folder(name: str, folder: Path, digest: str) -> SentenceTransformerEmbedder:
    """Load a sentence-transformers folder, never looking anywhere else. Raises ModelError."""
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": "float32"})
    except Exception as error:  # which exception a damaged folder raises is for each library to choose
        raise ModelError(f"cannot load the model {name} from {folder}: {error}") from error
    return SentenceTransformerEmbedder(name, model, digest)
