"""Embedding models: where they come from, and the embedder that serves."""

from retriever.models.embedder import Embedder, from_folder
from retriever.models.folders import find

__all__ = ["Embedder", "load"]


def load(name: str) -> Embedder:
    """Load the embedder of that name: a packaged model's, or a sentence-transformers folder. Takes seconds.

    Raises ModelError.
    """
    folder = find(name)
    return from_folder(folder.name, folder.path, folder.digest)
