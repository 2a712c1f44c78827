"""Embedding models: where they come from, how they are compiled, and the embedders that serve."""

import logging
from collections.abc import Callable
from pathlib import Path

from retriever.models.embedder import Embedder

__all__ = ["Embedder", "load"]


def load(
    name: str, *, cache: Path | None = None, say: Callable[[str], None] | None = None, network: bool = False
) -> Embedder:
    """Load the embedder of that name: a packaged model's, a sentence-transformers folder's, or that of a hub name.

    At its first use a model is compiled, which takes half a minute; then loading takes a few tenths of a second.
    `cache`: the folder for what is made once, by default the user's own. `say` is told what takes long and what is
    not as usual; by default it is logged. `network`: a hub name that this machine does not hold may be fetched.
    Raises ModelError.
    """
    from platformdirs import user_cache_path

    from retriever.models.compiling import compiled
    from retriever.models.registry import find

    say = say or logging.getLogger(__name__).warning
    cache = (cache or user_cache_path("rujuk")).expanduser().absolute()
    model = find(name, cache, say, network=network)
    ready = compiled(model, cache, say)
    if ready is None:
        from retriever.models.embedder import from_folder

        return from_folder(model.name, model.folder(), model.digest)
    from retriever.models.onnx_embedder import from_compiled

    return from_compiled(model.name, ready.digest, ready.folder, ready.notes)
