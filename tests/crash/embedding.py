"""A small embedder that starts at once: hashed words, the same for the same text in every process."""

import hashlib
from collections.abc import Sequence

import numpy as np

from retriever.models.embedder import Vectors


class HashedWords:
    """Each word has a direction of its own, and a text the sum of its words'. Satisfies `Embedder`."""

    def __init__(self, dimension: int) -> None:
        self.name = f"hashed-words-{dimension}"
        self.digest = hashlib.sha256(self.name.encode()).hexdigest()
        self.dimension = dimension

    def embed_question(self, question: str) -> Vectors:
        return self._embed(question)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self._embed(text) for text in texts])

    def _embed(self, text: str) -> Vectors:
        total = np.zeros(self.dimension)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(f"{self.name} {word}".encode()).digest()[:8], "big")
            total += np.random.default_rng(seed).standard_normal(self.dimension)
        return np.asarray(total / np.linalg.norm(total), dtype=np.float32)
